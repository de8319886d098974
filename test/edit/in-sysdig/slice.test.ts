import { basename } from "node:path";
import { expect, it } from "vitest";
import { openCapture } from "../../../src/capture/capture.ts";
import type { Selection } from "../../../src/edit/capture-cut.ts";
import { sliceCapture } from "../../../src/edit/slice.ts";
import { compileFilter } from "../../../src/filter/compile-filter.ts";
import { MemoryOutput } from "../../../src/format/capture-output.ts";
import { describeWithSysdig } from "../../helpers/sysdig.ts";
import {
  captureFolder,
  capturesToEdit,
  countKinds,
  type Difference,
  differencesOf,
  type Kind,
  keysOf,
  numbersBelow,
  openedBySysdig,
  rowsOf,
} from "./listing.ts";

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
const RANGES = 10;
/** Of some 177,000 lines. */
const DIFFERENT: Readonly<Record<string, Partial<Record<Kind, number>>>> = {
  "502Error.scap": { "socket name": 205 },
  "hand-made.scap": { "socket name": 5 },
  "http.scap": { "unknown fd": 8, "fd of an end alone": 1 },
  "syscalls.scap": { "fd of an end alone": 1 },
};
const write = captureFolder();

/** The slice's path; undefined where nothing is left. */
async function sliced(path: string, selection: Selection): Promise<string | undefined> {
  const output = new MemoryOutput();
  await sliceCapture(openCapture(path), selection, output);
  return output.bytes.length === 0 ? undefined : write("slice.scap", output.bytes);
}

async function* compareRanges(path: string): AsyncGenerator<Difference> {
  const whole = rowsOf(path);
  const keys = await keysOf(path);
  const numbers = numbersBelow(keys.length);
  for (let cut = 0; cut < RANGES; cut++) {
    const [first = 0, last = 0] = [numbers.next().value, numbers.next().value].sort((a, b) => a - b);
    const within = new Set(keys.slice(first, last + 1));
    const slice = await sliced(path, { firstNumber: first + 1, lastNumber: last + 1 });
    const got = slice === undefined ? [] : rowsOf(slice);
    yield* differencesOf(
      whole.filter(({ key }) => within.has(key)),
      got,
    );
    // Nothing else is shown, as far as their keys tell events apart.
    expect(got.filter(({ key }) => !within.has(key))).toEqual([]);
  }
}

async function* compareFilters(path: string): AsyncGenerator<Difference> {
  const whole = rowsOf(path);
  for (const filter of FILTERS) {
    const { test } = compileFilter(filter, { view: "recorded" });
    const slice = await sliced(path, { test });
    yield* differencesOf(rowsOf(path, filter), slice === undefined ? [] : rowsOf(slice, filter), whole);
  }
}

describeWithSysdig("sysdig lists a slice as it lists what was cut", () => {
  it.each(capturesToEdit())("%s", { timeout: 120_000 }, async (capture) => {
    const path = await openedBySysdig(capture, write);
    const differences: Difference[] = [];
    for await (const difference of compareRanges(path)) differences.push(difference);
    for await (const difference of compareFilters(path)) differences.push(difference);
    expect(countKinds(differences)).toEqual(DIFFERENT[basename(capture)] ?? {});
  });
});
