import type { ChunkReader } from "./chunk-reader.ts";

const FIXED_SIZE = 10;
const METHOD_DEFLATE = 8;
const FLAG_CHECKSUM = 0x02;
const FLAG_EXTRA = 0x04;
const FLAG_NAME = 0x08;
const FLAG_COMMENT = 0x10;
const RESERVED_FLAGS = 0xe0;
/** An extra field takes at most 64 KiB; names are far shorter. */
const MAX_HEADER_SIZE = 256 * 1024;

/** Whether a gzip member seems to begin here. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Length of the member header that comes next: undefined if it is none, "cut" if the input ends inside it. */
export async function peekGzipHeader(reader: ChunkReader): Promise<number | "cut" | undefined> {
  for (let size = FIXED_SIZE; size <= MAX_HEADER_SIZE; size *= 2) {
    const bytes = await reader.peek(size);
    const length = gzipHeaderLength(bytes);
    if (length !== "more") return length;
    if (bytes.length < size) return "cut";
  }
  return undefined;
}

/**
 * Length of the member header that `bytes` begin with: undefined if it is none, "more" if they end inside it.
 * 1f 8b, u8 method, u8 flags, u32 time, u8, u8, [u16 length, extra], [name, 0], [comment, 0], [u16 checksum]
 */
export function gzipHeaderLength(bytes: Uint8Array): number | "more" | undefined {
  if (!isGzip(bytes)) return undefined;
  if (bytes.length < FIXED_SIZE + 2) return "more";
  const [, , method, flags = 0] = bytes;
  if (method !== METHOD_DEFLATE || (flags & RESERVED_FLAGS) !== 0) return undefined;
  let length = FIXED_SIZE;
  if (flags & FLAG_EXTRA) length += 2 + new DataView(bytes.buffer, bytes.byteOffset).getUint16(length, true);
  for (const flag of [FLAG_NAME, FLAG_COMMENT]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, length);
    if (end < 0) return "more";
    length = end + 1;
  }
  if (flags & FLAG_CHECKSUM) length += 2;
  return length <= bytes.length ? length : "more";
}
