import { ChunkReader } from "../format/chunk-reader.ts";
import { gunzip } from "../format/gunzip.ts";
import { type Compression, type Decompressors, openSource } from "../format/source.ts";
import { unzstd } from "../format/unzstd.ts";
import { Salvager } from "./salvage/salvager.ts";
import { soundBlockAt } from "./salvage/sound-block.ts";
import { windowOf } from "./salvage/window.ts";

/** A capture found inside of something else. */
export interface CarvedCapture {
  /** Where it begins. */
  readonly offset: number;
  readonly compression: Compression;
  /** Its bytes, uncompressed, as far as they follow one another; to be read before the next capture is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

const WINDOW_BYTES = 1024 * 1024;
const SECTION_HEADER_BYTES = 0x0a0d0d0a;
const GZIP_START = 0x1f8b08;
const ZSTD_MAGIC = 0x28b52ffd;
/** Enough of the compressed data to see its beginning; zstd gives whole blocks only. */
const TRIAL_BYTES = { gzip: 4096, zstd: 256 * 1024 } as const;
/** A header, some of it twice, so that none is cut by the window's end. */
const OVERLAP_BYTES = 64;

type Found = { readonly at: number; readonly compression: Compression };

/**
 * The captures inside of a disk image, a core dump or anything else, plain or compressed, in their order. Each goes as
 * far as its bytes follow one another; of one in fragments only the first is found.
 */
export async function* carveCaptures(
  chunks: AsyncIterable<Uint8Array>,
  decompressors: Decompressors = { gzip: gunzip, zstd: unzstd },
): AsyncGenerator<CarvedCapture> {
  const reader = new ChunkReader(chunks);
  try {
    while (await skipToCapture(reader)) {
      const { offset } = reader;
      const compression = compressionAt(await reader.peek(4));
      const chunks =
        compression === "none" ? chainOfBlocks(reader) : decompressors[compression](reader, () => {});
      yield { offset, compression, chunks };
      for await (const _ of chunks);
      // What cannot be read at all is not to be found again.
      if (reader.offset === offset) reader.skip(1);
    }
  } finally {
    await reader.close();
  }
}

/** Takes the reader to where the next capture begins; false where none does. */
async function skipToCapture(reader: ChunkReader): Promise<boolean> {
  for (;;) {
    const bytes = await reader.peek(WINDOW_BYTES);
    const atEnd = bytes.length < WINDOW_BYTES;
    const found = findStart(bytes, atEnd);
    reader.skip(found?.at ?? Math.max(0, bytes.length - (atEnd ? 0 : OVERLAP_BYTES)));
    if (found === undefined && atEnd) return false;
    if (found === undefined) continue;
    if (found.compression === "none" || (await holdsCapture(reader, found.compression))) return true;
    reader.skip(1);
  }
}

function findStart(bytes: Uint8Array, atEnd: boolean): Found | undefined {
  const window = windowOf(bytes, 0, atEnd);
  for (let at = 0; at + 4 <= bytes.length; at++) {
    const compression = startAt(window.view.getUint32(at, false));
    if (compression === undefined) continue;
    if (compression !== "none" || soundBlockAt(window, at, true)?.kind === "sound")
      return { at, compression };
  }
  return undefined;
}

function compressionAt(start: Uint8Array): Compression {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  return startAt(view.getUint32(0, false)) ?? "none";
}

function startAt(word: number): Compression | undefined {
  if (word === SECTION_HEADER_BYTES) return "none";
  if (word >>> 8 === GZIP_START) return "gzip";
  return word === ZSTD_MAGIC ? "zstd" : undefined;
}

/** Whether the compressed data at the reader begins as a capture does. */
async function holdsCapture(reader: ChunkReader, compression: "gzip" | "zstd"): Promise<boolean> {
  const bytes = (await reader.peek(TRIAL_BYTES[compression])).slice();
  for await (const chunk of openSource(bytes, { onDamage: () => {} }).chunks) {
    return chunk.length > OVERLAP_BYTES && soundBlockAt(windowOf(chunk, 0, true), 0, true)?.kind === "sound";
  }
  return false;
}

/** The bytes of the blocks that follow one another from the reader's place on. */
async function* chainOfBlocks(reader: ChunkReader): AsyncGenerator<Uint8Array> {
  const salvager = new Salvager();
  let wanted = WINDOW_BYTES;
  for (;;) {
    const bytes = await reader.peek(wanted);
    const atEnd = bytes.length < wanted;
    const { salvaged, used, needed } = salvager.take(windowOf(bytes, reader.offset, atEnd));
    const loss = salvaged.find(({ kind }) => kind === "lost");
    const end = loss?.kind === "lost" ? loss.offset - reader.offset : used;
    if (end > 0) yield bytes.subarray(0, end);
    reader.skip(end);
    if (loss !== undefined || atEnd) return;
    wanted = Math.max(WINDOW_BYTES, needed ?? 0);
  }
}
