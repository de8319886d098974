import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import { createInterface } from "node:readline";
import { type Checkpoint, parseCheckpoint } from "../../edit/capture-index.ts";

/** What the name of an index has behind that of its capture. */
export const INDEX_ENDING = ".scapidx";
const FORMAT = "scap-toolkit index 1";
const PROBE_SIZE = 64 * 1024;

/** By what a capture is known again. */
export interface Fingerprint {
  readonly format: string;
  readonly sizeBytes: number;
  /** SHA-256 of the first and of the last 64 KiB. */
  readonly head: string;
  readonly tail: string;
}

export async function fingerprintOf(path: string): Promise<Fingerprint> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const head = await hashAt(file, 0);
    return {
      format: FORMAT,
      sizeBytes: size,
      head,
      tail: await hashAt(file, Math.max(0, size - PROBE_SIZE)),
    };
  } finally {
    await file.close();
  }
}

/**
 * The last checkpoint before an event in the index of a capture; undefined where there is no index, or none so early.
 * `stale` where the index is of another capture, or of this one before it changed.
 */
export async function findCheckpoint(
  path: string,
  eventNumber: number,
): Promise<Checkpoint | "stale" | undefined> {
  const indexPath = path + INDEX_ENDING;
  const [capture, index] = await Promise.all([statOf(path), statOf(indexPath)]);
  if (capture?.isFile() !== true || index?.isFile() !== true) return undefined;
  const lines = createInterface({ input: createReadStream(indexPath), crlfDelay: Number.POSITIVE_INFINITY });
  let first = true;
  let last: string | undefined;
  for await (const line of lines) {
    if (first && (capture.mtimeMs > index.mtimeMs || !(await describes(line, path)))) return "stale";
    if (!first && eventsOf(line) >= eventNumber) break;
    if (!first) last = line;
    first = false;
  }
  if (last === undefined) return undefined;
  const checkpoint = parseCheckpoint(last);
  // Behind the end there would be nothing to read, and nobody told.
  return checkpoint !== undefined && checkpoint.offset < capture.size ? checkpoint : "stale";
}

async function describes(line: string, path: string): Promise<boolean> {
  return line === JSON.stringify(await fingerprintOf(path));
}

/** Lines begin with offset and events, so that those that are not wanted need not be parsed. */
function eventsOf(line: string): number {
  const [, events] = /^\{"offset":\d+,"events":(\d+),/.exec(line) ?? [];
  return events === undefined ? Number.POSITIVE_INFINITY : Number(events);
}

async function hashAt(file: FileHandle, position: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(PROBE_SIZE), 0, PROBE_SIZE, position);
  return createHash("sha256").update(buffer.subarray(0, bytesRead)).digest("hex");
}

async function statOf(path: string) {
  return stat(path).catch(() => undefined);
}
