import type { ByteSink } from "./byte-sink.ts";
import { blockTypeOf, FD_LIST } from "./catalogue.ts";
import type { FdInfo, FdList, FileFd, NamedFd, ServerSocketFd, SocketFd } from "./fd-list.ts";
import { writeSizedEntry } from "./list-entries.ts";
import { writeBlock } from "./write-block.ts";
import { WRITE_TARGETS, type WriteTarget } from "./write-target.ts";

const FIRST_VERSION_WITH_LENGTHS = 2;
const TYPE_UNKNOWN = 0;
const TYPE_OLD_FILE = 1;
const TYPE_FILE = 16;
const TYPE_UNSUPPORTED = 10;
/** Longer ones no other reader accepts. */
const MAX_NAME_SIZE = 1023;

/** The codes that docs/format.md, "Fd list", gives the kinds. */
const TYPES: Readonly<Record<Exclude<FdInfo["kind"], "file" | "unknown">, number>> = {
  directory: 2,
  ipv4: 3,
  ipv6: 4,
  "ipv4-server": 5,
  "ipv6-server": 6,
  pipe: 7,
  unix: 8,
  eventfd: 9,
  unsupported: TYPE_UNSUPPORTED,
  signalfd: 11,
  eventpoll: 12,
  inotify: 13,
  timerfd: 14,
  netlink: 15,
  bpf: 17,
  userfaultfd: 18,
  io_uring: 19,
  memfd: 20,
  pidfd: 21,
};

/** How an fd list is written. */
export interface FdListOptions {
  /** Any id of an fd list; V2 where nothing is said. */
  readonly blockType?: number;
  readonly target?: Pick<WriteTarget, "maxFdType">;
}

/**
 * Writes the fds of a thread, in either version. Names of more than 1023 bytes are cut; a type that the target does
 * not know, or that the version cannot tell the length of, becomes an unsupported fd with its name.
 */
export function writeFdList(
  sink: ByteSink,
  { tid, fds }: FdList,
  { blockType = FD_LIST, target = WRITE_TARGETS.libs }: FdListOptions = {},
): void {
  const sized = blockTypeOf(blockType).version >= FIRST_VERSION_WITH_LENGTHS;
  writeBlock(sink, blockType, () => {
    sink.i64(tid);
    for (const fd of fds) {
      const known = isKnown(fd, sized, target.maxFdType) ? fd : unsupported(fd);
      if (sized) writeSizedEntry(sink, () => writeFd(sink, known, sized));
      else writeFd(sink, known, sized);
    }
  });
}

function isKnown(fd: FdInfo, sized: boolean, maxFdType: number): boolean {
  const type = typeOf(fd);
  if (fd.kind === "unknown" && type !== TYPE_UNKNOWN && !sized) return false;
  return type <= maxFdType;
}

function unsupported(fd: FdInfo): NamedFd {
  return { fd: fd.fd, ino: fd.ino, kind: "unsupported", name: "name" in fd ? fd.name : "" };
}

function typeOf(fd: FdInfo): number {
  if (fd.kind === "file") return fd.openFlags === undefined ? TYPE_OLD_FILE : TYPE_FILE;
  return fd.kind === "unknown" ? fd.type : TYPES[fd.kind];
}

// i64 fd, u64 inode, u8 type, …
function writeFd(sink: ByteSink, fd: FdInfo, sized: boolean): void {
  sink.i64(fd.fd);
  sink.u64(fd.ino);
  sink.u8(typeOf(fd));
  switch (fd.kind) {
    case "file":
      return writeFile(sink, fd, sized);
    case "ipv4":
    case "ipv6":
      return writeSocket(sink, fd);
    case "ipv4-server":
    case "ipv6-server":
      return writeServerSocket(sink, fd);
    case "unix":
      sink.u64(fd.source);
      sink.u64(fd.destination);
      return sink.text16(fd.name, MAX_NAME_SIZE);
    case "unknown":
      return sink.raw(fd.raw);
    default:
      return sink.text16(fd.name, MAX_NAME_SIZE);
  }
}

// [u32 open flags], str16 name, [u32 dev]
function writeFile(sink: ByteSink, { openFlags, name, dev }: FileFd, sized: boolean): void {
  if (openFlags !== undefined) sink.u32(openFlags);
  sink.text16(name, MAX_NAME_SIZE);
  if (sized && openFlags !== undefined && dev !== undefined) sink.u32(dev);
}

function writeSocket(sink: ByteSink, fd: SocketFd): void {
  sink.raw(fd.sourceAddress);
  sink.raw(fd.destinationAddress);
  sink.u16(fd.sourcePort);
  sink.u16(fd.destinationPort);
  sink.u8(fd.l4Protocol);
}

function writeServerSocket(sink: ByteSink, { address, port, l4Protocol }: ServerSocketFd): void {
  sink.raw(address);
  sink.u16(port);
  sink.u8(l4Protocol);
}
