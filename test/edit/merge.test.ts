import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import type { EventRecord } from "../../src/decoder/event.ts";
import { type MergeOptions, mergeCaptures } from "../../src/edit/merge/merge-captures.ts";
import { RecentEvents } from "../../src/edit/merge/recent-events.ts";
import { sliceCapture } from "../../src/edit/slice.ts";
import { MemoryOutput } from "../../src/format/capture-output.ts";
import { block, concat, sectionHeader, u32, u64, zeroes } from "../helpers/bytes.ts";
import { captureOf, event, type GivenEvent } from "../helpers/events.ts";
import { listCapture } from "../helpers/listing.ts";

const FIXTURES = new URL("../fixtures/captures/", import.meta.url).pathname;

async function merged(
  captures: readonly Uint8Array[],
  options?: MergeOptions,
  shiftsNs: readonly bigint[] = [],
) {
  const output = new MemoryOutput();
  const inputs = captures.map((bytes, k) => ({ open: () => openCapture(bytes), shiftNs: shiftsNs[k] ?? 0n }));
  const report = await mergeCaptures(inputs, output, options);
  return { bytes: output.bytes, report };
}

/** Events `first` to `last` as a recording of their own, with lists as of its start. */
async function piece(bytes: Uint8Array, firstNumber: number, lastNumber: number): Promise<Uint8Array> {
  const output = new MemoryOutput();
  await sliceCapture(openCapture(bytes), { firstNumber, lastNumber }, output);
  return output.bytes;
}

/** A capture of a machine that is known by its name. */
function recordedOn(hostname: string, ...events: GivenEvent[]): Uint8Array {
  const name = Buffer.alloc(128);
  name.write(hostname);
  const machine = block(0x201, u32(2), u64(1024), u64(32768), name, zeroes(32));
  return concat(sectionHeader(), machine, captureOf(...events).subarray(sectionHeader().length));
}

describe("merging pieces of one recording", () => {
  it.each(["tiny_plain", "syscalls", "p2_state"])("gives back %s, wherever they overlap", async (name) => {
    const whole = new Uint8Array(readFileSync(`${FIXTURES}${name}.scap`));
    const lines = [...(await listCapture(whole)).values()].map(withoutNumber);
    const count = Math.max(...(await listCapture(whole)).keys());
    const cut = fc.integer({ min: 2, max: count - 1 });
    await fc.assert(
      fc.asyncProperty(cut, cut, fc.boolean(), async (a, b, isReversed) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        const pieces = [await piece(whole, 1, last), await piece(whole, first, count)];
        const { bytes, report } = await merged(isReversed ? pieces.reverse() : pieces, { isOneHost: true });
        expect(report).toMatchObject({ sections: 1 });
        expect([...(await listCapture(bytes)).values()].map(withoutNumber)).toEqual(lines);
      }),
      { numRuns: 8 },
    );
  });
});

describe("merging captures", () => {
  const a = event("<read", 1, { res: 1 });
  const b = event("<read", 2, { res: 2 });
  const c = event("<read", 3, { res: 3 });
  const tidsOf = async (bytes: Uint8Array) => {
    const tids: number[] = [];
    for await (const { tid } of openCapture(bytes).events()) tids.push(tid);
    return tids;
  };

  it("puts events of one host in the order of time", async () => {
    const { bytes, report } = await merged([recordedOn("web1", a, c), recordedOn("web1", b)]);
    expect(await tidsOf(bytes)).toEqual([1, 2, 3]);
    expect(report).toEqual({ sections: 1, events: 3, duplicates: 0 });
  });

  it("gives each host a section of its own, unchanged", async () => {
    const captures = [recordedOn("web1", a, c), recordedOn("web2", b)];
    const { bytes, report } = await merged(captures);
    expect(report).toEqual({ sections: 2, events: 3, duplicates: 0 });
    expect(Buffer.compare(bytes, concat(...captures))).toBe(0);
  });

  it("does not take machines that say nothing of themselves for one, unless told to", async () => {
    const captures = [captureOf(a, c), captureOf(b)];
    expect((await merged(captures)).report.sections).toBe(2);
    const { bytes, report } = await merged(captures, { isOneHost: true });
    expect(report.sections).toBe(1);
    expect(await tidsOf(bytes)).toEqual([1, 2, 3]);
  });

  it("leaves out what was recorded twice, unless told not to", async () => {
    const captures = [captureOf(a, b), captureOf(b, c)];
    expect((await merged(captures, { isOneHost: true })).report).toMatchObject({ events: 3, duplicates: 1 });
    const { report } = await merged(captures, { isOneHost: true, keepDuplicates: true });
    expect(report).toMatchObject({ events: 4, duplicates: 0 });
  });

  it("keeps what one capture holds twice", async () => {
    const captures = [captureOf(a, a, b), captureOf(a, a, c)];
    expect((await merged(captures, { isOneHost: true })).report).toMatchObject({ events: 4, duplicates: 2 });
  });

  it("sets clocks right", async () => {
    const { bytes } = await merged([captureOf(a), captureOf(c)], { isOneHost: true }, [10_000n, -1_000_000n]);
    const times: bigint[] = [];
    for await (const { tsNs } of openCapture(bytes).events()) times.push(tsNs);
    expect(times).toEqual([c.tsNs - 1_000_000n, a.tsNs + 10_000n]);
  });

  it("leaves events without a time where they stand, and their time alone", async () => {
    const timeless = { ...b, tsNs: 0n };
    const { bytes } = await merged([captureOf(c, timeless), captureOf(a)], { isOneHost: true }, [5n]);
    const found: [number, bigint][] = [];
    for await (const { tid, tsNs } of openCapture(bytes).events()) found.push([tid, tsNs]);
    expect(found).toEqual([
      [1, a.tsNs],
      [3, c.tsNs + 5n],
      [2, 0n],
    ]);
  });

  it("merges what can be read of damaged captures", async () => {
    const { bytes, report } = await merged([captureOf(a, b).subarray(0, -6), captureOf(c)], {
      isOneHost: true,
    });
    expect(report.events).toBe(2);
    expect(await tidsOf(bytes)).toEqual([1, 3]);
  });

  it("writes nothing of captures without events", async () => {
    expect((await merged([sectionHeader(), captureOf(a)])).report).toMatchObject({ sections: 1, events: 1 });
    expect((await merged([sectionHeader(), sectionHeader()])).report).toEqual({
      sections: 0,
      events: 0,
      duplicates: 0,
    });
  });
});

describe("recent events", () => {
  it("are told apart however many there are of one time, as when old writers list processes", async () => {
    const events = Array.from({ length: 20_000 }, (_, k) => ({ ...event("<read", k), tsNs: 1n << 60n }));
    const { report } = await merged([captureOf(...events), captureOf(...events)], { isOneHost: true });
    expect(report).toMatchObject({ events: 20_000, duplicates: 20_000 });
  });

  it("are forgotten in the end, so that their memory is bounded", async () => {
    const recent = new RecentEvents();
    let record: EventRecord | undefined;
    for await (const found of openCapture(captureOf(event("<read", 1))).events()) record = found.record;
    if (record === undefined) throw new Error("there is an event");
    expect(recent.isRepeated(record, 0)).toBe(false);
    expect(recent.isRepeated(record, 1)).toBe(true);
    for (let k = 0; k < 70_000; k++) recent.isRepeated({ ...record, tsLow: k }, 0);
    expect(recent.isRepeated(record, 2)).toBe(false);
  });
});

/** Events are numbered anew. */
function withoutNumber(line: string): string {
  return line.replace(/^\d+ /, "");
}
