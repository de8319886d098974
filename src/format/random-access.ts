import { bytesOf, type CaptureInput, isBytes } from "./source.ts";

/** Bytes that can be read anywhere, in any order. */
export interface RandomAccess {
  readonly sizeBytes: number;
  /** `length` bytes from `offset` on; fewer at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Measured for files: half as much is slower, twice as much no faster. */
const CHUNK_SIZE = 512 * 1024;

/** Access to bytes in memory and to a Blob; undefined for streams. */
export function accessTo(input: CaptureInput): RandomAccess | undefined {
  if (isBytes(input)) return accessToBytes(bytesOf(input));
  return input instanceof Blob ? accessToBlob(input) : undefined;
}

function accessToBytes(bytes: Uint8Array): RandomAccess {
  return {
    sizeBytes: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
    close: async () => {},
  };
}

function accessToBlob(blob: Blob): RandomAccess {
  return {
    sizeBytes: blob.size,
    read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
    close: async () => {},
  };
}

/** The bytes between two offsets, or to the end, in chunks; one is read ahead. */
export async function* chunksBetween(
  access: RandomAccess,
  from: number,
  to = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  const read = (offset: number) => {
    const chunk = access.read(offset, Math.max(0, Math.min(CHUNK_SIZE, to - offset)));
    // A failure is thrown when the chunk is asked for, not while nobody is waiting for it.
    chunk.catch(() => {});
    return chunk;
  };
  let ahead = read(from);
  try {
    for (let offset = from; ; ) {
      const chunk = await ahead;
      if (chunk.length === 0) return;
      offset += chunk.length;
      ahead = read(offset);
      yield chunk;
    }
  } finally {
    await ahead.catch(() => {});
  }
}
