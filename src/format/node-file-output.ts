import { randomBytes } from "node:crypto";
import { unlinkSync } from "node:fs";
import { type FileHandle, link, open, realpath, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type CaptureOutput, type OutputCompression, OutputRefused } from "./capture-output.ts";
import { compressedOutput, refuseWithoutZstd } from "./node-compressed-output.ts";

/** How a file is written. */
export interface FileOutputOptions {
  readonly compression?: OutputCompression;
  /** Whether a file that is there already may be replaced. */
  readonly force?: boolean;
  /** Files that are being read, which are never written to. */
  readonly inputs?: readonly string[];
  /** Who may read and write it; as the file that is replaced, or as the process makes files. */
  readonly mode?: number;
}

/** Files that are not whole yet. One listener for all: there may be hundreds. */
const unfinished = new Set<string>();
process.once("exit", () => {
  for (const path of unfinished) unlinkSync(path);
});

const PERMISSIONS = 0o777;

/**
 * Opens a file to be written. It appears under its name only when it is whole; until then its bytes are in a file
 * beside it, which goes when it is given up or the process ends. Pipes and devices are written to as they are.
 * Throws an OutputRefused, or the error of the file system.
 */
export async function openFileOutput(
  path: string,
  { compression = "none", force = false, inputs = [], mode }: FileOutputOptions = {},
): Promise<CaptureOutput> {
  if (compression === "zstd") refuseWithoutZstd();
  for (const input of inputs) {
    if (await isSameFile(path, input)) {
      throw new OutputRefused("is-input", `${path} is the capture being read: write to another file`);
    }
  }
  const existing = await statOf(path);
  if (existing !== undefined && !existing.isFile())
    return compressedOutput(outputTo(await open(path, "w")), compression);
  if (existing !== undefined && !force) throw existsAlready(path);
  const place = existing === undefined ? path : await realpath(path);
  const file = await temporaryOutput(place, force, mode ?? (existing && existing.mode & PERMISSIONS));
  return compressedOutput(file, compression);
}

async function temporaryOutput(
  path: string,
  force: boolean,
  mode: number | undefined,
): Promise<CaptureOutput> {
  const temporary = join(dirname(path), `.scap-dump-${randomBytes(6).toString("hex")}.tmp`);
  // Never through a link, never into a file that is there.
  const handle = await open(temporary, "wx", mode);
  unfinished.add(temporary);
  const output = outputTo(handle);
  let isGone = false;
  const giveUp = async () => {
    if (isGone) return;
    isGone = true;
    await output.abort();
    unfinished.delete(temporary);
    await unlink(temporary);
  };
  return {
    write: output.write,
    async close() {
      // What the umask took away of the permissions that were asked for.
      if (mode !== undefined) await handle.chmod(mode);
      await output.close();
      if (force) await rename(temporary, path);
      else await putInPlace(temporary, path);
      isGone = true;
      unfinished.delete(temporary);
    },
    abort: giveUp,
  };
}

/** Gives a file its name if that is free, at once where the file system has links. */
async function putInPlace(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
    await unlink(temporary);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" || (await statOf(path)) !== undefined) throw existsAlready(path);
    await rename(temporary, path);
  }
}

function outputTo(file: FileHandle): CaptureOutput {
  return {
    async write(bytes) {
      for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
    },
    close: () => file.close(),
    // Closed perhaps already, for which a handle does not mind.
    abort: () => file.close(),
  };
}

function existsAlready(path: string): OutputRefused {
  return new OutputRefused("exists", `${path} is there already: give --force to replace it`);
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [first, second] = await Promise.all([statOf(a), statOf(b)]);
  return first?.isFile() === true && first.dev === second?.dev && first.ino === second.ino;
}

/** What is at a path, behind links; undefined where nothing is. */
async function statOf(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
