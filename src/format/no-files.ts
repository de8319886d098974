import type { CaptureOutput } from "./capture-output.ts";
import type { OnDamage } from "./errors.ts";
import type { RandomAccess } from "./random-access.ts";
import type { CaptureSource } from "./source.ts";

/*
 * Stands in for node-source.ts, node-random-access.ts and node-file-output.ts in a browser: bundlers take it for them by
 * "browser" in package.json.
 */

const NO_FILES = "a path can be read with Node only; give bytes, a Blob or a stream";
const NO_OUTPUT = "a file can be written with Node only; write to a MemoryOutput";

/** Throws an Error that says what can be read instead. */
export async function openFile(
  _path: string,
  _options: { readonly onDamage: OnDamage; readonly reusesBuffers?: boolean },
): Promise<CaptureSource> {
  throw new Error(NO_FILES);
}

/** Throws an Error that says what can be read instead. */
export function openStdin(_options: { readonly onDamage: OnDamage }): CaptureSource {
  throw new Error(NO_FILES);
}

/** Throws an Error that says what can be read instead. */
export async function openFileAccess(_path: string): Promise<RandomAccess | undefined> {
  throw new Error(NO_FILES);
}

/** Throws an Error that says what can be written to instead. */
export async function openFileOutput(_path: string, _options?: unknown): Promise<CaptureOutput> {
  throw new Error(NO_OUTPUT);
}
