import { describe, expect, it } from "vitest";
import { captureOf, event } from "../../helpers/events.ts";
import { readField, readFields } from "./read-fields.ts";

const READ = captureOf(
  event(">read", 10, { fd: 3, size: 5 }),
  event("<read", 10, { res: 5, data: Buffer.from("hello"), fd: 3, size: 5 }, 1500),
  event("<read", 10, { res: -11, fd: 3, size: 5 }, 20_000),
);

describe("times", () => {
  it("run from the first event, the event before and the start of the call", () => {
    const names = ["evt.reltime", "evt.reltime.ns", "evt.deltatime", "evt.latency.human"];
    expect(readFields(READ, names)).toEqual([
      [0n, 0n, 0n, "0ns"],
      [1_500_000n, 1_500_000n, 1_500_000n, "1.50ms"],
      [21_500_000n, 21_500_000n, 20_000_000n, undefined],
    ]);
  });

  it("of calls are 0 where only their ends are shown", () => {
    expect(readField(READ, "evt.latency", "current")).toEqual([0n, 0n]);
  });

  it("tell how far away an event is, in milliseconds", () => {
    const [first] = readField(READ, "evt.rawtime");
    expect(readField(READ, `evt.around[${first}]`)).toEqual([0n, 2n, 22n]);
  });
});

describe("results", () => {
  const calls = captureOf(
    event("<getuid", 10, { uid: 1000 }),
    event("<getuid", 10, { uid: -1 }),
    event("<open", 10, { fd: -2, name: "/a" }),
    event("<mmap", 10, { res: 0x7f00_0000_0000n }),
    event(">procexit", 10, { status: 0 }),
  );

  it("are the first parameter in the current view", () => {
    expect(readFields(calls, ["evt.rawres", "evt.res", "evt.failed", "evt.count.error"], "current")).toEqual([
      [1000, "SUCCESS", false, 0],
      [0xffffffff, "SUCCESS", false, 0],
      [-2, "ENOENT", true, 1],
      [0x7f00_0000_0000, "SUCCESS", false, 0],
      [undefined, undefined, undefined, undefined],
    ]);
  });

  it("have to be called so in the recorded view", () => {
    expect(readFields(calls, ["evt.rawres", "evt.failed", "evt.count.error"])).toEqual([
      [undefined, false, undefined],
      [undefined, false, undefined],
      [-2, true, 1],
      [0x7f00_0000_0000, false, undefined],
      [undefined, false, undefined],
    ]);
  });
});

describe("parameters", () => {
  const open = captureOf(event("<open", 10, { fd: -2, name: "/a", flags: 4097 }));

  it("are read by name and by place, as what they mean or as numbers", () => {
    const names = ["evt.arg[flags]", "evt.arg[0]", "evt.arg[17]", "evt.arg[data]", "evt.rawarg[flags]"];
    expect(readFields(open, names)).toEqual([["O_RDONLY|O_CLOEXEC", "ENOENT", undefined, undefined, 4097]]);
  });

  it("are given whole, buffers too", () => {
    const data = "x".repeat(200);
    const write = captureOf(event("<write", 10, { res: 200, data: Buffer.from(data), fd: 1, size: 200 }));
    expect(readField(write, "evt.args")).toEqual([`res=200 data=${data} fd=1 size=200`]);
    expect(readField(write, "evt.buffer")).toEqual([Uint8Array.from(Buffer.from(data))]);
  });
});

describe("opening", () => {
  const flags = { read: 1, write: 2, create: 4, tmpfile: 0x2000, created: 0x4000 };
  const NAMES = ["evt.is_open_read", "evt.is_open_write", "evt.is_open_exec", "evt.is_open_create"];
  const open = (fd: number, bits: number, mode: number) =>
    event("<open", 10, { fd, name: "/a", flags: bits, mode });

  it("is for reading or writing, and may make an executable", () => {
    const capture = captureOf(
      open(-13, flags.read | flags.write, 0),
      open(3, flags.write | flags.create | flags.created, 0o755),
      open(3, flags.write | flags.tmpfile, 0o644),
      open(-13, flags.write | flags.tmpfile, 0o100),
      event("<creat", 10, { fd: 3, name: "/a", mode: 0o755 }),
      event(">open", 10, { name: "/a", flags: 3, mode: 0 }),
    );
    expect(readFields(capture, NAMES)).toEqual([
      [true, true, false, false],
      [false, true, true, true],
      [false, true, false, true],
      [false, true, true, false],
      [false, false, true, false],
      [false, false, false, false],
    ]);
  });
});

describe("messages to the system's log", () => {
  const log = captureOf(
    event("<socket", 10, { fd: 3, domain: 1, type: 2, proto: 0 }),
    event("<connect", 10, {
      res: 0,
      fd: 3,
      tuple: Buffer.concat([Buffer.of(1), Buffer.alloc(16), Buffer.from("/dev/log\0")]),
    }),
    event("<sendto", 10, { res: 9, fd: 3, data: Buffer.from("<38>login failed") }),
    event("<sendto", 10, { res: 9, fd: 3, data: Buffer.from("no priority") }),
  );

  it("are taken apart", () => {
    const names = ["evt.is_syslog", "syslog.facility.str", "syslog.severity.str", "syslog.message"];
    expect(readFields(log, names).slice(1)).toEqual([
      [false, undefined, undefined, undefined],
      [true, "auth", "info", "login failed"],
      [true, undefined, undefined, undefined],
    ]);
  });

  it("are the information of the recorded view", () => {
    const [, , recorded] = readField(log, "evt.info");
    const [, , current] = readField(log, "evt.info", "current");
    expect([recorded, String(current).slice(0, 5)]).toEqual(["syslog sev=info msg=login failed", "res=9"]);
  });
});

it("counters and sums go on from event to event, each field for itself", () => {
  const capture = captureOf(
    event(">switch", 10, { next: 11 }),
    event(">switch", 11, { next: 10 }, 5),
    event(">switch", 10, { next: 11 }, 7),
  );
  expect(readFields(capture, ["util.cnt", "util.cnt", "thread.exectime"])).toEqual([
    [1, 1, 0n],
    [2, 2, 5000n],
    [3, 3, 7000n],
  ]);
});

it("event types are asked for by name and by number", () => {
  const names = ["evt.type.is[read]", "evt.type.is[7]", "evt.type.is[open]"];
  expect(readFields(READ, names).slice(0, 2)).toEqual([
    [1, 0, 0],
    [1, 1, 0],
  ]);
});
