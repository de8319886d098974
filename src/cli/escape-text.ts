import { TextSink } from "../decoder/text-sink.ts";

const scratch = new TextSink({ capacity: 256, escaping: true });

/** Text from a capture, a file's name or a message, with all that could drive a terminal written as `\x1b`, `\n` … */
export function escapeText(text: string): string {
  scratch.truncate(0);
  scratch.text(text);
  return scratch.toString();
}
