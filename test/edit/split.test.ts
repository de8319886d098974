import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { createRecord } from "../../src/decoder/event.ts";
import { CaptureSplit, type Splitter, splitBlocks } from "../../src/edit/split.ts";
import { containerKey, KeyedSplit, processKey } from "../../src/edit/split-by-key.ts";
import { MemoryOutput } from "../../src/format/capture-output.ts";
import { currentSchema } from "../../src/schema/current.ts";
import { CaptureState } from "../../src/state/capture-state.ts";
import { createThread } from "../../src/state/thread.ts";
import { countEvents, fieldRows } from "./field-rows.ts";

const SAMPLES = fileURLToPath(new URL("../../samples", import.meta.url));
const OPTIONS = { schema: currentSchema, onDamage: () => {} };

const bytes = gunzipSync(readFileSync(join(SAMPLES, "syscalls.scap")));

async function partsOf(splitter: Splitter, capture = bytes): Promise<Map<string, Uint8Array>> {
  const outputs = new Map<string, MemoryOutput>();
  await splitBlocks(openCapture(capture).blocks(), splitter, async (name) => {
    const output = new MemoryOutput();
    outputs.set(name, output);
    return output;
  });
  return new Map([...outputs].map(([name, output]) => [name, output.bytes]));
}

async function rowsOf(parts: ReadonlyMap<string, Uint8Array>): Promise<string[][]> {
  const rows: string[][] = [];
  for (const part of parts.values()) rows.push([...(await fieldRows(part)).values()]);
  return rows;
}

describe("CaptureSplit", () => {
  it("splits by number of events, and parts show what the whole shows", async () => {
    const whole = [...(await fieldRows(bytes)).values()];
    const parts = await partsOf(new CaptureSplit({ events: 400 }, OPTIONS));
    expect([...parts.keys()]).toEqual(["0001", "0002", "0003", "0004"]);
    const rows = await rowsOf(parts);
    expect(rows.map(({ length }) => length)).toEqual([400, 400, 400, whole.length - 1200]);
    expect(rows.flat()).toEqual(whole);
  });

  it("splits by size", async () => {
    const parts = [...(await partsOf(new CaptureSplit({ sizeBytes: 40_000 }, OPTIONS))).values()];
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts.slice(0, -1)) {
      expect(part.length).toBeGreaterThanOrEqual(40_000);
      expect(part.length).toBeLessThan(50_000);
    }
  });

  it("splits by time", async () => {
    const durationNs = 30_000_000n;
    const rows = await rowsOf(await partsOf(new CaptureSplit({ durationNs }, OPTIONS)));
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.flat()).toEqual([...(await fieldRows(bytes)).values()]);
  });

  it("is no different when it comes in pieces", async () => {
    const whole = (await fieldRows(bytes)).size;
    const splitter = new CaptureSplit({ events: 100 }, OPTIONS);
    const parts = await rowsOf(await partsOf(splitter));
    expect(parts).toHaveLength(Math.ceil(whole / 100));
    expect(splitter.counts.events).toBe(await countEvents(bytes));
  });
});

describe("KeyedSplit", () => {
  it("names parts after containers so that no two share a file, whatever their ids", () => {
    const keyOf = (id: string) => {
      const state = new CaptureState();
      state.thread = createThread(1);
      state.containerIdOf = () => id;
      return containerKey(createRecord(), state);
    };
    expect(keyOf("")).toBe("host");
    expect(keyOf("ab12.c-d")).toBe("container-ab12.c-d");
    const names = ["../../x", ".._.._x", `${"a".repeat(64)}b`, `${"a".repeat(64)}c`, "x\u0000"].map(keyOf);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^container-[\w.-]{1,80}$/);
  });

  it("makes a capture for each process, in which its events show what they did", async () => {
    const capture = readFileSync(join(SAMPLES, "hand-made.scap"));
    const splitter = new KeyedSplit(processKey, OPTIONS);
    const parts = await partsOf(splitter, capture);
    expect(parts.size).toBeGreaterThan(1);
    const rows = await rowsOf(parts);
    expect(rows.flat().sort()).toEqual([...(await fieldRows(capture)).values()].sort());
    expect(splitter.leftOut).toBe(0);
  });
});
