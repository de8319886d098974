import { close, createReadStream, fstatSync, open, read } from "node:fs";
import { stat } from "node:fs/promises";
import { Socket } from "node:net";
import { promisify } from "node:util";
import { BufferPool } from "./buffer-pool.ts";
import type { OnDamage } from "./errors.ts";
import { gunzipAllWithZlib, gunzipWithZlib } from "./node-gunzip.ts";
import { unzstdAllWithZlib, unzstdWithZlib } from "./node-unzstd.ts";
import { type CaptureSource, type Decompressors, sourceOf } from "./source.ts";

const openFd = promisify(open);
const readFd = promisify(read);
const closeFd = promisify(close);

const STDIN_FD = 0;
/** Measured: half as much is a fifth slower, twice as much no faster. */
const READ_BYTES = 512 * 1024;

/** Node's own decompressors, faster than those that run anywhere. */
export const NODE_DECOMPRESSORS: Decompressors = { gzip: gunzipWithZlib, zstd: unzstdWithZlib };
/** The same, going on behind damage. */
const SALVAGING_DECOMPRESSORS: Decompressors = { gzip: gunzipAllWithZlib, zstd: unzstdAllWithZlib };

/** How a file is to be read. */
export interface FileOptions {
  readonly onDamage: OnDamage;
  /** Whether a chunk is of no more use once the next is asked for, so that its buffer can be used again. */
  readonly reusesBuffers?: boolean;
  /** Whether to go on behind damage to compressed data; then offsets do not count what is missing. */
  readonly salvages?: boolean | undefined;
  /** Whether the bytes are wanted as they are stored, compressed or not. */
  readonly isRaw?: boolean | undefined;
}

/** Opens a capture file, compressed or not; a named pipe too. Errors of the file system are thrown as they are. */
export async function openFile(
  path: string,
  { onDamage, reusesBuffers = false, salvages, isRaw }: FileOptions,
): Promise<CaptureSource> {
  const stats = await stat(path);
  const pool = new BufferPool(READ_BYTES);
  const chunks = stats.isFile()
    ? fileChunks(path, pool)
    : stats.isFIFO()
      ? pipeChunks(path)
      : createReadStream(path);
  return sourceOf(chunks, stats.isFile() ? stats.size : undefined, {
    onDamage,
    decompressors: salvages ? SALVAGING_DECOMPRESSORS : NODE_DECOMPRESSORS,
    isRaw,
    giveBack: reusesBuffers ? (chunk) => pool.giveBack(chunk) : undefined,
  });
}

/** Opens the capture on standard input, whether that is a file or a pipe. */
export function openStdin({ onDamage, salvages, isRaw }: FileOptions): CaptureSource {
  const stats = fstatSync(STDIN_FD);
  const chunks = stats.isFile() ? fdChunks(STDIN_FD, new BufferPool(READ_BYTES)) : process.stdin;
  return sourceOf(chunks, stats.isFile() ? stats.size : undefined, {
    onDamage,
    decompressors: salvages ? SALVAGING_DECOMPRESSORS : NODE_DECOMPRESSORS,
    isRaw,
  });
}

async function* fileChunks(path: string, pool: BufferPool): AsyncGenerator<Uint8Array> {
  const fd = await openFd(path, "r");
  try {
    yield* fdChunks(fd, pool);
  } finally {
    await closeFd(fd);
  }
}

/** A pipe is read as a socket is: a read from it that waits in a thread could not be given up. */
async function* pipeChunks(path: string): AsyncGenerator<Uint8Array> {
  const fd = await openFd(path, "r");
  yield* new Socket({ fd, readable: true, writable: false });
}

/** Reads a file from where it stands, one chunk ahead. */
async function* fdChunks(fd: number, pool: BufferPool): AsyncGenerator<Uint8Array> {
  let ahead = readAhead(fd, pool);
  try {
    for (;;) {
      const chunk = await ahead;
      if (chunk.length === 0) return;
      ahead = readAhead(fd, pool);
      yield chunk;
    }
  } finally {
    await ahead.catch(() => {});
  }
}

function readAhead(fd: number, pool: BufferPool): Promise<Uint8Array> {
  const chunk = readChunk(fd, pool);
  // A failure is thrown when the chunk is asked for, not while nobody is waiting for it.
  chunk.catch(() => {});
  return chunk;
}

async function readChunk(fd: number, pool: BufferPool): Promise<Uint8Array> {
  const buffer = pool.take();
  const { bytesRead } = await readFd(fd, buffer, 0, READ_BYTES, null);
  return buffer.subarray(0, bytesRead);
}
