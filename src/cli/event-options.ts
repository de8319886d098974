import type { EventRecord } from "../decoder/event.ts";
import { type BlockBatch, HEADER_SIZE } from "../format/block-batch.ts";
import { OPTION_COMMENT, parseEventOptions } from "../format/options.ts";
import { decodeText } from "../format/text.ts";

/** Comments put to an event: options behind it in block `index`, from the next multiple of 4 bytes of the body on. */
export function eventComments(event: EventRecord, batch: BlockBatch, index: number): readonly string[] {
  const body = (batch.starts[index] as number) + HEADER_SIZE;
  const bodyEnd = batch.bodyEnds[index] as number;
  if (bodyEnd - event.end < 4) return NO_COMMENTS;
  return parseEventOptions(batch.view, { body, end: event.end, bodyEnd }, batch.littleEndian)
    .filter(({ code }) => code === OPTION_COMMENT)
    .map(({ value }) => decodeText(value));
}

const NO_COMMENTS: readonly string[] = [];
