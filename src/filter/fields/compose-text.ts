import { TextSink } from "../../decoder/text-sink.ts";
import { decodeText } from "../../format/text.ts";

/** Texts are short-lived; one that is made for another comes behind what there is of that. */
const scratch = new TextSink();

/** What is written into the sink, as text; bytes that are not UTF-8 are kept as lone surrogates. */
export function composeText(write: (sink: TextSink) => void): string {
  const mark = scratch.length;
  try {
    write(scratch);
    return decodeText(scratch.bytes, mark, scratch.length);
  } finally {
    scratch.truncate(mark);
  }
}
