import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readGolden, saysTheSame } from "../helpers/golden.ts";
import { listCapture } from "../helpers/listing.ts";
import { describeWithReference, referencePath } from "../helpers/reference.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/captures", import.meta.url));
const GOLDEN = fileURLToPath(new URL("sysdig-0.29.3", import.meta.url));

/** Lines on which we differ from sysdig 0.29.3 on purpose, by the reason's name in docs/differences.md. */
const DIFFERENCES: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  p2_state: {
    "close-on-exec": [6],
    "datagram-peer": [47],
    "mapped-connect": [53],
  },
  "502Error": { "bound-datagram-socket": every(36) },
};

describe("the default listing of crafted captures equals sysdig's", () => {
  for (const name of ["p1_render", "p2_state"]) {
    it(name, () => compare(name, join(FIXTURES, `${name}.scap`), join(GOLDEN, `${name}.default.txt.gz`)));
  }
});

describeWithReference("the default listing of public captures equals sysdig's", ["golden", "sysdig-0.29.3"], (folder) => {
  const names = readdirSync(folder).flatMap((file) => file.match(/^(.*)\.default\.txt\.gz$/)?.[1] ?? []);
  for (const name of names) {
    const capture = referencePath("captures", "public", `${name}.scap`) ?? referencePath("captures", "crafted", `${name}.scap`);
    it(name, () => compare(name, capture as string, join(folder, `${name}.default.txt.gz`)));
  }
});

async function compare(name: string, capture: string, golden: string): Promise<void> {
  const ours = await listCapture(capture);
  const theirs = new Map(readGolden(golden).map((line) => [Number.parseInt(line, 10), line]));
  expect([...ours.keys()]).toEqual([...theirs.keys()]);
  const different = [...theirs].filter(([number, line]) => !saysTheSame(ours.get(number) ?? "", line));
  const known = DIFFERENCES[name] ?? {};
  const expected = Object.values(known).flat();
  const shown = different.map(([number, line]) => `- ${line}\n+ ${ours.get(number)}`);
  expect(different.length, shown.slice(0, 5).join("\n")).toBe(expected.length);
  const numbers = expected.filter((number) => number > 0);
  if (numbers.length === expected.length) expect(different.map(([number]) => number)).toEqual(numbers);
}

/** So many lines, whose numbers are of no interest. */
function every(count: number): number[] {
  return Array.from({ length: count }, () => 0);
}
