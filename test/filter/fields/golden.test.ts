import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { View } from "../../../src/decoder/view.ts";
import { describeWithReference, referencePath } from "../../helpers/reference.ts";
import { type Difference, type DifferenceKind, LIBS_DIFFERENCES, SYSDIG_DIFFERENCES } from "./differences.ts";
import { DIFFERENT_VALUES } from "./different-values.ts";
import { LIBS_FIELDS, readStateGolden, type StateLine, SYSDIG_FIELDS, stateLines } from "./state-lines.ts";

const FIXTURES = fileURLToPath(new URL("../../fixtures/captures", import.meta.url));
const GOLDEN = fileURLToPath(new URL("../../golden", import.meta.url));

/** Another reader, its fields, and how we differ from it. */
interface Peer {
  readonly folder: string;
  readonly view: View;
  readonly fields: readonly string[];
  readonly kinds: readonly DifferenceKind[];
  /** sysdig 0.29.3 leaves out of its output what is not printable ASCII. */
  readonly clean: (text: string) => string;
}

const SYSDIG: Peer = {
  folder: "sysdig-0.29.3",
  view: "recorded",
  fields: SYSDIG_FIELDS,
  kinds: SYSDIG_DIFFERENCES,
  clean: (text) => text.replace(/[^\x20-\x7e]/g, ""),
};
const LIBS: Peer = {
  folder: "libs-head",
  view: "current",
  fields: LIBS_FIELDS,
  kinds: LIBS_DIFFERENCES,
  clean: (text) => text,
};

/** The tids, pids and fds of this capture are random and contradict each other (docs/differences.md). */
const CONTRADICTING = "all_types";

describe("33 fields of the recorded view equal those of sysdig 0.29.3", () => {
  for (const name of ["p1_render", "p2_state"]) {
    it(name, () => compare(SYSDIG, name, FIXTURES, GOLDEN));
    it(`${name}, to be compared with it`, () => compareLines(SYSDIG, name, FIXTURES, GOLDEN));
  }
  it("p3_lost_starts, to be compared with it", () =>
    compareLines(SYSDIG, "p3_lost_starts", FIXTURES, GOLDEN));
});

describe("48 fields of the current view equal those of libs HEAD", () => {
  for (const name of ["p1_render", "p2_state", "tiny_plain", "syscalls", CONTRADICTING]) {
    if (name !== CONTRADICTING) it(name, () => compare(LIBS, name, FIXTURES, GOLDEN));
    it(`${name}, to be compared with it`, () => compareLines(LIBS, name, FIXTURES, GOLDEN));
  }
  for (const name of ["p4_contradictions", "p5_reused_fds"])
    it(`${name}, to be compared with it`, () => compareLines(LIBS, name, FIXTURES, GOLDEN));
});

for (const peer of [SYSDIG, LIBS]) {
  describeWithReference(`the same for all captures and ${peer.folder}`, ["golden", peer.folder], (folder) => {
    for (const file of readdirSync(folder)) {
      const name = /^(.*)\.state\.txt\.gz$/.exec(file)?.[1];
      if (name === undefined || name === CONTRADICTING) continue;
      const captures = ["public", "recorded", "crafted"]
        .map((kind) => referencePath("captures", kind))
        .find((path) => path !== undefined && readdirSync(path).includes(`${name}.scap`));
      it(name, () => compare(peer, name, captures as string, join(folder, "..")));
      it(`${name}, to be compared with it`, () =>
        compareLines(peer, name, captures as string, join(folder, "..")));
    }
  });
}

async function compare(peer: Peer, name: string, captures: string, goldens: string): Promise<void> {
  const { view } = peer;
  const ours = await stateLines(join(captures, `${name}.scap`), peer.fields, { view, compatible: false });
  const theirs = readStateGolden(join(goldens, peer.folder, `${name}.state.txt.gz`));
  const counts: Record<string, number> = {};
  const unexplained: string[] = [];
  for (const [number, line] of theirs) {
    for (const value of differencesOf(peer, ours.get(number), line)) {
      const difference = { ...value, capture: name, number };
      const kind = peer.kinds.find(({ is }) => is(difference));
      if (kind === undefined) unexplained.push(JSON.stringify(difference));
      else counts[kind.name] = (counts[kind.name] ?? 0) + 1;
    }
  }
  expect(unexplained.slice(0, 10)).toEqual([]);
  expect(counts).toEqual(DIFFERENT_VALUES[peer.folder]?.[name] ?? {});
}

/** Whole lines, as `--compat` prints them. */
async function compareLines(peer: Peer, name: string, captures: string, goldens: string): Promise<void> {
  const { view } = peer;
  const ours = await stateLines(join(captures, `${name}.scap`), peer.fields, { view, compatible: true });
  const theirs = readStateGolden(join(goldens, peer.folder, `${name}.state.txt.gz`));
  const different = [...theirs].filter(
    ([number, line]) => ours.get(number)?.values.map(peer.clean).join("|") !== line,
  );
  expect(different.length, different.slice(0, 3).join("\n")).toBe(0);
}

type ValueDifference = Omit<Difference, "capture" | "number">;

function differencesOf(
  { fields, clean }: Peer,
  line: StateLine | undefined,
  theirs: string,
): ValueDifference[] {
  if (line === undefined) return [{ field: "evt.num", event: "", theirs, ours: "" }];
  const values = line.values.map(clean);
  if (values.join("|") === theirs) return [];
  const others = theirs.split("|");
  // Where a value holds the separator, the columns cannot be told apart, and the lines have to be the same.
  if (others.length !== fields.length || values.some((value) => value.includes("|")))
    return [{ field: "whole line", event: line.event, theirs, ours: values.join("|") }];
  return fields.flatMap((field, at) => {
    const [a, b] = [others[at] as string, values[at] as string];
    return a === b ? [] : [{ field, event: line.event, theirs: a, ours: b }];
  });
}
