import type { Capture } from "../capture/capture.ts";
import { decodeEvent, type EventRecord } from "../decoder/event.ts";
import { type BlockBatch, HEADER_SIZE } from "../format/block-batch.ts";
import type { ByteSink } from "../format/byte-sink.ts";
import type { CaptureOutput } from "../format/capture-output.ts";
import { CaptureWriter } from "../format/capture-writer.ts";
import { blockTypeOf } from "../format/catalogue.ts";
import { ScapError } from "../format/errors.ts";
import { OPTION_COMMENT, parseEventOptions, writeOptions } from "../format/options.ts";
import { encodeText } from "../format/text.ts";
import { alignFrom, beginBlock, copyBlock, endBlock } from "../format/write-block.ts";

/** Why an event was not commented. */
export class CommentError extends Error {
  override readonly name = "CommentError";
}

/** The longest block of an event that is not large (docs/format.md, "Limits of other readers"). */
const MAX_BLOCK_LENGTH = 65544;

/**
 * Copies a capture with a comment put to an event, behind those that it has: a pcapng option behind the event, which
 * other readers pass over. The rest stays as it is, byte for byte. The output is left open.
 * Throws a CommentError where there is no such event, or no room behind it; a ScapError where it is damaged.
 */
export async function commentEvent(
  capture: Capture,
  number: number,
  text: string,
  output: CaptureOutput,
): Promise<void> {
  const writer = new CaptureWriter(output);
  const { sink } = writer;
  let events = 0;
  let isDone = false;
  for await (const batch of capture.blocks()) {
    sink.littleEndian = batch.littleEndian;
    for (let index = 0; index < batch.count; index++) {
      const isEvent = blockTypeOf(batch.types[index] as number).kind === "event";
      if (isEvent && ++events === number) {
        writeCommented(sink, batch, index, eventAt(capture, batch, index, number), text);
        isDone = true;
      } else copyBlock(sink, batch, index);
      if (writer.isFull) await writer.flush();
    }
  }
  if (!isDone) throw new CommentError(`there is no event ${number}: the capture has ${events}`);
  await writer.flush();
}

function eventAt({ schema }: Capture, batch: BlockBatch, index: number, number: number): EventRecord {
  const event = decodeEvent(batch, index, number, schema, () => {});
  if (event !== undefined) return event;
  const context = { offset: batch.base + (batch.starts[index] as number), event: `event ${number}` };
  throw new ScapError(
    "bad-event",
    "it is damaged: where it ends, and a comment can stand, is unknown",
    context,
  );
}

function writeCommented(
  sink: ByteSink,
  { bytes, view, starts, bodyEnds, types, littleEndian }: BlockBatch,
  index: number,
  { end, number }: EventRecord,
  text: string,
): void {
  const type = types[index] as number;
  const body = (starts[index] as number) + HEADER_SIZE;
  const bodyEnd = bodyEnds[index] as number;
  const before = parseEventOptions(view, { body, end, bodyEnd }, littleEndian);
  const start = beginBlock(sink, type);
  sink.raw(bytes.subarray(body, end));
  alignFrom(sink, start);
  writeOptions(sink, [...before, { code: OPTION_COMMENT, value: encodeText(text) }]);
  endBlock(sink, start);
  if (!blockTypeOf(type).isLarge && sink.length - start > MAX_BLOCK_LENGTH)
    throw new CommentError(
      `event ${number} has no room for so long a comment: other readers would refuse its block`,
    );
}
