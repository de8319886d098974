import { describe, expect, it } from "vitest";
import { captureOf, event, tuple4 } from "../../helpers/events.ts";
import { readField, readFields } from "./read-fields.ts";

const open = (fd: number, name: string) => event("<open", 10, { fd, name, flags: 1 });

describe("the fd of an event", () => {
  const NAMES = ["fd.num", "fd.name"];

  it("is the parameter of its end, else that of its start", () => {
    const capture = captureOf(
      open(3, "/a"),
      event(">read", 10, { fd: 3, size: 1 }),
      event("<read", 10, { res: 0 }),
      event("<read", 10, { res: 0, fd: 3 }),
    );
    expect(readFields(capture, NAMES).slice(1)).toEqual(Array(3).fill([3, "/a"]));
  });

  it("is the new one where a call makes one", () => {
    const capture = captureOf(
      open(3, "/a"),
      event("<dup", 10, { res: 7, oldfd: 3 }),
      event("<dup", 10, { res: -24, oldfd: 3 }),
      event("<fcntl", 10, { res: 8, fd: 3, cmd: 1 }),
      event("<fcntl", 10, { res: 1, fd: 3, cmd: 2 }),
      event("<pipe", 10, { res: 0, fd1: 11, fd2: 12 }),
    );
    expect(readField(capture, "fd.num").slice(1)).toEqual([7, 3, 8, 3, 12]);
  });

  it("is -1 with the name that was tried, where an open failed", () => {
    const capture = captureOf(
      event("<chdir", 10, { res: 0, path: "/home" }),
      event("<open", 10, { fd: -2, name: "no//file" }),
      event("<openat", 10, { fd: -2, dirfd: 77, name: "file" }),
      event("<openat", 10, { fd: -2, dirfd: -100, name: "file" }),
    );
    const names = [...NAMES, "fd.nameraw", "fd.typechar", "fd.directory", "fd.type"];
    expect(readFields(capture, names).slice(1)).toEqual([
      [-1, "/home/no/file", "no/file", "f", "/home/no", undefined],
      [-1, "<UNKNOWN>file", "file", "f", "/", undefined],
      [-1, "/home/file", "file", "f", "/home", undefined],
    ]);
  });

  it("is none where an event has nothing to do with fds", () => {
    expect(readFields(captureOf(event("<getuid", 10, { uid: 0 })), [...NAMES, "fd.uid", "fd.types"])).toEqual(
      [[undefined, undefined, undefined, undefined]],
    );
  });

  it("is that which is written to, of several", () => {
    const capture = captureOf(
      event("<splice", 10, { res: 1, fd_in: 3, fd_out: 4 }),
      event("<sendfile", 10, { res: 1, out_fd: 5, in_fd: 6 }),
      event("<copy_file_range", 10, { res: 1, fdout: 7, fdin: 8 }),
      event("<mmap", 10, { res: 1, fd: 9 }),
    );
    expect(readField(capture, "fd.num")).toEqual([4, 5, 7, 9]);
  });
});

describe("names of fds", () => {
  it("change when an event gives another", () => {
    const capture = captureOf(
      open(3, "/a"),
      event("<read", 10, { res: 0, fd: 3 }),
      event("<dup", 10, { res: 4, oldfd: 3 }),
      event("<socket", 10, { fd: 5, domain: 2, type: 1, proto: 6 }),
      event("<connect", 10, { res: 0, fd: 5, tuple: tuple4("10.0.0.1:4000", "10.0.0.2:80") }),
    );
    expect(readField(capture, "fd.name_changed")).toEqual([true, false, false, false, true]);
  });

  it("are told with the container", () => {
    expect(readField(captureOf(open(3, "/a/b")), "fd.containerdirectory")).toEqual([":/a"]);
  });
});

describe("connections", () => {
  const accept = event("<accept", 10, { fd: 4, tuple: tuple4("10.0.0.9:51000", "10.0.0.5:22") });
  const NAMES = ["fd.cip", "fd.cport", "fd.sport", "fd.lport", "fd.rport", "fd.l4proto", "fd.is_server"];

  it("have a client and a server, and a side that is the process's own", () => {
    const client = event("<connect", 10, { res: 0, fd: 5, tuple: tuple4("10.0.0.5:4000", "10.0.0.2:80") });
    const capture = captureOf(accept, event("<socket", 10, { fd: 5, domain: 2, type: 1, proto: 6 }), client);
    const [server, , connected] = readFields(capture, NAMES);
    expect(server).toEqual([Uint8Array.of(10, 0, 0, 9), 51000, 22, 22, 51000, "tcp", false]);
    expect(connected).toEqual([Uint8Array.of(10, 0, 0, 5), 4000, 80, 4000, 80, "tcp", false]);
  });

  it("are asked about either end", () => {
    const ends = [Uint8Array.of(10, 0, 0, 9), Uint8Array.of(10, 0, 0, 5)];
    expect(readFields(captureOf(accept), ["fd.ip", "fd.net", "fd.port"])).toEqual([
      [ends, ends, [51000, 22]],
    ]);
  });

  it("have no ports where they are no IP sockets", () => {
    const pair = event("<socketpair", 10, { res: 0, fd1: 3, fd2: 4, source: 1, peer: 2 });
    expect(readFields(captureOf(pair), ["fd.cport", "fd.port", "fd.sockfamily", "fd.l4proto"])).toEqual([
      [undefined, undefined, "unix", "<NA>"],
    ]);
  });
});

describe("several fds", () => {
  const capture = captureOf(
    open(3, "/a"),
    event("<accept", 10, { fd: 4, tuple: tuple4("10.0.0.9:51000", "10.0.0.5:22") }),
    event("<poll", 10, {
      res: 1,
      fds: Buffer.concat([Buffer.of(3, 0), entry(3), entry(4), entry(99)]),
    }),
  );

  it("are listed for a poll", () => {
    const names = ["fdlist.nums", "fdlist.names", "fdlist.cips", "fdlist.sports"];
    const [, , poll] = readFields(capture, names);
    expect(poll).toEqual(["3,4,99", "/a,10.0.0.9:51000->10.0.0.5:22,<NA>", "10.0.0.9", "22"]);
  });

  it("are known by their kinds", () => {
    const [, accepted] = readFields(capture, ["fd.types", "fd.types[3]", "fd.types[9]"]);
    expect(accepted).toEqual([["file", "ipv4"], ["file"], undefined]);
  });
});

function entry(fd: number): Buffer {
  const bytes = Buffer.alloc(10);
  bytes.writeBigInt64LE(BigInt(fd));
  return bytes;
}
