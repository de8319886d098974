import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type CaptureOptions, openCapture } from "../../src/capture/capture.ts";
import { SYSDIG_EXPRESSIONS } from "../filter/sysdig-expressions.ts";
import { indexBytes, plainBytes } from "../helpers/indexed.ts";

/** Filters by which whole stretches can be passed over, with some by which they seem to. */
const TELLING = [
  "evt.num = 150",
  "evt.num in (3, 250)",
  "evt.num >= 200 and evt.num < 220",
  "not evt.num < 200",
  "evt.num != 7",
  "proc.name = no-such-program",
  "proc.name != no-such-program",
  "not proc.name = no-such-program",
  "proc.name in (cat, curl, sleep)",
  "proc.name startswith s",
  "proc.name glob s*",
  "tolower(proc.name) = cat",
  "proc.name = val(proc.name)",
  "proc.name exists",
  "thread.tid = 1",
  "thread.tid > 10 and proc.pid < 100000",
  "proc.pid = 1 or proc.name contains a",
  "evt.type = openat and proc.name = cat",
  "evt.type = openat or proc.name = cat",
  "evt.type in (unlink, execve, procexit)",
  "not evt.type = read",
  "not (evt.type = read or evt.type = write)",
  "evt.reltime > 5ms",
  "evt.reltime < 5ms",
  "evt.time >= +5ms",
  "evt.time < +5ms",
  "not evt.time < +5ms",
  "evt.time > 12:00:00",
  "evt.time < 12:00:00",
  "evt.datetime >= 2020-01-01T00:00:00Z",
  "evt.datetime < 2020-01-01T00:00:00Z",
  "evt.rawtime < 2030-01-01T00:00:00Z",
  "evt.deltatime > 1000",
  "util.cnt > 100",
  "evt.num > val(util.cnt)",
  "thread.totexectime > 0",
  "evt.latency > 100000",
];

const CAPTURES = ["fixtures/captures/p1_render.scap", "fixtures/captures/p2_state.scap"].map(
  (name) => [name, fileURLToPath(new URL(`../${name}`, import.meta.url))] as const,
);
const SAMPLES = ["http.scap", "shell.scap"].map(
  (name) => [name, fileURLToPath(new URL(`../../samples/${name}`, import.meta.url))] as const,
);

async function numbersOf(bytes: Uint8Array, filter: string, options: CaptureOptions = {}) {
  const numbers: number[] = [];
  for await (const batch of openCapture(bytes, options).batches({ filter }))
    for (let event = batch.next(); event !== undefined; event = batch.next()) numbers.push(event.number);
  return numbers;
}

async function compareAll(path: string, interval: number, filters: readonly string[]) {
  const bytes = plainBytes(readFileSync(path));
  const index = await indexBytes(bytes, interval);
  const used = new Set<string>();
  for (const filter of filters) {
    const onIndex = (refusal: string | undefined) => {
      expect(refusal).toBeUndefined();
      used.add(filter);
    };
    expect(await numbersOf(bytes, filter, { index, onIndex }), filter).toEqual(
      await numbersOf(bytes, filter),
    );
  }
  return used;
}

describe("filters let through the same events with an index as without", () => {
  for (const [name, path] of CAPTURES) {
    it(`${name}, what sysdig knows`, async () => {
      const used = await compareAll(path, 7, SYSDIG_EXPRESSIONS);
      expect(used.size).toBeGreaterThan(20);
    });
  }
  for (const [name, path] of [...CAPTURES, ...SAMPLES]) {
    it(`${name}, what summaries tell`, async () => {
      const used = await compareAll(path, name.startsWith("fixtures") ? 7 : 500, TELLING);
      expect(used).toContain("proc.name = no-such-program");
      expect(used).not.toContain("util.cnt > 100");
      expect(used).not.toContain("evt.num > val(util.cnt)");
    });
  }
});
