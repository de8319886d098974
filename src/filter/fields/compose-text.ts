import { TextSink } from "../../decoder/text-sink.ts";
import { decodeText } from "../../format/text.ts";

/** Texts are short-lived and made one at a time. */
const scratch = new TextSink();

/** What is written into the sink, as text; bytes that are not UTF-8 are kept as lone surrogates. */
export function composeText(write: (sink: TextSink) => void): string {
  scratch.truncate(0);
  write(scratch);
  return decodeText(scratch.bytes, 0, scratch.length);
}
