import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import type { EventRecord } from "../../src/decoder/event.ts";
import type { Selection } from "../../src/edit/capture-cut.ts";
import { convertCapture } from "../../src/edit/convert/convert.ts";
import { sliceCapture } from "../../src/edit/slice.ts";
import { compileFilter } from "../../src/filter/compile-filter.ts";
import { MemoryOutput } from "../../src/format/capture-output.ts";
import { CaptureWriter } from "../../src/format/capture-writer.ts";
import { WRITE_TARGETS } from "../../src/format/write-target.ts";
import { referencePath } from "../helpers/reference.ts";
import { describeWithSysdig, sysdig } from "../helpers/sysdig.ts";

const SAMPLES = fileURLToPath(new URL("../../samples", import.meta.url));
/** What tells one event from another, whatever its number. */
const KEY = "%evt.rawtime %evt.cpu %thread.tid %evt.dir";
const LINE =
  "%evt.type %evt.info %proc.name %proc.pid %proc.exe %proc.exepath %proc.cmdline %proc.sid %user.name";
const FORMAT = `*${KEY}\x1e${LINE} %group.name %fd.num %fd.type %fd.name %container.id\x1e%proc.cwd\x1d`;
const FILTERS = [
  "evt.type=openat",
  "evt.type=close",
  "evt.dir=<",
  "evt.failed=true",
  "evt.is_io=true",
  "proc.name contains s",
  "fd.name contains /etc",
  "fd.type in (ipv4, ipv6, unix)",
  "evt.type in (chdir, fchdir, execve, clone, fork, vfork, clone3, procexit)",
  "user.uid=0",
];
/** SCAP_ALL_CUTS=1 asks for ten ranges and ten filters of each capture. */
const CUTS = process.env.SCAP_ALL_CUTS === undefined ? 3 : 10;
/** Of a thousand lines so many may differ: what lists cannot tell sysdig (docs/differences.md, "What cuts write"). */
const MAX_DIFFERENT = 10;
const folder = mkdtempSync(join(tmpdir(), "scap-slice-"));

afterAll(() => rmSync(folder, { recursive: true }));

interface Row {
  readonly key: string;
  readonly line: string;
  readonly cwd: string;
}

function rowsOf(path: string, ...filter: readonly string[]): readonly Row[] {
  const { status, stdout } = sysdig("-r", path, "-p", FORMAT, ...filter);
  expect(status).toBe(0);
  return stdout
    .split("\x1d\n")
    .filter((row) => row !== "")
    .map((row) => {
      const [key = "", line = "", cwd = ""] = row.split("\x1e");
      return { key, line, cwd };
    });
}

/** An unknown directory is `/` in a list. */
function textOf({ key, line, cwd }: Row): string {
  return `${key} ${line} ${cwd === "" ? "/" : cwd}`;
}

/**
 * How many rows of the one listing the other lacks. With a filter sysdig passes over changes of the state; that the row
 * is what it shows without one will do too.
 */
function countMissing(wanted: readonly Row[], got: readonly Row[], unfiltered: readonly Row[] = []): number {
  const others = new Map(unfiltered.map((row) => [row.key, textOf(row)]));
  const counts = new Map<string, number>();
  for (const row of got) counts.set(textOf(row), (counts.get(textOf(row)) ?? 0) + 1);
  const take = (text: string | undefined) => {
    const count = text === undefined ? 0 : (counts.get(text) ?? 0);
    if (text !== undefined && count > 0) counts.set(text, count - 1);
    return count > 0;
  };
  return wanted.filter((row) => !take(textOf(row)) && !take(others.get(row.key))).length;
}

/** Captures that sysdig does not open are converted for it. */
async function openedBySysdig(path: string): Promise<string> {
  if (sysdig("-r", path, "-n", "1").status === 0) return path;
  const output = new MemoryOutput();
  const target = WRITE_TARGETS["sysdig-0.29"];
  await convertCapture(openCapture(path).blocks(), new CaptureWriter(output), { target, downgrade: true });
  return write(basename(path), output.bytes);
}

function write(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** The slice's path; undefined where nothing is left. */
async function sliced(path: string, selection: Selection): Promise<string | undefined> {
  const output = new MemoryOutput();
  await sliceCapture(openCapture(path), selection, output);
  return output.bytes.length === 0 ? undefined : write("slice.scap", output.bytes);
}

/** Keys of the events by number; sysdig does not count those that it does not know. */
async function keysOf(path: string): Promise<readonly string[]> {
  const keys: string[] = [];
  const keyOf = ({ tsHigh, tsLow, cpu, tid, code }: EventRecord) =>
    `${(BigInt(tsHigh) << 32n) | BigInt(tsLow)} ${cpu} ${tid} ${(code & 1) === 0 ? ">" : "<"}`;
  for await (const batch of openCapture(path).batches())
    for (let event = batch.next(); event !== undefined; event = batch.next()) keys.push(keyOf(event));
  return keys;
}

/** Numbers that look random and are the same each time. */
function* numbersBelow(limit: number): Generator<number> {
  for (let seed = 7; ; seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) yield seed % limit;
}

interface Comparison {
  lines: number;
  different: number;
}

async function compareRanges(path: string, total: Comparison): Promise<void> {
  const whole = rowsOf(path);
  const keys = await keysOf(path);
  const numbers = numbersBelow(keys.length);
  for (let cut = 0; cut < CUTS; cut++) {
    const [first = 0, last = 0] = [numbers.next().value, numbers.next().value].sort((a, b) => a - b);
    const within = new Set(keys.slice(first, last + 1));
    const wanted = whole.filter(({ key }) => within.has(key));
    const slice = await sliced(path, { firstNumber: first + 1, lastNumber: last + 1 });
    total.lines += wanted.length;
    total.different += slice === undefined ? wanted.length : countMissing(wanted, rowsOf(slice));
  }
}

async function compareFilters(path: string, total: Comparison): Promise<void> {
  const whole = rowsOf(path);
  for (const filter of FILTERS.slice(0, CUTS)) {
    const { test } = compileFilter(filter, { view: "recorded" });
    const wanted = rowsOf(path, filter);
    const slice = await sliced(path, { test });
    total.lines += wanted.length;
    total.different +=
      slice === undefined ? wanted.length : countMissing(wanted, rowsOf(slice, filter), whole);
  }
}

function capturesToCut(): readonly string[] {
  const folders = [
    SAMPLES,
    ...["public", "crafted"].flatMap((name) => referencePath("captures", name) ?? []),
  ];
  return folders.flatMap((each) =>
    readdirSync(each)
      // At one of its events, which contradict each other, sysdig gives up.
      .filter((name) => name.endsWith(".scap") && name !== "all_types.scap")
      .map((name) => join(each, name)),
  );
}

describeWithSysdig("sysdig lists a slice as it lists what was cut", () => {
  it.each(capturesToCut())("%s", { timeout: 600_000 }, async (capture) => {
    const path = await openedBySysdig(capture);
    const total = { lines: 0, different: 0 };
    await compareRanges(path, total);
    await compareFilters(path, total);
    if (CUTS > 3) console.log(`${basename(capture)}: ${total.different} of ${total.lines} lines differ`);
    expect((1000 * total.different) / Math.max(1, total.lines)).toBeLessThanOrEqual(MAX_DIFFERENT);
  });
});
