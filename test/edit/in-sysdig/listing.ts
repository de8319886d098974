import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect } from "vitest";
import { openCapture } from "../../../src/capture/capture.ts";
import { type EventRecord, timestampNs } from "../../../src/decoder/event.ts";
import { convertCapture } from "../../../src/edit/convert/convert.ts";
import { MemoryOutput } from "../../../src/format/capture-output.ts";
import { CaptureWriter } from "../../../src/format/capture-writer.ts";
import { WRITE_TARGETS } from "../../../src/format/write-target.ts";
import { referencePath } from "../../helpers/reference.ts";
import { sysdig } from "../../helpers/sysdig.ts";

const SAMPLES = fileURLToPath(new URL("../../../samples", import.meta.url));
/** At one event of the first, which contradict each other, sysdig gives up; of the others there is a copy. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "all_types.scap",
  "curl_google_comments.scap",
  "p2_state.scap",
]);
/** What tells one event from another, whatever its number. */
const KEY = "%evt.rawtime %evt.cpu %thread.tid %evt.dir";
const LINE =
  "%evt.type %evt.info %proc.name %proc.pid %proc.exe %proc.exepath %proc.cmdline %proc.sid %user.name %group.name %container.id";
const FD = "%fd.num %fd.type %fd.name";
const FORMAT = `*${KEY}\x1e${LINE}\x1e${FD}\x1e%proc.cwd\x1d`;

/** What sysdig says of an event. */
export interface Row {
  readonly key: string;
  readonly line: string;
  readonly fd: string;
  readonly cwd: string;
}

/** An event of which sysdig says something else than it should, or nothing. */
export interface Difference {
  readonly wanted: Row;
  readonly got: Row | undefined;
}

/** A folder for the captures of a test file. */
export function captureFolder(): (name: string, bytes: Uint8Array) => string {
  const folder = mkdtempSync(join(tmpdir(), "scap-in-sysdig-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  return (name, bytes) => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
}

/** Recorded and hand-made captures, and public ones where they are at hand. */
export function capturesToEdit(): readonly string[] {
  const folders = [
    SAMPLES,
    ...["public", "crafted"].flatMap((name) => referencePath("captures", name) ?? []),
  ];
  return folders.flatMap((each) =>
    readdirSync(each)
      .filter((name) => name.endsWith(".scap") && !LEFT_OUT.has(name))
      .map((name) => join(each, name)),
  );
}

/** A capture as sysdig opens it: where it does not, it is converted for it. */
export async function openedBySysdig(
  path: string,
  write: (name: string, bytes: Uint8Array) => string,
): Promise<string> {
  if (sysdig("-r", path, "-n", "1").status === 0) return path;
  const output = new MemoryOutput();
  const target = WRITE_TARGETS["sysdig-0.29"];
  await convertCapture(openCapture(path).blocks(), new CaptureWriter(output), { target, downgrade: true });
  return write(basename(path), output.bytes);
}

/** The rows of sysdig's listing, which it must end without complaint. */
export function rowsOf(path: string, ...filter: readonly string[]): readonly Row[] {
  const { status, stdout, stderr } = sysdig("-r", path, "-p", FORMAT, ...filter);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout
    .split("\x1d\n")
    .filter((row) => row !== "")
    .map((row) => {
      const [key = "", line = "", fd = "", cwd = ""] = row.split("\x1e");
      return { key, line, fd, cwd };
    });
}

/** What tells the events of a capture from one another, by number; sysdig does not count those that it does not know. */
export async function keysOf(path: string): Promise<readonly string[]> {
  const keys: string[] = [];
  const keyOf = (event: EventRecord) =>
    `${timestampNs(event)} ${event.cpu} ${event.tid} ${(event.code & 1) === 0 ? ">" : "<"}`;
  for await (const batch of openCapture(path).batches())
    for (let event = batch.next(); event !== undefined; event = batch.next()) keys.push(keyOf(event));
  return keys;
}

/** An unknown directory is `/` in a list. */
function textOf({ key, line, fd, cwd }: Row): string {
  return `${key} ${line} ${fd} ${cwd === "" ? "/" : cwd}`;
}

/**
 * The rows of the one listing that the other lacks. With a filter sysdig passes over changes of the state; that the row
 * is what it shows without one will do too.
 */
export function differencesOf(
  wanted: readonly Row[],
  got: readonly Row[],
  unfiltered: readonly Row[] = [],
): readonly Difference[] {
  const others = new Map(unfiltered.map((row) => [row.key, textOf(row)]));
  const counts = new Map<string, number>();
  for (const row of got) counts.set(textOf(row), (counts.get(textOf(row)) ?? 0) + 1);
  const take = (text: string | undefined) => {
    const count = text === undefined ? 0 : (counts.get(text) ?? 0);
    if (text !== undefined && count > 0) counts.set(text, count - 1);
    return count > 0;
  };
  const gotByKey = new Map(got.map((row) => [row.key, row]));
  return wanted
    .filter((row) => !take(textOf(row)) && !take(others.get(row.key)))
    .map((row) => ({ wanted: row, got: gotByKey.get(row.key) }));
}

/**
 * What lists and events cannot tell sysdig (docs/differences.md, "What cuts write"): a socket by another name, an fd of
 * which nothing is known, another fd at the end of a call that was recorded without its start.
 */
export type Kind = "socket name" | "unknown fd" | "fd of an end alone";

/** How many differences of each kind there are; fails where there is one that is of none. */
export function countKinds(differences: readonly Difference[]): Partial<Record<Kind, number>> {
  const counts: Partial<Record<Kind, number>> = {};
  for (const difference of differences) {
    const kind = kindOf(difference);
    if (kind === undefined) expect(difference.got).toEqual(difference.wanted);
    else counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

function kindOf({ wanted, got }: Difference): Kind | undefined {
  if (got === undefined || withoutFds(wanted.line) !== withoutFds(got.line)) return undefined;
  const [number, type] = wanted.fd.split(" ");
  const [gotNumber, gotType] = got.fd.split(" ");
  if (number !== gotNumber) return wanted.key.endsWith("<") ? "fd of an end alone" : undefined;
  if (type === gotType) return type === "ipv4" || type === "ipv6" ? "socket name" : undefined;
  return gotType === "<NA>" ? "unknown fd" : undefined;
}

/** `fd=3(<4t>10.0.0.1:80->…)` is `fd=3`. */
function withoutFds(line: string): string {
  return line.replace(/\b(fd\w*=-?\d+)\(<[^)]*\)/g, "$1");
}

/** Numbers that look random and are the same each time. */
export function* numbersBelow(limit: number): Generator<number> {
  for (let seed = 7; ; seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) yield seed % limit;
}

export function readBytes(path: string): Uint8Array {
  return new Uint8Array(readFileSync(path));
}
