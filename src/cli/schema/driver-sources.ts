import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { DRIVER_FILES } from "../../schema/import/import-schema.ts";
import type { SourceFiles } from "../../schema/import/preprocess.ts";
import type { SourceFile } from "../../schema/import/source-error.ts";
import { UsageError } from "../exit-status.ts";

/** The sources of a driver and what is known of them. */
export interface DriverSources {
  readonly files: SourceFiles;
  /** The ref, or the folder's name. */
  readonly tag: string;
  readonly commit?: string;
  readonly date?: string;
}

/** Far more than any of the files ever had. */
const MAX_FILE_BYTES = 4 * 2 ** 20;
const run = promisify(execFile);

/**
 * Finds the sources that `PATH[@REF]` names: the driver's folder, or a checkout that has one; with a ref the same in
 * that commit of the repository, which may be a bare one. Nothing is run but git, to show files.
 */
export async function findDriver(name: string): Promise<DriverSources> {
  const at = name.lastIndexOf("@");
  if (at <= 0 || (await isDirectory(name))) return readFolder(name);
  return readCommit(name.slice(0, at), name.slice(at + 1));
}

/** Whether a name could mean the sources of a driver: a folder, with or without a ref. */
export async function isDriverName(name: string): Promise<boolean> {
  const at = name.lastIndexOf("@");
  return (await isDirectory(name)) || (at > 0 && (await isDirectory(name.slice(0, at))));
}

async function readFolder(path: string): Promise<DriverSources> {
  if (!(await isDirectory(path))) throw new UsageError(`${path}: no such folder`);
  for (const folder of [path, join(path, "driver")]) {
    const files = await readAll((file) => readSmallFile(join(folder, file)), folder);
    if (files.has("event_table.c")) return { files, tag: basename(path) || path };
  }
  throw new UsageError(
    `${path}: no event_table.c here, nor in its folder driver; PATH@REF reads a commit of a repository`,
  );
}

async function readCommit(path: string, ref: string): Promise<DriverSources> {
  if (!(await isDirectory(path))) throw new UsageError(`${path}: no such folder`);
  const git = (...args: string[]) => runGit(path, args);
  // Empty in a bare repository.
  const prefix = await git("rev-parse", "--show-prefix");
  const commit = await git("rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`).catch(
    () => {
      throw new UsageError(`${path}: git knows no commit "${ref}" there`);
    },
  );
  for (const folder of [prefix, `${prefix}driver/`]) {
    const listed = await git("ls-tree", "--name-only", "-z", `${commit}:${folder}`).catch(() => "");
    const names = new Set(listed.split("\0"));
    if (!names.has("event_table.c")) continue;
    const read = async (file: string) =>
      names.has(file) ? git("cat-file", "blob", `${commit}:${folder}${file}`) : undefined;
    const files = await readAll(read, folder);
    return { files, tag: ref, commit, date: commitDate(await git("cat-file", "commit", commit)) };
  }
  throw new UsageError(`${path}@${ref}: no event_table.c there, nor in its folder driver`);
}

async function runGit(path: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run("git", ["-C", path, ...args], { maxBuffer: MAX_FILE_BYTES });
    return stdout.trimEnd();
  } catch (error) {
    throw new UsageError(`${path}: ${gitComplaint(error)}`);
  }
}

function gitComplaint(error: unknown): string {
  // What `execFile` throws, and nothing else.
  const { code, stderr = "", message } = error as { code?: unknown; stderr?: string; message: string };
  if (code === "ENOENT") return "git is not installed, and a ref is read with it";
  if (code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return "too large for a source file";
  return stderr.trim().split("\n")[0] || message;
}

/** The committer's day. Not asked of `git show`, which can run what a repository's settings say. */
function commitDate(text: string): string {
  const [, seconds = "0", sign, hours, minutes] = /^committer .* (\d+) ([+-])(\d\d)(\d\d)$/m.exec(text) ?? [];
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -60 : 60);
  return new Date((Number(seconds) + offset) * 1000).toISOString().slice(0, 10);
}

async function readAll(
  read: (file: string) => Promise<string | undefined>,
  folder: string,
): Promise<SourceFiles> {
  const files = new Map<string, SourceFile>();
  for (const file of DRIVER_FILES) {
    const text = await read(file);
    if (text !== undefined)
      files.set(file, { path: folder.endsWith("/") ? folder + file : join(folder, file), text });
  }
  return files;
}

async function readSmallFile(path: string): Promise<string | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || !found.isFile()) return undefined;
  if (found.size > MAX_FILE_BYTES) throw new UsageError(`${path}: too large for a source file`);
  return readFile(path, "utf8");
}

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
