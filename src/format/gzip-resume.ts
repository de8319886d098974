import type { ChunkReader } from "./chunk-reader.ts";
import { isGzip, peekGzipHeader } from "./gzip-header.ts";
import type { Inflater } from "./gzip-members.ts";

/** Where deflate data can be read again behind damage. */
export interface ResumePoint {
  /** A new member, header first; or data behind a full flush, which refers to nothing before it. */
  readonly kind: "member" | "flush";
}

const METHOD_DEFLATE = 8;
/** An empty stored block, at a byte's bound: writers end a flush with it. */
const FLUSH_MARKER = 0x0000ffff;
const MARKER_SIZE = 4;
const SEARCH_BYTES = 256 * 1024;
/** Data that is none goes wrong long before. */
const TRIAL_BYTES = 4096;
/** More is not worth the time: what looks like data so often is made to. */
const MAX_TRIALS = 10_000;

/**
 * Takes the reader to the next place where deflate data begins anew and inflates soundly for a while; undefined where
 * none is left. A flush counts only from `flushFrom` on: before it the data was read.
 */
export async function skipToResumePoint(
  reader: ChunkReader,
  createInflater: () => Inflater,
  flushFrom: number,
): Promise<ResumePoint | undefined> {
  for (let trials = 0; trials < MAX_TRIALS; ) {
    const bytes = await reader.peek(SEARCH_BYTES);
    const at = findCandidate(bytes, flushFrom - reader.offset);
    if (at === undefined) {
      if (bytes.length < SEARCH_BYTES) return undefined;
      reader.skip(bytes.length - MARKER_SIZE + 1);
      continue;
    }
    reader.skip(at);
    trials++;
    const kind = isGzip(bytes.subarray(at)) ? "member" : "flush";
    const start = kind === "member" ? await peekGzipHeader(reader) : MARKER_SIZE;
    if (typeof start === "number" && (await inflates(reader, start, createInflater))) {
      if (kind === "flush") reader.skip(MARKER_SIZE);
      return { kind };
    }
    reader.skip(1);
  }
  return undefined;
}

/** The first place that may be one, from `flushFrom` on for flushes. */
function findCandidate(bytes: Uint8Array, flushFrom: number): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + MARKER_SIZE <= bytes.length; at++) {
    const word = view.getUint32(at, false);
    if (word >>> 8 === 0x1f8b00 + METHOD_DEFLATE) return at;
    if (word === FLUSH_MARKER && at >= flushFrom) return at;
  }
  return undefined;
}

async function inflates(
  reader: ChunkReader,
  start: number,
  createInflater: () => Inflater,
): Promise<boolean> {
  const bytes = await reader.peek(start + TRIAL_BYTES);
  if (bytes.length <= start) return false;
  const inflater = createInflater();
  try {
    const { state, outputs } = await inflater.push(bytes.slice(start));
    return state !== "corrupt" && outputs.some(({ length }) => length > 0);
  } finally {
    inflater.close();
  }
}
