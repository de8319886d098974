import type { EventRecord } from "../decoder/event.ts";
import { type BlockBatch, HEADER_SIZE } from "../format/block-batch.ts";
import { OPTION_COMMENT, parseOptions } from "../format/options.ts";
import { decodeText } from "../format/text.ts";

/** Comments put to an event: options behind it in block `index`, from the next multiple of 4 bytes of the body on. */
export function eventComments(event: EventRecord, batch: BlockBatch, index: number): readonly string[] {
  const body = (batch.starts[index] as number) + HEADER_SIZE;
  const from = body + 4 * Math.ceil((event.end - body) / 4);
  const end = batch.bodyEnds[index] as number;
  if (from >= end) return NO_COMMENTS;
  return parseOptions(batch.view, from, end, batch.littleEndian)
    .filter(({ code }) => code === OPTION_COMMENT)
    .map(({ value }) => decodeText(value));
}

const NO_COMMENTS: readonly string[] = [];
