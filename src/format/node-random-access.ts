import { constants } from "node:fs";
import { open } from "node:fs/promises";
import type { RandomAccess } from "./random-access.ts";

/** A named pipe must not keep the opening waiting for somebody to write to it. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/** Access to a file; undefined for what is no regular one. Errors of the file system are thrown as they are. */
export async function openFileAccess(path: string): Promise<RandomAccess | undefined> {
  const file = await open(path, FLAGS);
  const stats = await file.stat();
  if (!stats.isFile()) {
    await file.close();
    return undefined;
  }
  return {
    sizeBytes: stats.size,
    async read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, stats.size - offset)));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
      return bytes.subarray(0, bytesRead);
    },
    close: () => file.close(),
  };
}
