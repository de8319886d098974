import { type BlockBatch, HEADER_SIZE, TRAILER_SIZE } from "./block-batch.ts";
import type { ByteSink } from "./byte-sink.ts";

/** Writes a block: its frame, what `writeBody` appends, and zeroes up to a multiple of 4. */
export function writeBlock(sink: ByteSink, type: number, writeBody: (sink: ByteSink) => void): void {
  const start = beginBlock(sink, type);
  writeBody(sink);
  endBlock(sink, start);
}

/** Writes a block of any type from the bytes of its body. */
export function writeRawBlock(sink: ByteSink, type: number, body: Uint8Array): void {
  writeBlock(sink, type, () => sink.raw(body));
}

/** Begins a block whose body is appended next; returns its position, for `endBlock`. */
export function beginBlock(sink: ByteSink, type: number): number {
  const start = sink.length;
  sink.u32(type);
  sink.u32(0);
  return start;
}

/** Ends the block that began at `start`: padding, length, trailer. */
export function endBlock(sink: ByteSink, start: number): void {
  alignFrom(sink, start);
  const length = sink.length + TRAILER_SIZE - start;
  sink.patchU32(start + HEADER_SIZE - 4, length);
  sink.u32(length);
}

/** Appends zeroes up to a multiple of 4 behind `start`. */
export function alignFrom(sink: ByteSink, start: number): void {
  sink.zeroes(-(sink.length - start) & 3);
}

/** Copies block `index` of a batch as it is: padding, options, even a wrong trailer. */
export function copyBlock(sink: ByteSink, batch: BlockBatch, index: number): void {
  const { bytes, starts, bodyEnds } = batch;
  sink.range(
    bytes,
    starts[index] as number,
    Math.min((bodyEnds[index] as number) + TRAILER_SIZE, bytes.length),
  );
}

/** All bytes of block `index` of a batch, frame included, borrowed. */
export function borrowBlock({ bytes, starts, bodyEnds }: BlockBatch, index: number): Uint8Array {
  return bytes.subarray(starts[index], (bodyEnds[index] as number) + TRAILER_SIZE);
}
