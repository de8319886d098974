import { describe, expect, it } from "vitest";
import type { Damage } from "../../src/format/errors.ts";
import { parseProcessList } from "../../src/format/process-list.ts";
import { type ThreadInfo, UNKNOWN_THREAD } from "../../src/format/thread-info.ts";
import {
  ascii,
  bigEndian,
  block,
  blockOf,
  concat,
  hex,
  littleEndian,
  u8,
  u32,
  u64,
  zeroes,
} from "../helpers/bytes.ts";

const PL_V9 = 0x215;
const ID_OF_VERSION = [0x202, 0x207, 0x209, 0x210, 0x211, 0x212, 0x213, 0x214, PL_V9];

/** A thread with another value in every field up to `root`. */
const THREAD: ThreadInfo = {
  ...UNKNOWN_THREAD,
  tid: 101,
  pid: 100,
  ptid: 1,
  sid: 90,
  vpgid: 91,
  comm: "bash",
  exe: "/bin/bash",
  exepath: "/usr/bin/bash",
  args: ["-c", "", "ls"],
  cwd: "/root/",
  fdLimit: 1024,
  flags: 0x2001,
  uid: 1000,
  gid: 1001,
  vmSizeKb: 11,
  vmRssKb: 12,
  vmSwapKb: 13,
  pfMajor: 14n,
  pfMinor: 2n ** 60n,
  env: ["A=1", "B=2"],
  vtid: 201,
  vpid: 200,
  cgroups: ["cpu=/x", "name=systemd=/y"],
  root: "/chroot",
};

const ADDED_IN: readonly (readonly [version: number, fields: readonly (keyof ThreadInfo)[]])[] = [
  [2, ["vmSizeKb", "vmRssKb", "vmSwapKb", "pfMajor", "pfMinor"]],
  [3, ["env"]],
  [4, ["vtid", "vpid", "cgroups"]],
  [5, ["root"]],
  [6, ["sid"]],
  [7, ["exepath"]],
  [8, ["vpgid"]],
];

/** The bytes of a thread's fields up to `root` in a version of the list. */
function fieldsOf(thread: ThreadInfo, version: number, { u32, u64, i64, str16, list16 } = littleEndian) {
  const since = (first: number, ...parts: Uint8Array[]) => (version >= first ? concat(...parts) : zeroes(0));
  return concat(
    i64(thread.tid),
    i64(thread.pid),
    i64(thread.ptid),
    since(6, i64(thread.sid)),
    since(8, i64(thread.vpgid)),
    str16(thread.comm),
    str16(thread.exe),
    since(7, str16(thread.exepath)),
    list16(...thread.args),
    str16(thread.cwd),
    i64(thread.fdLimit),
    u32(thread.flags),
    u32(thread.uid),
    u32(thread.gid),
    since(2, u32(thread.vmSizeKb), u32(thread.vmRssKb), u32(thread.vmSwapKb)),
    since(2, u64(thread.pfMajor), u64(thread.pfMinor)),
    since(3, list16(...thread.env)),
    since(4, i64(thread.vtid), i64(thread.vpid), list16(...thread.cgroups)),
    since(5, str16(thread.root)),
  );
}

/** What is left of the thread in an older version of the list. */
function asOf(version: number): ThreadInfo {
  const missing = ADDED_IN.filter(([since]) => since > version).flatMap(([, fields]) => fields);
  return { ...THREAD, ...Object.fromEntries(missing.map((field) => [field, UNKNOWN_THREAD[field]])) };
}

/** An entry of version 9; `uncounted` bytes are left out of its length. */
function entryOf(thread: ThreadInfo, tail = zeroes(0), uncounted = 0, order = littleEndian) {
  const fields = fieldsOf(thread, 9, order);
  return concat(order.u32(4 + fields.length + tail.length - uncounted), fields, tail);
}

function parse(bytes: Uint8Array, order = littleEndian) {
  const damages: Damage[] = [];
  const threads = parseProcessList(blockOf(bytes, order), (damage) => damages.push(damage));
  return { threads, damages };
}

describe("parseProcessList", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])("reads version %i", (version) => {
    const fields = fieldsOf(THREAD, version);
    const entry = version < 9 ? fields : concat(u32(4 + fields.length), fields);
    const bytes = block(ID_OF_VERSION[version - 1] ?? 0, entry, entry);
    expect(parse(bytes)).toEqual({ threads: [asOf(version), asOf(version)], damages: [] });
  });

  it("reads the pre-release and reserved ids", () => {
    expect(parse(block(0x8000abcd, fieldsOf(THREAD, 1))).threads).toEqual([asOf(1)]);
    expect(parse(block(0x8013abcd, fieldsOf(THREAD, 2))).threads).toEqual([asOf(2)]);
    expect(parse(block(0x8014abcd, fieldsOf(THREAD, 3))).threads).toEqual([asOf(3)]);
  });

  it("reads big-endian lists and unknown ids", () => {
    const thread = { ...THREAD, ptid: -1, fdLimit: -1 };
    expect(
      parse(bigEndian.block(PL_V9, entryOf(thread, zeroes(0), 0, bigEndian)), bigEndian).threads,
    ).toEqual([thread]);
  });

  it("reads the worked example", () => {
    const bytes = hex(`15020000 d8000000 ca000000 6400000000000000 6400000000000000 0100000000000000
      6400000000000000 6400000000000000 0400 62617368 0900 2f62696e2f62617368 0900 2f62696e2f62617368
      0600 2d63006c7300 0600 2f726f6f742f 0004000000000000 00000000 00000000 00000000 01000000 02000000
      03000000 0400000000000000 0500000000000000 0800 413d3100423d3200 6400000000000000 6400000000000000
      0600 6370753d2f00 0100 2f e8030000 00 000000000000000000000000000000000000000000000000 0000 d8000000`);
    const { threads, damages } = parse(bytes);
    expect(damages).toEqual([]);
    expect(threads).toMatchObject([
      { tid: 100, comm: "bash", args: ["-c", "ls"], loginuid: 1000, pfMinor: 5n },
    ]);
  });
});

describe("the tail of an entry (V9)", () => {
  const oldTail = concat(u32(1000), u8(1), u64(21n), u64(22n), u64(23n));
  const newTail = concat(
    u64(1_600_000_000_000_000_001n),
    u32(0x8801),
    oldTail,
    u8(1),
    u64(31n),
    u64(32n),
    u64(33n),
    u8(1),
    u8(1),
    u64(77n),
  );
  const caps = { capInheritable: 21n, capPermitted: 22n, capEffective: 23n };
  const loginuid = 1000;
  const exeWritable = true;
  const layout66 = {
    pidnsInitStartTsNs: 1_600_000_000_000_000_001n,
    tty: 0x8801,
    loginuid,
    exeWritable,
    ...caps,
    exeUpperLayer: true,
    exeIno: 31n,
    exeInoCtimeNs: 32n,
    exeInoMtimeNs: 33n,
  };
  const cases: [number, Uint8Array, Partial<ThreadInfo>][] = [
    [0, oldTail, {}],
    [4, oldTail, { loginuid }],
    [5, oldTail, { loginuid, exeWritable }],
    [29, oldTail, { loginuid, exeWritable, ...caps }],
    [30, concat(oldTail, u8(1)), { loginuid, exeWritable, ...caps, exeUpperLayer: true }],
    [66, newTail, layout66],
    [67, newTail, { ...layout66, exeFromMemfd: true }],
    [68, newTail, { ...layout66, exeFromMemfd: true, exeLowerLayer: true }],
    [76, newTail, { ...layout66, exeFromMemfd: true, exeLowerLayer: true, pgid: 77 }],
    // Longer ones may come, and half a field is none.
    [80, concat(newTail, zeroes(4)), { ...layout66, exeFromMemfd: true, exeLowerLayer: true, pgid: 77 }],
    [28, oldTail, { loginuid, exeWritable, capInheritable: 21n, capPermitted: 22n }],
  ];

  it.each(cases)("of %i bytes", (size, bytes, expected) => {
    const entry = entryOf(THREAD, bytes.subarray(0, size));
    expect(parse(block(PL_V9, entry, entry))).toEqual({
      threads: [
        { ...THREAD, ...expected },
        { ...THREAD, ...expected },
      ],
      damages: [],
    });
  });
});

describe("damage to a process list", () => {
  const good = entryOf(THREAD, u32(7));

  it.each([0, 3, 60, 5000, 0xffffffff])("an entry claiming %i bytes ends the list", (length) => {
    const { threads, damages } = parse(block(PL_V9, good, u32(length), good.subarray(4), good));
    expect(threads).toHaveLength(1);
    expect(damages).toMatchObject([{ code: "bad-block", lost: true, context: { block: "PL V9" } }]);
    expect(damages[0]?.context.offset).toBeGreaterThanOrEqual(8 + good.length);
  });

  it("accepts zeroes as padding, however many, and any three bytes", () => {
    const anything = u8(1, 2, 3).subarray(0, (4 - (good.length % 4)) % 4);
    for (const padding of [zeroes(4), zeroes(8), zeroes(400), anything]) {
      const { threads, damages } = parse(block(PL_V9, good, padding));
      expect(threads).toHaveLength(1);
      expect(damages).toEqual([]);
    }
  });

  it("accepts an empty list", () => {
    expect(parse(block(PL_V9))).toEqual({ threads: [], damages: [] });
  });

  it("cuts names that no reader would take, but no lists", () => {
    const long = { ...THREAD, comm: "x".repeat(1025), cwd: "y".repeat(1024), env: ["z".repeat(60_000)] };
    const { threads, damages } = parse(block(PL_V9, entryOf(long)));
    expect(threads).toEqual([{ ...long, comm: "x".repeat(1024) }]);
    expect(damages).toMatchObject([{ code: "bad-block", lost: true }]);
  });

  it("takes a list without its last NUL", () => {
    const fields = fieldsOf({ ...THREAD, args: [] }, 1);
    const at = fields.length - (2 + 6 + 8 + 12) - 2;
    const args = littleEndian.str16("-c\0ls");
    const { threads } = parse(block(0x202, fields.subarray(0, at), args, fields.subarray(at + 2)));
    expect(threads).toMatchObject([{ args: ["-c", "ls"], cwd: "/root/" }]);
  });

  it("keeps text that is not UTF-8", () => {
    const fields = fieldsOf({ ...THREAD, comm: "" }, 1);
    const comm = littleEndian.str16(concat(ascii("a"), u8(0xff)));
    const { threads } = parse(block(0x202, fields.subarray(0, 24), comm, fields.subarray(26)));
    expect(threads).toMatchObject([{ comm: "a\udcff" }]);
  });

  it.each([4, 1])("reads entries that forget to count %i bytes", (uncounted) => {
    const tail = concat(u32(1000), u8(1)).subarray(0, uncounted === 4 ? 4 : 5);
    const entry = entryOf(THREAD, tail, uncounted);
    const { threads, damages } = parse(block(PL_V9, entry, entry, entry));
    const expected = { ...THREAD, loginuid: 1000, exeWritable: uncounted === 1 };
    expect(threads).toEqual([expected, expected, expected]);
    expect(damages).toMatchObject([{ code: "bad-block", lost: false }]);
  });
});
