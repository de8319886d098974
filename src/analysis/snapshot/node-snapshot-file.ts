import { readFile } from "node:fs/promises";
import { openCapture } from "../../capture/capture.ts";
import { openFileOutput } from "../../format/node-file-output.ts";
import type { Schema } from "../../schema/types.ts";
import { compareSnapshots, type SnapshotComparison } from "./compare-snapshots.ts";
import { snapshotOf } from "./snapshot.ts";

/** Which snapshots may be written: all that differ, only those that are not there yet, or none. */
export type SnapshotUpdate = "all" | "new" | "none";

/** How a capture stands to its snapshot; `count` differences where it changed. */
export interface SnapshotCheck extends SnapshotComparison {
  readonly file: string;
  readonly snapshot: string;
  readonly status: "same" | "written" | "updated" | "changed" | "missing";
}

/** The snapshot of a capture is stored beside it, under its name with this behind. */
export const SNAPSHOT_SUFFIX = ".snap";

/**
 * Compares a capture with its snapshot, and writes that as `update` allows. Throws what opening the capture throws;
 * damage is part of the snapshot.
 */
export async function checkSnapshot(
  file: string,
  { update = "new", schema }: { update?: SnapshotUpdate; schema?: Schema } = {},
): Promise<SnapshotCheck> {
  const snapshot = file + SNAPSHOT_SUFFIX;
  const [before, after] = await Promise.all([readSnapshot(snapshot), takeSnapshot(file, schema)]);
  const check = { file, snapshot, changes: [], count: 0 };
  if (before === after) return { ...check, status: "same" };
  if (before === undefined) {
    if (update === "none") return { ...check, status: "missing" };
    await replaceFile(snapshot, after);
    return { ...check, status: "written" };
  }
  const comparison = compareSnapshots(before, after);
  if (update !== "all") return { ...check, ...comparison, status: "changed" };
  await replaceFile(snapshot, after);
  return { ...check, ...comparison, status: "updated" };
}

async function takeSnapshot(file: string, schema: Schema | undefined): Promise<string> {
  const parts: string[] = [];
  for await (const part of snapshotOf(openCapture(file, schema === undefined ? {} : { schema })))
    parts.push(part);
  return parts.join("");
}

/** The stored snapshot with line ends as written, whatever a checkout made of them. */
async function readSnapshot(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, "utf8")).replaceAll("\r\n", "\n");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function replaceFile(path: string, text: string): Promise<void> {
  const output = await openFileOutput(path, { force: true });
  try {
    await output.write(new TextEncoder().encode(text));
    await output.close();
  } catch (error) {
    await output.abort();
    throw error;
  }
}
