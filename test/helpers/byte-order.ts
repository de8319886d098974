import { readFileSync } from "node:fs";
import { openCapture } from "../../src/capture/capture.ts";
import { paramLength, paramStart } from "../../src/decoder/params.ts";
import { type BlockBatch, FRAME_SIZE } from "../../src/format/block-batch.ts";
import { blockTypeOf } from "../../src/format/catalogue.ts";
import { readBlocks } from "../../src/format/reader.ts";
import { PARAM_TYPES } from "../../src/schema/param-types.ts";
import type { ParamSpec } from "../../src/schema/types.ts";

const POLL_ENTRY_SIZE = 10;

/** The section header and event blocks of a little-endian capture, without its lists. */
export async function eventsOnly(path: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const batch of blocksOf(readFileSync(path))) {
    for (let i = 0; i < batch.count; i++) {
      const { kind } = blockTypeOf(batch.types[i] as number);
      if (kind === "section-header" || kind === "event") parts.push(blockBytes(batch, i));
    }
  }
  return Buffer.concat(parts);
}

/** The same capture (section header and V2 events) as a big-endian machine would have written it. */
export async function bigEndian(capture: Uint8Array): Promise<Uint8Array> {
  const bytes = capture.slice();
  for await (const batch of blocksOf(capture)) {
    for (let i = 0; i < batch.count; i++) swapFrame(bytes, batch, i);
  }
  for await (const { record } of openCapture(capture).events()) {
    const at = record.lengthsAt - 26;
    for (const [offset, size] of EVENT_FIELDS) swap(bytes, at + offset, size);
    swap(bytes, record.offset + 8, 2);
    for (let k = 0; k < record.paramCount; k++) {
      swap(bytes, record.lengthsAt + k * record.lengthWidth, record.lengthWidth);
      const param = record.spec?.params[k];
      if (param !== undefined) swapParam(bytes, param, paramStart(record, k), paramLength(record, k));
    }
  }
  return bytes;
}

/** Offset and size of the fields of an event header: time, tid, length, type, number of parameters. */
const EVENT_FIELDS = [
  [0, 8],
  [8, 8],
  [16, 4],
  [20, 2],
  [22, 4],
] as const;

function blocksOf(bytes: Uint8Array): AsyncGenerator<BlockBatch> {
  return readBlocks(
    (async function* () {
      yield bytes;
    })(),
    (damage) => {
      throw new Error(damage.detail);
    },
  );
}

function blockBytes(batch: BlockBatch, i: number): Uint8Array {
  const start = batch.starts[i] as number;
  return batch.bytes.slice(start, (batch.bodyEnds[i] as number) + 4);
}

function swapFrame(bytes: Uint8Array, batch: BlockBatch, i: number): void {
  const start = batch.starts[i] as number;
  const end = batch.bodyEnds[i] as number;
  for (const at of [start, start + 4, end]) swap(bytes, at, 4);
  if (blockTypeOf(batch.types[i] as number).kind !== "section-header") return;
  const sizes = [4, 2, 2, 8];
  let at = start + FRAME_SIZE - 4;
  for (const size of sizes) {
    swap(bytes, at, size);
    at += size;
  }
}

/** Addresses are in network order on every machine; numbers and ports are not. */
function swapParam(bytes: Uint8Array, param: ParamSpec, start: number, length: number): void {
  if (length === 0) return;
  if (param.type === "SOCKADDR") return swapEnds(bytes, start, 1);
  if (param.type === "SOCKTUPLE") return swapEnds(bytes, start, 2);
  if (param.type === "FDLIST") return swapPollList(bytes, start, length);
  const choice = param.type === "DYN" ? param.dynamic?.[bytes[start] as number] : undefined;
  if (choice !== undefined) return swapParam(bytes, { ...param, ...choice }, start + 1, length - 1);
  const { sizeBytes, isInteger } = PARAM_TYPES[param.type];
  if (isInteger && sizeBytes === length) swap(bytes, start, length);
}

function swapEnds(bytes: Uint8Array, start: number, ends: number): void {
  const family = bytes[start];
  const size = family === 2 ? 4 : family === 10 ? 16 : 0;
  if (family === 1 && ends === 2) {
    swap(bytes, start + 1, 8);
    swap(bytes, start + 9, 8);
  }
  if (size === 0) return;
  for (let k = 0; k < ends; k++) swap(bytes, start + 1 + size + k * (size + 2), 2);
}

function swapPollList(bytes: Uint8Array, start: number, length: number): void {
  swap(bytes, start, 2);
  for (let at = start + 2; at < start + length; at += POLL_ENTRY_SIZE) {
    swap(bytes, at, 8);
    swap(bytes, at + 8, 2);
  }
}

function swap(bytes: Uint8Array, at: number, size: number): void {
  bytes.subarray(at, at + size).reverse();
}
