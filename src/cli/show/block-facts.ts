import { decodeEvent } from "../../decoder/event.ts";
import { type BlockBatch, TRAILER_SIZE } from "../../format/block-batch.ts";
import { blockTypeOf } from "../../format/catalogue.ts";
import { currentSchema } from "../../schema/current.ts";
import { eventComments } from "../event-options.ts";

/** The block that an event was recorded in. */
export interface EventBlock {
  /** Offset in the uncompressed capture. */
  readonly offset: number;
  readonly name: string;
  readonly comments: readonly string[];
  /** The whole block, borrowed. */
  readonly bytes: Uint8Array;
}

/** The block at an offset of the capture, which must be an event block of the batch. */
export function blockOfEvent(batch: BlockBatch, offset: number): EventBlock {
  const start = offset - batch.base;
  const index = batch.starts.subarray(0, batch.count).indexOf(start);
  const end = (batch.bodyEnds[index] ?? start) + TRAILER_SIZE;
  return {
    offset,
    name: blockTypeOf(batch.types[index] ?? 0).name,
    comments: commentsOf(batch, index),
    bytes: batch.bytes.subarray(start, end),
  };
}

/** Decoded anew: an event of the current view may not be laid out as it was recorded. */
function commentsOf(batch: BlockBatch, index: number): readonly string[] {
  const recorded = decodeEvent(batch, index, 0, currentSchema, () => {});
  return recorded === undefined ? [] : eventComments(recorded, batch, index);
}
