import { describe, expect, it } from "vitest";
import type { VerifyRuleId } from "../../src/analysis/verify/rules.ts";
import { Verifier, type VerifyOptions, type VerifyReport } from "../../src/analysis/verify/verifier.ts";
import { openCapture } from "../../src/capture/capture.ts";
import { currentSchema } from "../../src/schema/current.ts";
import type { EventSpec, ParamSpec, Schema } from "../../src/schema/types.ts";
import { ascii, concat, eventV2, i64, sectionHeader, u8, u16, u32 } from "../helpers/bytes.ts";
import { captureOf, event } from "../helpers/events.ts";
import { describeWithReference } from "../helpers/reference.ts";

const READ_ENTER = 6;
const READ_EXIT = 7;
const SHUTDOWN_ENTER = 36;
const OPENAT_EXIT = 307;

async function verify(capture: Uint8Array | string, schema: Schema = currentSchema, options?: VerifyOptions) {
  const verifier = new Verifier(schema, options);
  for await (const batch of openCapture(capture).blocks()) verifier.add(batch);
  return verifier.finish();
}

function rulesOf(report: VerifyReport): string[] {
  return report.types.flatMap(({ findings }) =>
    findings.map(({ rule, event: name, param, count }) =>
      [rule, name, param, count].filter(Boolean).join(" "),
    ),
  );
}

const capture = (...events: Uint8Array[]) => concat(sectionHeader(), ...events);
const readExit = (...params: Uint8Array[]) => eventV2({ type: READ_EXIT, params });

describe("strict reading", () => {
  it("finds nothing where there is nothing", async () => {
    const report = await verify(
      captureOf(event(">read", 1, { fd: 3, size: 4 }), event("<read", 1, { res: -2 })),
    );
    expect(report).toMatchObject({ events: 2, counts: { error: 0, warning: 0, note: 0 } });
    expect(report.types.map(({ code, count }) => [code, count])).toEqual([
      [READ_ENTER, 1],
      [READ_EXIT, 1],
    ]);
  });

  it.each<[VerifyRuleId, string, Uint8Array]>([
    ["event-unknown", "unknown:60000 1", capture(eventV2({ type: 60000 }))],
    ["length-mismatch", "read res 2", capture(readExit(u32(1)), readExit(u16(1)))],
    ["params-extra", "read 1", capture(readExit(...Array.from({ length: 9 }, () => i64(0))))],
    ["errno-unknown", "read res 1", capture(readExit(i64(-4000)))],
    ["errno-unknown", "read res 1", capture(readExit(i64(-70000)))],
    ["text-open", "openat name 1", capture(openatExit(ascii("/etc/passwd")))],
    ["text-surplus", "openat name 1", capture(openatExit(ascii("/etc\0passwd\0")))],
    ["flags-unknown", "openat flags 1", capture(openatExit(ascii("/\0"), 0x8000_0001))],
    ["enum-unknown", "shutdown how 1", capture(eventV2({ type: SHUTDOWN_ENTER, params: [i64(3), u8(9)] }))],
    ["value-malformed", "connect tuple 1", capture(eventV2({ type: 23, params: [i64(0), u8(2, 127)] }))],
    ["signal-unknown", "kill sig 1", capture(eventV2({ type: 128, params: [i64(1), u8(99)] }))],
    ["syscall-unknown", "syscall ID 1", capture(eventV2({ type: 0, params: [u16(9999), u16(1)] }))],
    ["event-unreadable", "unreadable 1", capture(unreadable())],
  ])("finds %s in %s", async (rule, finding, bytes) => {
    expect(rulesOf(await verify(bytes))).toContain(`${rule} ${finding}`);
  });

  it("says where the first event of a finding is", async () => {
    const { types } = await verify(capture(readExit(i64(0)), readExit(u8(1)), readExit(u8(1))));
    const offset = sectionHeader().length + readExit(i64(0)).length;
    const [finding] = types[0]?.findings ?? [];
    expect(finding).toMatchObject({ firstNumber: 2, firstOffset: offset, count: 2 });
    expect(finding?.detail).toBe("1 bytes, ERRNO has 8");
  });

  it("counts too few parameters only where no driver ever recorded so few", async () => {
    const bytes = capture(readExit(i64(0)));
    expect(rulesOf(await verify(bytes))).toEqual([]);
    const isPlausible = (_: number, count: number) => count > 1;
    expect(rulesOf(await verify(bytes, currentSchema, { isPlausible }))).toEqual(["params-missing read 1"]);
  });

  it("pairs enter and exit events within their thread", async () => {
    const report = await verify(
      captureOf(
        event(">read", 1),
        event(">read", 2),
        event("<read", 2),
        event(">write", 1),
        event("<write", 1),
        event("<read", 1),
        event("<openat", 1),
      ),
    );
    // Of openat there are no enter events at all: the driver does not record them.
    expect(rulesOf(report)).toEqual(["enter-unpaired read 1", "exit-unpaired read 1"]);
  });

  it("finds that a changed table no longer fits", async () => {
    const bytes = captureOf(event("<openat", 1, { fd: 3, name: "/etc/passwd", flags: 1 }));
    const swapped = withParams(OPENAT_EXIT, ([a, b, c, ...rest]) => [a, c, b, ...rest] as ParamSpec[]);
    const narrowed = withParams(OPENAT_EXIT, (params) =>
      params.map((param) => ({ ...param, type: "UINT16" })),
    );
    expect((await verify(bytes)).counts.error).toBe(0);
    expect((await verify(bytes, swapped)).counts.error).toBeGreaterThan(0);
    expect((await verify(bytes, narrowed)).counts.error).toBeGreaterThan(0);
  });
});

describeWithReference("strict reading of recorded captures", ["captures", "recorded"], (folder) => {
  it.each(["http", "shell", "syscalls", "tiny_plain"])("finds no error in %s", async (name) => {
    const report = await verify(`${folder}/${name}.scap`);
    expect(report.events).toBeGreaterThan(100);
    expect(report.counts).toMatchObject({ error: 0, note: 0 });
  });
});

function openatExit(name: Uint8Array, flags = 1): Uint8Array {
  return eventV2({ type: OPENAT_EXIT, params: [i64(3), i64(-100), name, u32(flags)] });
}

/** Its length claims to be more than its block. */
function unreadable(): Uint8Array {
  const bytes = readExit(i64(0));
  bytes.set(u32(5000), 8 + 2 + 16);
  return bytes;
}

/** The newest table with other parameters for one event. */
function withParams(code: number, change: (params: readonly ParamSpec[]) => readonly ParamSpec[]): Schema {
  const spec = currentSchema.event(code) as EventSpec;
  const changed = { ...spec, params: change(spec.params) };
  return { ...currentSchema, event: (asked) => (asked === code ? changed : currentSchema.event(asked)) };
}
