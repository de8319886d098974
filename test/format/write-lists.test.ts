import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteSink } from "../../src/format/byte-sink.ts";
import { BLOCK_TYPES, type BlockKind } from "../../src/format/catalogue.ts";
import { type FdInfo, parseFdList } from "../../src/format/fd-list.ts";
import {
  type NetworkInterface,
  parseInterfaceList,
  writeInterfaceList,
} from "../../src/format/interface-list.ts";
import { parseMachineInfo, writeMachineInfo } from "../../src/format/machine-info.ts";
import { parseProcessList, writeProcessList } from "../../src/format/process-list.ts";
import { parseSectionHeader, writeSectionHeader } from "../../src/format/section-header.ts";
import {
  OLD_TAIL_FIELDS,
  TAIL_FIELDS,
  THREAD_FIELDS,
  type ThreadField,
  type ThreadInfo,
  UNKNOWN_THREAD,
} from "../../src/format/thread-info.ts";
import { parseUserList, writeUserList } from "../../src/format/user-list.ts";
import { writeFdList } from "../../src/format/write-fd-list.ts";
import { WRITE_TARGETS } from "../../src/format/write-target.ts";
import { bigEndian, blockOf, littleEndian } from "../helpers/bytes.ts";

const idsOf = (kind: BlockKind) => [...BLOCK_TYPES.values()].filter((type) => type.kind === kind);
const fail = (damage: { detail: string }) => expect.fail(damage.detail);

/** The block that `write` writes in a byte order, as the framer would give it. */
function written(isLittle: boolean, write: (sink: ByteSink) => void) {
  const sink = new ByteSink({ capacity: 1, littleEndian: isLittle });
  write(sink);
  expect(sink.length % 4).toBe(0);
  return blockOf(sink.takeAll(), isLittle ? littleEndian : bigEndian);
}

const text = (max: number) =>
  fc
    .string({ unit: "grapheme", maxLength: 40 })
    .filter((value) => new TextEncoder().encode(value).length <= max);
const name = text(255);
const texts = fc.array(
  name.filter((value) => !value.includes("\0")),
  { maxLength: 4 },
);
const id = fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 2 ** 32 }), fc.maxSafeInteger());
const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

const VALUES: Readonly<Record<ThreadField["type"], fc.Arbitrary<unknown>>> = {
  ...{ id, name, u32, u64 },
  list: texts,
  flag: fc.boolean(),
};

/** A thread of which some fields are known. */
function threadWith(fields: readonly ThreadField[]): fc.Arbitrary<ThreadInfo> {
  const record = Object.fromEntries(fields.map((field) => [field.name, VALUES[field.type]]));
  return fc.record(record).map((known) => ({ ...UNKNOWN_THREAD, ...known }));
}

describe("writeProcessList", () => {
  it.each(idsOf("process-list"))("$name: what is read is what was written", ({ id: blockType, version }) => {
    const fields = THREAD_FIELDS.filter(({ since }) => since <= version);
    const all = version === 9 ? [...fields, ...TAIL_FIELDS] : fields;
    fc.assert(
      fc.property(fc.array(threadWith(all), { maxLength: 4 }), fc.boolean(), (threads, isLittle) => {
        const block = written(isLittle, (sink) => writeProcessList(sink, threads, { blockType }));
        expect(parseProcessList(block, fail)).toEqual(threads);
      }),
      { numRuns: 50 },
    );
  });

  it("writes the tail that Debian's sysdig reads", () => {
    const tail = OLD_TAIL_FIELDS.filter((field) => field.name !== "exeUpperLayer");
    fc.assert(
      fc.property(fc.array(threadWith([...THREAD_FIELDS, ...tail])), (threads) => {
        const target = WRITE_TARGETS["sysdig-0.29"];
        const block = written(true, (sink) => writeProcessList(sink, threads, { target }));
        expect(parseProcessList(block, fail)).toEqual(threads);
      }),
      { numRuns: 50 },
    );
  });

  it("cuts what no reader would take, at whole characters, and counts it", () => {
    const thread = {
      ...UNKNOWN_THREAD,
      comm: "x".repeat(2000),
      cwd: `${"y".repeat(1023)}é`,
      args: ["a".repeat(4000), "b".repeat(200), "c"],
    };
    const sink = new ByteSink();
    writeProcessList(sink, [thread]);
    expect(sink.cutTexts).toBe(4);
    const [read] = parseProcessList(blockOf(sink.takeAll()), fail);
    expect(read).toEqual({
      ...thread,
      comm: "x".repeat(1024),
      cwd: "y".repeat(1023),
      args: ["a".repeat(4000), "b".repeat(94)],
    });
  });

  it("keeps limits that no number can tell apart from others", () => {
    const thread = { ...UNKNOWN_THREAD, fdLimit: 2 ** 63, tid: -(2 ** 63) };
    const block = written(true, (sink) => writeProcessList(sink, [thread]));
    expect(block.view.getBigInt64(12, true)).toBe(-(2n ** 63n));
    expect(parseProcessList(block, fail)).toEqual([thread]);
  });
});

const base = { fd: id, ino: u64 };
const NAMED_KINDS = [
  ...[
    "directory",
    "pipe",
    "eventfd",
    "unsupported",
    "signalfd",
    "eventpoll",
    "inotify",
    "timerfd",
    "netlink",
  ],
  ...["bpf", "userfaultfd", "io_uring", "memfd", "pidfd"],
] as const;
const ports = { sourcePort: u16, destinationPort: u16, l4Protocol: fc.integer({ min: 0, max: 255 }) };
const socket = (kind: string, size: number) =>
  fc.record({
    ...{ ...base, kind: fc.constant(kind) },
    ...{ sourceAddress: bytes(size), destinationAddress: bytes(size), ...ports },
  });
const server = (kind: string, size: number) =>
  fc.record({
    ...base,
    kind: fc.constant(kind),
    address: bytes(size),
    port: u16,
    l4Protocol: ports.l4Protocol,
  });
const anyFd = fc.oneof(
  fc.record({ ...base, kind: fc.constantFrom(...NAMED_KINDS), name }),
  fc.record({ ...base, kind: fc.constant("file"), name }),
  fc.record({ ...base, kind: fc.constant("file"), name, openFlags: u32, dev: u32 }),
  socket("ipv4", 4),
  socket("ipv6", 16),
  server("ipv4-server", 4),
  server("ipv6-server", 16),
  fc.record({ ...base, kind: fc.constant("unix"), source: u64, destination: u64, name }),
  fc.record({
    ...base,
    kind: fc.constant("unknown"),
    type: fc.integer({ min: 22, max: 255 }),
    raw: bytes(9),
  }),
) as fc.Arbitrary<FdInfo>;

describe("writeFdList", () => {
  it("V2: what is read is what was written", () => {
    fc.assert(
      fc.property(id, fc.array(anyFd, { maxLength: 6 }), fc.boolean(), (tid, fds, isLittle) => {
        const block = written(isLittle, (sink) => writeFdList(sink, { tid, fds }));
        expect(parseFdList(block, fail)).toEqual({ tid, fds });
      }),
    );
  });

  it.each(idsOf("fd-list").filter(({ version }) => version === 1))(
    "$name: without devices and unknown types",
    ({ id: blockType }) => {
      const inV1 = (fd: FdInfo): FdInfo => {
        if (fd.kind === "file" && fd.openFlags !== undefined) return { ...fd, dev: 0 };
        return fd.kind === "unknown" ? { fd: fd.fd, ino: fd.ino, kind: "unsupported", name: "" } : fd;
      };
      fc.assert(
        fc.property(id, fc.array(anyFd, { maxLength: 6 }), (tid, fds) => {
          const block = written(true, (sink) => writeFdList(sink, { tid, fds }, { blockType }));
          expect(parseFdList(block, fail)).toEqual({ tid, fds: fds.map(inV1) });
        }),
      );
    },
  );

  it("turns types that the target refuses into unsupported ones", () => {
    const memfd: FdInfo = { fd: 3, ino: 7n, kind: "memfd", name: "/memfd:x" };
    const timerfd: FdInfo = { fd: 4, ino: 8n, kind: "timerfd", name: "" };
    const target = WRITE_TARGETS["sysdig-0.29"];
    const block = written(true, (sink) => writeFdList(sink, { tid: 1, fds: [memfd, timerfd] }, { target }));
    expect(parseFdList(block, fail)?.fds).toEqual([{ ...memfd, kind: "unsupported" }, timerfd]);
  });
});

const address = (size: number) => ({ address: bytes(size), netmask: bytes(size), broadcast: bytes(size) });
const anyInterface = fc.oneof(
  fc.record({ family: fc.constant("ipv4"), ...address(4), linkSpeed: u64, name }),
  fc.record({ family: fc.constant("ipv6"), ...address(16), linkSpeed: u64, name }),
) as fc.Arbitrary<NetworkInterface>;

describe("the other lists", () => {
  it.each(idsOf("interface-list"))("$name: what is read is what was written", ({ id: blockType }) => {
    fc.assert(
      fc.property(fc.array(anyInterface, { maxLength: 5 }), fc.boolean(), (interfaces, isLittle) => {
        const block = written(isLittle, (sink) => writeInterfaceList(sink, interfaces, blockType));
        expect(parseInterfaceList(block, fail)).toEqual(interfaces);
      }),
    );
  });

  it.each(idsOf("user-list"))("$name: what is read is what was written", ({ id: blockType }) => {
    const user = fc.record({ uid: u32, gid: u32, name, homeDir: name, shell: name });
    const list = fc.record({ users: fc.array(user), groups: fc.array(fc.record({ gid: u32, name })) });
    fc.assert(
      fc.property(list, fc.boolean(), (accounts, isLittle) => {
        const block = written(isLittle, (sink) => writeUserList(sink, accounts, blockType));
        expect(parseUserList(block, fail)).toEqual(accounts);
      }),
    );
  });

  it.each(idsOf("machine-info"))("$name: what is read is what was written", ({ id: blockType }) => {
    const hostname = text(128).filter((value) => !value.includes("\0"));
    const numbers = { memorySizeBytes: u64, maxPid: u64, bootTsNs: u64, flags: u64 };
    const machine = fc.record({ cpuCount: fc.integer({ min: 0, max: 2 ** 32 - 2 }), hostname, ...numbers });
    fc.assert(
      fc.property(machine, fc.boolean(), (info, isLittle) => {
        const block = written(isLittle, (sink) => writeMachineInfo(sink, info, blockType));
        expect(block.end - block.start).toBe(180);
        expect(parseMachineInfo(block, fail)).toEqual(info);
      }),
    );
  });

  it("a section header: 28 bytes without options, and all that is given", () => {
    expect(written(true, (sink) => writeSectionHeader(sink)).view.byteLength).toBe(28);
    const option = fc.record({
      code: fc.integer({ min: 1, max: 0xffff }),
      value: fc.uint8Array({ maxLength: 30 }),
    });
    const fields = {
      majorVersion: fc.constant(1),
      minorVersion: u16,
      sectionLength: u64,
      options: fc.array(option),
    };
    fc.assert(
      fc.property(fc.record(fields), fc.boolean(), (header, isLittle) => {
        const read = parseSectionHeader(written(isLittle, (sink) => writeSectionHeader(sink, header)));
        expect(read).toMatchObject({ ...header, littleEndian: isLittle });
      }),
    );
  });
});
