import { describe, expect, it } from "vitest";
import type { Damage } from "../../src/format/errors.ts";
import { type FdInfo, parseFdList } from "../../src/format/fd-list.ts";
import {
  bigEndian,
  block,
  blockOf,
  concat,
  hex,
  i64,
  littleEndian,
  u8,
  u32,
  zeroes,
} from "../helpers/bytes.ts";

const FDL_V1 = 0x203;
const FDL_V2 = 0x218;
const IP4 = u8(127, 0, 0, 1);
const PEER4 = u8(10, 1, 2, 3);
const IP6 = u8(...Array(15).fill(0), 1);
const PEER6 = u8(0xfe, 0x80, ...Array(13).fill(0), 9);

const NAMED: readonly [number, string][] = [
  [2, "directory"],
  [7, "pipe"],
  [9, "eventfd"],
  [10, "unsupported"],
  [11, "signalfd"],
  [12, "eventpoll"],
  [13, "inotify"],
  [14, "timerfd"],
  [15, "netlink"],
  [17, "bpf"],
  [18, "userfaultfd"],
  [19, "io_uring"],
  [20, "memfd"],
  [21, "pidfd"],
];

/** Type, its own part and what is to come of it, for each type of descriptor that is not only a name. */
function cases({ u16, u32, u64, str16 } = littleEndian): [number, Uint8Array, object][] {
  const both = { sourcePort: 40000, destinationPort: 443, l4Protocol: 2 };
  return [
    [1, str16("/old/file"), { kind: "file", name: "/old/file" }],
    [
      3,
      concat(IP4, PEER4, u16(40000), u16(443), u8(2)),
      { kind: "ipv4", sourceAddress: IP4, destinationAddress: PEER4, ...both },
    ],
    [
      4,
      concat(IP6, PEER6, u16(40000), u16(443), u8(2)),
      { kind: "ipv6", sourceAddress: IP6, destinationAddress: PEER6, ...both },
    ],
    [5, concat(IP4, u16(53), u8(3)), { kind: "ipv4-server", address: IP4, port: 53, l4Protocol: 3 }],
    [6, concat(IP6, u16(53), u8(3)), { kind: "ipv6-server", address: IP6, port: 53, l4Protocol: 3 }],
    [
      8,
      concat(u64(0xffff_8800_1234_5678n), u64(1), str16("/run/x\n")),
      { kind: "unix", source: 0xffff_8800_1234_5678n, destination: 1n, name: "/run/x\n" },
    ],
    ...NAMED.map(([type, kind]): [number, Uint8Array, object] => [
      type,
      str16("name"),
      { kind, name: "name" },
    ]),
    [16, concat(u32(3), str16("/etc/passwd")), { kind: "file", name: "/etc/passwd", openFlags: 3, dev: 0 }],
  ];
}

function header(fd: number, type: number, { i64, u64 } = littleEndian) {
  return concat(i64(fd), u64(2n ** 63n), u8(type));
}

function sized(part: Uint8Array, { u32 } = littleEndian) {
  return concat(u32(4 + part.length), part);
}

function parse(bytes: Uint8Array, order = littleEndian) {
  const damages: Damage[] = [];
  const list = parseFdList(blockOf(bytes, order), (damage) => damages.push(damage));
  return { tid: list?.tid, fds: list?.fds, damages };
}

const good = sized(concat(header(3, 9), littleEndian.str16("")));

describe("parseFdList", () => {
  it.each([littleEndian, bigEndian])("reads every type of either version", (order) => {
    const all = cases(order);
    const entries = all.map(([type, part], fd) => concat(header(fd, type, order), part));
    const expected = all.map(([, , fields], fd) => ({ fd, ino: 2n ** 63n, ...fields }));
    const v1 = order.block(FDL_V1, order.i64(-1), ...entries);
    expect(parse(v1, order)).toEqual({ tid: -1, fds: expected, damages: [] });
    const v2 = order.block(FDL_V2, order.i64(77), ...entries.map((entry) => sized(entry, order)));
    expect(parse(v2, order)).toEqual({ tid: 77, fds: expected, damages: [] });
  });

  it("reads the worked example, which has a device", () => {
    const bytes = hex(`18020000 40000000 6400000000000000 2a000000 0300000000000000 4d00000000000000 10
      01000000 0b00 2f6574632f706173737764 01080000 0000 40000000`);
    const file: FdInfo = { fd: 3, ino: 77n, kind: "file", name: "/etc/passwd", openFlags: 1, dev: 0x801 };
    expect(parse(bytes)).toEqual({ tid: 100, fds: [file], damages: [] });
  });

  it("never looks for a device where entries have no length", () => {
    const file = concat(header(4, 16), u32(1), littleEndian.str16("/a"));
    expect(parse(block(FDL_V1, i64(1), file, file)).fds).toMatchObject([
      { name: "/a", dev: 0 },
      { name: "/a", dev: 0 },
    ]);
  });

  it("keeps descriptors of unknown types where entries have lengths", () => {
    const unknown = sized(concat(header(5, 99), u8(1, 2, 3)));
    const none = sized(header(6, 0));
    expect(parse(block(FDL_V2, i64(1), unknown, none, good))).toMatchObject({
      fds: [
        { fd: 5, kind: "unknown", type: 99, raw: u8(1, 2, 3) },
        { fd: 6, kind: "unknown", type: 0, raw: zeroes(0) },
        { fd: 3, kind: "eventfd" },
      ],
      damages: [],
    });
  });

  it("takes type 0 without a payload in version 1, where other unknown types end the list", () => {
    const eventfd = concat(header(2, 9), littleEndian.str16(""));
    const { fds, damages } = parse(block(FDL_V1, i64(1), header(1, 0), eventfd, header(5, 99), eventfd));
    expect(fds?.map(({ fd }) => fd)).toEqual([1, 2]);
    expect(damages).toMatchObject([{ code: "bad-block", lost: true, context: { block: "FDL V1" } }]);
  });

  it("skips what an entry has behind the known fields", () => {
    const longer = sized(concat(header(3, 9), littleEndian.str16("x"), u8(1, 2, 3, 4, 5)));
    expect(parse(block(FDL_V2, i64(1), longer, good))).toMatchObject({ fds: { length: 2 }, damages: [] });
  });

  it("accepts long names, and a list without descriptors", () => {
    const name = "n".repeat(5000);
    expect(
      parse(block(FDL_V2, i64(1), sized(concat(header(3, 7), littleEndian.str16(name))))).fds,
    ).toMatchObject([{ name }]);
    expect(parse(block(FDL_V2, i64(1)))).toEqual({ tid: 1, fds: [], damages: [] });
  });

  it("gives no list where there is no thread id", () => {
    const { tid, damages } = parse(block(FDL_V2, u32(1)));
    expect(tid).toBeUndefined();
    expect(damages).toMatchObject([{ code: "bad-block", lost: true, context: { offset: 8 } }]);
  });

  it.each([1, 20, 4000, 0xffffffff])("an entry claiming %i bytes ends the list", (length) => {
    const { fds, damages } = parse(block(FDL_V2, i64(1), good, u32(length), good.subarray(4), good));
    expect(fds).toHaveLength(1);
    expect(damages).toMatchObject([{ code: "bad-block", lost: true, context: { block: "FDL V2" } }]);
  });
});
