import type { ChunkReader } from "./chunk-reader.ts";

/** What a zstd frame says of itself at its start. */
export interface ZstdHeader {
  readonly sizeBytes: number;
  /** How much of its output a decoder must keep. */
  readonly windowBytes: number;
  readonly hasChecksum: boolean;
  readonly needsDictionary: boolean;
}

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const MAGIC_SIZE = 4;
const MAX_HEADER_SIZE = 18;
const FLAG_SINGLE_SEGMENT = 0x20;
const FLAG_RESERVED = 0x08;
const FLAG_CHECKSUM = 0x04;
const DICTIONARY_ID_SIZES = [0, 1, 2, 4];
const CONTENT_SIZE_SIZES = [0, 2, 4, 8];
/** A content size of two bytes counts from here. */
const CONTENT_SIZE_BASE = 256;

/** Whether a zstd frame with data begins here. */
export function isZstd(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC_SIZE && viewOf(bytes).getUint32(0, true) === MAGIC;
}

/** Length of the frame without data that begins here, such as a seek table; undefined if it is none. */
export function skippableLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < MAGIC_SIZE + 4) return undefined;
  const view = viewOf(bytes);
  const isSkippable = (view.getUint32(0, true) & ~0xf) >>> 0 === SKIPPABLE_MAGIC;
  return isSkippable ? MAGIC_SIZE + 4 + view.getUint32(4, true) : undefined;
}

/** The frame header that comes next: undefined if it is none that can be read, "cut" if the input ends inside it. */
export async function peekZstdHeader(reader: ChunkReader): Promise<ZstdHeader | "cut" | undefined> {
  // A frame is never shorter than the longest header … unless it is empty.
  const bytes = await reader.peek(MAX_HEADER_SIZE);
  const flags = bytes[MAGIC_SIZE];
  if (flags === undefined) return "cut";
  if ((flags & FLAG_RESERVED) !== 0) return undefined;
}
