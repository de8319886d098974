import { Inflate } from "fflate";
import { FRAME_SIZE } from "../../format/block-batch.ts";
import { SECTION_HEADER } from "../../format/catalogue.ts";
import type { ChunkReader } from "../../format/chunk-reader.ts";
import { gzipHeaderLength } from "../../format/gzip-header.ts";
import type { Compression } from "../../format/source.ts";
import { MAX_ZSTD_HEADER_SIZE, parseZstdHeader } from "../../format/zstd-header.ts";
import { findBlock, soundBlockAt } from "../salvage/sound-block.ts";
import { type Window, windowOf } from "../salvage/window.ts";
import type { CarveBudget } from "./carve-budget.ts";

const WINDOW_BYTES = 1024 * 1024;
/** What must be seen of a start to tell: the header of a gzip member with long names, some of the data. */
const LOOKAHEAD_BYTES = 64 * 1024;
const SECTION_HEADER_BYTES = 0x0a0d0d0a;
const GZIP_START = 0x1f8b08;
const ZSTD_MAGIC = 0x28b52ffd;
/** Data that is none goes wrong before. */
const TRIAL_BYTES = 512;
/** The window of a zstd frame must be made before the first byte comes. */
const WINDOW_BYTES_PER_TRIAL = 64 * 1024;
/** To search what may be seen of a start takes as long. */
const TRIALS_PER_SEARCH = 16;
/** Interface description, packet, name resolution …: blocks of network captures, whose section headers are the same. */
const MAX_PCAPNG_TYPE = 10;

/**
 * Takes the reader to where the next capture begins, or compressed data if that is looked for, and tells which; undefined
 * where nothing does.
 */
export async function skipToStart(
  reader: ChunkReader,
  budget: CarveBudget,
  isCompressedToo: boolean,
): Promise<Compression | undefined> {
  for (;;) {
    let bytes = reader.borrowNow(WINDOW_BYTES);
    if (bytes.length <= LOOKAHEAD_BYTES) bytes = await reader.peek(WINDOW_BYTES);
    const atEnd = bytes.length <= LOOKAHEAD_BYTES;
    const window = windowOf(bytes, reader.offset, atEnd);
    const limit = atEnd ? bytes.length : bytes.length - LOOKAHEAD_BYTES;
    const { at, compression } = findStart(window, limit, budget, isCompressedToo);
    budget.earn(at);
    reader.skip(at);
    if (compression !== undefined || atEnd) return compression;
  }
}

/** The first start before `limit`, or `limit`. */
function findStart(window: Window, limit: number, budget: CarveBudget, isCompressedToo: boolean) {
  const { view } = window;
  for (let at = 0; at < limit && at + 4 <= view.byteLength; at++) {
    const compression = startAt(view.getUint32(at, false));
    if (compression === undefined) continue;
    if (
      compression === "none"
        ? isSectionHeader(window, at, budget)
        : isCompressedToo && holds(window, at, budget, compression)
    )
      return { at, compression };
  }
  return { at: limit, compression: undefined };
}

function startAt(word: number): Compression | undefined {
  if (word === SECTION_HEADER_BYTES) return "none";
  if (word >>> 8 === GZIP_START) return "gzip";
  return word === ZSTD_MAGIC ? "zstd" : undefined;
}

/** Whether a section header is there with a block behind it, and none of a network capture. */
function isSectionHeader(window: Window, at: number, budget: CarveBudget): boolean {
  const header = soundBlockAt(window, at, true);
  if (header?.kind !== "sound") return false;
  const { view, bytes, base } = window;
  const { length, littleEndian } = header;
  const next = at + length;
  if (view.byteLength - next < FRAME_SIZE) return false;
  const type = view.getUint32(next, littleEndian);
  if (type > 0 && type <= MAX_PCAPNG_TYPE) return false;
  if (soundBlockAt(window, next, littleEndian) !== undefined) return true;
  // The first block may be damaged.
  if (!budget.mayTry(base + at, TRIALS_PER_SEARCH)) return false;
  const behind = windowOf(bytes.subarray(next, next + LOOKAHEAD_BYTES), base + next, true);
  const found = findBlock(behind, 1, littleEndian);
  return found?.kind === "sound" && found.type.id !== SECTION_HEADER;
}

/** Whether compressed data of the kind seems to be there, if there is time to tell. */
function holds(
  { bytes, base }: Window,
  at: number,
  budget: CarveBudget,
  compression: "gzip" | "zstd",
): boolean {
  const data = bytes.subarray(at, at + LOOKAHEAD_BYTES);
  if (compression === "gzip") return budget.mayTry(base + at) && inflates(data);
  const header = parseZstdHeader(data.subarray(0, MAX_ZSTD_HEADER_SIZE));
  if (header === undefined || header === "cut") return false;
  return budget.mayTry(base + at, 1 + header.windowBytes / WINDOW_BYTES_PER_TRIAL);
}

/** Whether a gzip member begins there whose data goes well for a while. */
function inflates(data: Uint8Array): boolean {
  const start = gzipHeaderLength(data);
  if (typeof start !== "number") return false;
  try {
    new Inflate(() => {}).push(data.subarray(start, start + TRIAL_BYTES));
    return true;
  } catch {
    return false;
  }
}
