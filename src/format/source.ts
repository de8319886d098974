import { ChunkReader } from "./chunk-reader.ts";
import type { OnDamage } from "./errors.ts";
import { gunzip, gunzipAll } from "./gunzip.ts";
import { isGzip } from "./gzip-header.ts";
import { unzstd, unzstdAll } from "./unzstd.ts";
import { isZstd } from "./zstd-header.ts";

/** What a capture can be read from. Bytes given must not change while they are being read. */
export type CaptureInput =
  | ArrayBufferView
  | ArrayBufferLike
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>;

/** What the first bytes of an input tell of its compression. */
export type Compression = "none" | "gzip" | "zstd";

/** A capture's bytes on their way in. */
export interface CaptureSource {
  /**
   * The uncompressed capture, once. Chunks are borrowed by whoever takes them: none is ever modified afterwards, unless
   * its buffers are given back.
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
  /** Whether to go on behind damage to compressed data; then offsets do not count what is missing. */
  readonly salvages?: boolean | undefined;
  /** Whether the bytes are wanted as they are stored, compressed or not. */
  readonly isRaw?: boolean | undefined;
  /**
   * Told of each chunk of an uncompressed input when the next one is asked for: the chunk before is then taken to be of no
   * more use to anybody. Without it chunks are never modified.
   */
  readonly giveBack?: ((chunk: Uint8Array) => void) | undefined;
}

/** Longer chunks would keep more memory busy than they gain. */
const MAX_CHUNK_SIZE = 1024 * 1024;
const MAGIC_SIZE = 4;

/** Opens a capture in memory or arriving as a stream, compressed or not. Nothing is read before the first chunk is asked for. */
export function openSource(input: CaptureInput, options: SourceOptions): CaptureSource {
  return sourceOf(rawChunks(input), sizeOf(input), options);
}

/** A source over chunks of an input of `sizeBytes`, if known. */
export function sourceOf(
  rawChunks: AsyncIterable<Uint8Array>,
  sizeBytes: number | undefined,
  options: SourceOptions,
): CaptureSource {
  const reader = new ChunkReader(rawChunks);
  const found = { compression: "none" as Compression };
  return {
    chunks: uncompressed(reader, options, found),
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
  options: SourceOptions,
  found: { compression: Compression },
): AsyncGenerator<Uint8Array> {
  const { onDamage, salvages = false, isRaw = false, giveBack } = options;
  const { decompressors = portableDecompressors(salvages) } = options;
  try {
    found.compression = compressionOf(await reader.peek(MAGIC_SIZE));
    if (found.compression === "none" || isRaw) yield* takeAll(reader, giveBack);
    else yield* decompressors[found.compression](reader, onDamage);
  } finally {
    await reader.close();
  }
}

function portableDecompressors(salvages: boolean): Decompressors {
  return salvages ? { gzip: gunzipAll, zstd: unzstdAll } : { gzip: gunzip, zstd: unzstd };
}

function compressionOf(start: Uint8Array): Compression {
  if (isGzip(start)) return "gzip";
  return isZstd(start) ? "zstd" : "none";
}

async function* takeAll(
  reader: ChunkReader,
  giveBack: SourceOptions["giveBack"],
): AsyncGenerator<Uint8Array> {
  for (;;) {
    const chunk = await reader.borrow(MAX_CHUNK_SIZE);
    if (chunk.length === 0) return;
    reader.skip(chunk.length);
    yield chunk;
    giveBack?.(chunk);
  }
}

function sizeOf(input: CaptureInput): number | undefined {
  if (isBytes(input)) return input.byteLength;
  return input instanceof Blob ? input.size : undefined;
}

/** Throws a TypeError for what cannot be read from. */
function rawChunks(input: CaptureInput): AsyncIterable<Uint8Array> {
  if (isBytes(input)) return only(bytesOf(input));
  if (input instanceof Blob) return readStream(input.stream());
  if (isObject(input) && "getReader" in input) return readStreamOnce(input);
  if (isObject(input) && Symbol.asyncIterator in input) return readIterable(input);
  throw new TypeError(
    `a capture is read from a path, bytes (a Uint8Array, any other view, an ArrayBuffer), a Blob, a ReadableStream or an AsyncIterable of bytes, not from ${nameOf(input)}`,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Whether it is bytes in memory. */
export function isBytes(value: unknown): value is ArrayBufferView | ArrayBufferLike {
  // By its tag: those of other realms (frames, workers of tests) are no instances, and not every page has shared ones.
  return ArrayBuffer.isView(value) || /^\[object (Shared)?ArrayBuffer\]$/.test(tagOf(value));
}

function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value);
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return "an array";
  if (value === undefined || value === null) return String(value);
  return `a value of type ${typeof value}`;
}

/** The bytes themselves, where they are; a copy of shared ones, which browsers do not decode text from. */
export function bytesOf(value: ArrayBufferView | ArrayBufferLike): Uint8Array {
  const bytes = ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value);
  return tagOf(bytes.buffer) === "[object SharedArrayBuffer]" ? bytes.slice() : bytes;
}

function chunkOf(value: unknown): Uint8Array {
  if (isBytes(value)) return bytesOf(value);
  const hint = typeof value === "string" ? "; read it without an encoding" : "";
  throw new TypeError(`a stream of a capture must give bytes, this one gives ${nameOf(value)}${hint}`);
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** Streams that were read from, to the end or not. */
const readBefore = new WeakSet<object>();

function takeOnce(stream: object, isUsed: boolean): void {
  if (isUsed || readBefore.has(stream)) {
    throw new TypeError("a stream can be read once, and this one has been read, closed or locked before");
  }
  readBefore.add(stream);
}

async function* readStreamOnce(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  takeOnce(stream, stream.locked);
  yield* readStream(stream);
}

/** What makes a new iterator every time, as no stream and no generator does, can be read again. */
async function* readIterable(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (isNodeStream(input)) takeOnce(input, (input.destroyed || input.readableEnded) && !input.errored);
  const iterator = input[Symbol.asyncIterator]();
  if (Object.is(iterator, input)) takeOnce(input, false);
  for await (const chunk of { [Symbol.asyncIterator]: () => iterator }) yield chunkOf(chunk);
}

interface NodeStream {
  readonly destroyed: boolean;
  readonly readableEnded: boolean;
  readonly errored: unknown;
}

/** Told by what it has: its class would have to be loaded. */
function isNodeStream(input: object): input is NodeStream {
  return "pipe" in input && "destroyed" in input && "readableEnded" in input;
}

/** Not every browser lets one iterate over a stream. */
async function* readStream(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield chunkOf(value);
    }
  } finally {
    // Of no use to a stream that has ended, and no matter to one that has failed.
    await reader.cancel().catch(() => {});
  }
}
