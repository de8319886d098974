import { DUMP_FLAG_STATE_ONLY, type EventRecord } from "../decoder/event.ts";
import { eventFieldsOf } from "../decoder/event-fields.ts";
import { locateParams, paramIndex } from "../decoder/params.ts";
import { type BlockBatch, HEADER_SIZE } from "../format/block-batch.ts";
import type { ByteSink } from "../format/byte-sink.ts";
import { blockTypeOf } from "../format/catalogue.ts";
import { beginBlock, copyBlock, endBlock } from "../format/write-block.ts";
import { isOfWritableSize, writeEvent, writePackedEvent } from "../format/write-event.ts";

/** Event block to the one with flags. */
const FLAGGED: Readonly<Record<number, number>> = {
  516: 0x208,
  2148576205: 0x208,
  534: 0x217,
  545: 0x222,
};
const CPU_SIZE = 2;
const FLAGS_SIZE = 4;
/** The longest block of an event that is not large (docs/format.md, "Limits of other readers"). */
const MAX_BLOCK_LENGTH = 65544;

/** Copies event block `index` of a batch as one that is kept for the state alone; whatever follows the event stays. */
export function copyAsStateOnly(sink: ByteSink, batch: BlockBatch, index: number, event: EventRecord): void {
  const type = blockTypeOf(batch.types[index] as number);
  const start = sink.length;
  if (type.hasFlags) {
    copyBlock(sink, batch, index);
    sink.patchU32(start + HEADER_SIZE + CPU_SIZE, event.dumpFlags | DUMP_FLAG_STATE_ONLY);
    return;
  }
  const at = (batch.starts[index] as number) + HEADER_SIZE;
  const bodyEnd = batch.bodyEnds[index] as number;
  if (!type.isLarge && bodyEnd - at + HEADER_SIZE + FLAGS_SIZE + 4 > MAX_BLOCK_LENGTH)
    return writeStateOnly(sink, event);
  const begun = beginBlock(sink, FLAGGED[type.id] as number);
  sink.range(batch.bytes, at, at + CPU_SIZE);
  sink.u32(DUMP_FLAG_STATE_ONLY);
  sink.range(batch.bytes, at + CPU_SIZE, bodyEnd);
  endBlock(sink, begun);
}

/**
 * Writes an event as one that is kept for the state alone, without the data it read or wrote. Nothing is written of one
 * that is longer than any reader takes.
 */
export function writeStateOnly(sink: ByteSink, event: EventRecord): void {
  const dumpFlags = event.dumpFlags | DUMP_FLAG_STATE_ONLY;
  if (isToBeWrittenAsIs(sink, event)) {
    writePackedEvent(sink, event, { dumpFlags });
    return;
  }
  const start = sink.length;
  const fields = eventFieldsOf(event);
  const params = fields.params.map((param, at) =>
    event.spec?.params[at]?.name === "data" && !fields.isLarge ? new Uint8Array(0) : param,
  );
  try {
    writeEvent(sink, { ...fields, params, dumpFlags });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    sink.truncate(start);
  }
}

/** Nothing is to be left out of it, and no byte of it has no meaning. */
function isToBeWrittenAsIs({ littleEndian }: ByteSink, event: EventRecord): boolean {
  const hasData = event.lengthWidth === 2 && paramIndex(event, "data") >= 0;
  const isSound = event.littleEndian === littleEndian && isOfWritableSize(event);
  return isSound && !hasData && locateParams(event) === 0;
}
