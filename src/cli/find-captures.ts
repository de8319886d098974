import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "./exit-status.ts";

const CAPTURE_NAME = /\.scap(\.gz|\.zst)?$/i;

/**
 * The captures that are named, and those in folders that are named, by their names' endings, in alphabetical order.
 * Throws a UsageError for a name that is not there, and for a folder that holds none.
 */
export function findCaptures(names: readonly string[]): string[] {
  return names.flatMap((name) => (isFolder(name) ? capturesIn(name) : [name]));
}

function isFolder(name: string): boolean {
  try {
    return statSync(name).isDirectory();
  } catch {
    throw new UsageError(`there is no file or folder "${name}"`);
  }
}

function capturesIn(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const captures = names.filter((name) => CAPTURE_NAME.test(name)).sort();
  if (captures.length === 0) throw new UsageError(`there are no captures (*.scap) in "${folder}"`);
  return captures.map((name) => join(folder, name));
}
