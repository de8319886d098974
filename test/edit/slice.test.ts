import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import type { Selection } from "../../src/edit/capture-cut.ts";
import { type SliceOptions, sliceCapture } from "../../src/edit/slice.ts";
import { compileFilter } from "../../src/filter/compile-filter.ts";
import { MemoryOutput } from "../../src/format/capture-output.ts";
import { bigEndian, eventsOnly } from "../helpers/byte-order.ts";
import { ascii, concat, eventV2, i64, sectionHeader } from "../helpers/bytes.ts";
import { address4, captureOf, event, list, tuple4 } from "../helpers/events.ts";
import { countEvents, fieldRows } from "./field-rows.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/captures", import.meta.url));
const SAMPLES = fileURLToPath(new URL("../../samples", import.meta.url));

async function sliced(bytes: Uint8Array, selection: Selection, options?: SliceOptions): Promise<Uint8Array> {
  const output = new MemoryOutput();
  await sliceCapture(openCapture(bytes), selection, output, options);
  return output.bytes;
}

function selects(filter: string): Selection {
  const { test } = compileFilter(filter, { view: "recorded" });
  return { test };
}

const GETCWD_EXIT = 93;
const EXECVE_EXIT = 293;

describe("a slice", () => {
  const bytes = gunzipSync(readFileSync(join(SAMPLES, "http.scap")));

  it("is the capture itself where all is kept", async () => {
    expect(Buffer.compare(await sliced(bytes, { firstNumber: 1 }), bytes)).toBe(0);
  });

  it("shows the same events in the current view", async () => {
    const rows = await fieldRows(bytes, "current");
    const wanted = [...rows].filter(([number]) => number > 4000 && number <= 6000);
    const cut = await fieldRows(await sliced(bytes, { firstNumber: 4001, lastNumber: 6000 }), "current");
    expect(wanted.length).toBeGreaterThan(1000);
    expect([...cut.values()]).toEqual(wanted.map(([, row]) => row));
  });

  it("of a slice is the slice that takes both at once", async () => {
    const twice = await sliced(await sliced(bytes, { firstNumber: 2000 }), { ...selects("proc.name=curl") });
    const once = await sliced(bytes, { ...selects("proc.name=curl and evt.num >= 2000") });
    expect([...(await fieldRows(twice)).values()]).toEqual([...(await fieldRows(once)).values()]);
  });

  it("of a big-endian capture is big-endian", async () => {
    const capture = await bigEndian(new Uint8Array(await eventsOnly(join(FIXTURES, "p2_state.scap"))));
    const rows = await fieldRows(capture);
    const output = await sliced(capture, { firstNumber: 40 });
    expect(rows.size).toBeGreaterThan(40);
    expect([...output.subarray(8, 12)]).toEqual([0x1a, 0x2b, 0x3c, 0x4d]);
    expect([...(await fieldRows(output)).values()]).toEqual([...rows.values()].slice(39));
  });

  it("has a section for each section with events that are kept", async () => {
    const both = Buffer.concat([bytes, bytes]);
    const rows = [...(await fieldRows(bytes))];
    const [tenthLast = Number.NaN] = rows.at(-10) ?? [];
    const output = await sliced(both, {
      firstNumber: tenthLast,
      lastNumber: (await countEvents(bytes)) + 10,
    });
    const wanted = [...rows.slice(-10), ...rows.slice(0, 10)].map(([, row]) => row);
    expect([...(await fieldRows(output)).values()]).toEqual(wanted);
  });

  it("ends before damage, keeping what comes before it", async () => {
    const output = new MemoryOutput();
    const firstNumber = (await countEvents(bytes)) - 1000;
    const cut = sliceCapture(openCapture(bytes.subarray(0, -100)), { firstNumber }, output);
    await expect(cut).rejects.toMatchObject({ code: "truncated" });
    expect((await fieldRows(output.bytes)).size).toBeGreaterThan(900);
  });
});

describe("a slice of what no writer writes", () => {
  it("leaves out changes of the state that are too long for any reader", async () => {
    const long = list("x".repeat(60_000));
    const getcwd = eventV2({ type: GETCWD_EXIT, tid: 5, params: [i64(0), ascii("/\0")] });
    const execve = eventV2({ type: EXECVE_EXIT, tid: 5, params: [i64(0), ascii("a\0"), long, i64(5), long] });
    const capture = concat(sectionHeader(), getcwd, execve, getcwd);
    const output = await sliced(capture, selects("evt.type=getcwd"));
    expect((await fieldRows(output)).size).toBe(2);
  });
});

describe("what lists cannot tell", () => {
  const exe = { res: 0, exe: "a", args: list("x"), tid: 5, pid: 5, ptid: 1, cwd: "", comm: "prog" };
  const capture = captureOf(
    event("<clone", 5, { ...exe, flags: 0, uid: 7, gid: 8, vtid: 5, vpid: 5 }),
    event(">chdir", 5),
    event("<chdir", 5, { res: 0, path: "sub" }),
    event(">socket", 5, { domain: 2, type: 1, proto: 0 }),
    event("<socket", 5, { fd: 3 }),
    event(">openat", 5, {}),
    event("<openat", 5, { fd: 4, dirfd: -100, name: "../file", flags: 1, mode: 0 }),
    event(">connect", 5, { fd: 3, addr: address4("10.0.0.1:80") }),
    event("<connect", 5, { res: 0, tuple: tuple4("10.0.0.2:4000", "10.0.0.1:80"), fd: 3 }),
    event(">read", 5, { fd: 3, size: 10 }),
    event("<read", 5, { res: 1, data: Uint8Array.of(65) }),
    event(">read", 5, { fd: 4, size: 10 }),
    event("<read", 5, { res: 1, data: Uint8Array.of(66) }),
  );

  it("is told by a state supplement", async () => {
    const rows = await fieldRows(capture);
    for (const [number] of rows) {
      const output = await sliced(capture, { firstNumber: number });
      expect([...(await fieldRows(output)).values()]).toEqual([...rows.values()].slice(number - 1));
    }
  });

  it("is kept for the state alone where a filter leaves out what tells it", async () => {
    const rows = await fieldRows(capture);
    const output = await sliced(capture, selects("evt.type=read and evt.dir=<"));
    expect([...(await fieldRows(output)).values()]).toEqual([rows.get(11), rows.get(13)]);
  });
});

describe("figures of memory that are kept for the state alone", () => {
  const path = Uint8Array.from([1, ...ascii("/run/none\0")]);
  const capture = captureOf(
    event(">socket", 5, { domain: 1, type: 1, proto: 0 }),
    event("<socket", 5, { fd: 3 }),
    event("<openat", 5, { fd: -2, dirfd: -100, name: "/none", flags: 1, mode: 0 }),
    event("<munmap", 5, { res: 0, vm_size: 5, vm_rss: 6, vm_swap: 7 }),
    event(">connect", 5, { fd: 3, addr: path }),
    event("<connect", 5, { res: -2, fd: 3 }),
  );

  it("do not come between the beginning of a call and its end", async () => {
    const rows = await fieldRows(capture);
    const output = await sliced(capture, selects("evt.failed=true"));
    expect([...(await fieldRows(output)).values()]).toEqual([rows.get(3), rows.get(6)]);
  });
});
