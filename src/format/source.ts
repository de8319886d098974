import { ChunkReader } from "./chunk-reader.ts";
import type { OnDamage } from "./errors.ts";
import { gunzip } from "./gunzip.ts";
import { isGzip } from "./gzip-header.ts";
import { unzstd } from "./unzstd.ts";
import { isZstd } from "./zstd-header.ts";

/** What a capture can be read from. Bytes given must not change while they are being read. */
export type CaptureInput =
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

/** What the first bytes of an input tell of its compression. */
export type Compression = "none" | "gzip" | "zstd";

/** A capture's bytes on their way in. */
export interface CaptureSource {
  /**
   * The uncompressed capture, once. Chunks are borrowed by whoever takes them: none is ever modified afterwards.
   * What cannot be decompressed is reported as damage and ends the stream; errors of the input itself are thrown.
   */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Known from the first chunk on, `none` before. */
  readonly compression: Compression;
  /** Size of the input as it is, where that is known. */
  readonly sizeBytes: number | undefined;
  /** Bytes of the input used up so far. */
  readonly bytesRead: number;
}

/** Turns compressed bytes into chunks, reporting what is wrong with them. */
export type Decompress = (reader: ChunkReader, onDamage: OnDamage) => AsyncIterable<Uint8Array>;

/** A way to decompress each kind of input. */
export type Decompressors = Readonly<Record<Exclude<Compression, "none">, Decompress>>;

/** How a source is to be read. */
export interface SourceOptions {
  readonly onDamage: OnDamage;
  /** Faster ones than those that run anywhere. */
  readonly decompressors?: Decompressors;
}

/** Longer chunks would keep more memory busy than they gain. */
const MAX_CHUNK_SIZE = 1024 * 1024;
const MAGIC_SIZE = 4;
const PORTABLE_DECOMPRESSORS: Decompressors = { gzip: gunzip, zstd: unzstd };

/** Opens a capture in memory or arriving as a stream, compressed or not. Nothing is read before the first chunk is asked for. */
export function openSource(input: CaptureInput, options: SourceOptions): CaptureSource {
  return sourceOf(rawChunks(input), sizeOf(input), options);
}

/** A source over chunks of an input of `sizeBytes`, if known. */
export function sourceOf(
  rawChunks: AsyncIterable<Uint8Array>,
  sizeBytes: number | undefined,
  { onDamage, decompressors = PORTABLE_DECOMPRESSORS }: SourceOptions,
): CaptureSource {
  const reader = new ChunkReader(rawChunks);
  const found = { compression: "none" as Compression };
  return {
    chunks: uncompressed(reader, decompressors, onDamage, found),
    sizeBytes,
    get compression() {
      return found.compression;
    },
    get bytesRead() {
      return reader.offset;
    },
  };
}

async function* uncompressed(
  reader: ChunkReader,
  decompressors: Decompressors,
  onDamage: OnDamage,
  found: { compression: Compression },
): AsyncGenerator<Uint8Array> {
  try {
    found.compression = compressionOf(await reader.peek(MAGIC_SIZE));
    if (found.compression === "none") yield* takeAll(reader);
    else yield* decompressors[found.compression](reader, onDamage);
  } finally {
    await reader.close();
  }
}

function compressionOf(start: Uint8Array): Compression {
  if (isGzip(start)) return "gzip";
  return isZstd(start) ? "zstd" : "none";
}

async function* takeAll(reader: ChunkReader): AsyncGenerator<Uint8Array> {
  for (;;) {
    const chunk = await reader.borrow(MAX_CHUNK_SIZE);
    if (chunk.length === 0) return;
    reader.skip(chunk.length);
    yield chunk;
  }
}

function sizeOf(input: CaptureInput): number | undefined {
  if (ArrayBuffer.isView(input) || input instanceof ArrayBuffer) return input.byteLength;
  return input instanceof Blob ? input.size : undefined;
}

function rawChunks(input: CaptureInput): AsyncIterable<Uint8Array> {
  if (input instanceof ArrayBuffer) return only(new Uint8Array(input));
  if (ArrayBuffer.isView(input)) return only(input);
  if (input instanceof Blob) return readStream(input.stream());
  return "getReader" in input ? readStream(input) : input;
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Not every browser lets one iterate over a stream. */
async function* readStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    // Of no use to a stream that has ended, and no matter to one that has failed.
    await reader.cancel().catch(() => {});
  }
}
