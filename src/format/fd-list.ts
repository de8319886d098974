import type { Block } from "./block-batch.ts";
import { BlockCursor } from "./block-cursor.ts";
import { blockTypeOf } from "./catalogue.ts";
import type { OnDamage } from "./errors.ts";
import { parseEntries, parseOrReport, takeSizedEntry } from "./list-entries.ts";

interface FdBase {
  readonly fd: number;
  /** Inode number, 0 where unknown. */
  readonly ino: bigint;
}

/** A regular file; entries of the form used until July 2017 have neither open flags nor device. */
export interface FileFd extends FdBase {
  readonly kind: "file";
  readonly name: string;
  /** In the capture's own flags, not Linux's. */
  readonly openFlags?: number;
  /** Linux's 32-bit encoding, 0 where unknown. */
  readonly dev?: number;
}

/** A descriptor of which a capture keeps nothing but a name, often empty. */
export interface NamedFd extends FdBase {
  readonly kind:
    | "directory"
    | "pipe"
    | "eventfd"
    | "unsupported"
    | "signalfd"
    | "eventpoll"
    | "inotify"
    | "timerfd"
    | "netlink"
    | "bpf"
    | "userfaultfd"
    | "io_uring"
    | "memfd"
    | "pidfd";
  readonly name: string;
}

/** A socket with both ends; source is the local end in scanned lists. Addresses are in network byte order. */
export interface SocketFd extends FdBase {
  readonly kind: "ipv4" | "ipv6";
  readonly sourceAddress: Uint8Array;
  readonly destinationAddress: Uint8Array;
  readonly sourcePort: number;
  readonly destinationPort: number;
  /** 0 unknown, 1 not applicable, 2 TCP, 3 UDP, 4 ICMP, 5 raw. */
  readonly l4Protocol: number;
}

/** A socket bound to an address, without a peer. */
export interface ServerSocketFd extends FdBase {
  readonly kind: "ipv4-server" | "ipv6-server";
  readonly address: Uint8Array;
  readonly port: number;
  readonly l4Protocol: number;
}

/** A unix socket. `source` and `destination` are kernel addresses, 0 where hidden. */
export interface UnixSocketFd extends FdBase {
  readonly kind: "unix";
  readonly source: bigint;
  readonly destination: bigint;
  /** As recorded: captures up to 2023 have a newline at the end of most paths. */
  readonly name: string;
}

/** A descriptor of type 0 or of one that came after us, with the bytes that describe it. */
export interface UnknownFd extends FdBase {
  readonly kind: "unknown";
  readonly type: number;
  readonly raw: Uint8Array;
}

/** An open file descriptor as a capture's list of them has it. */
export type FdInfo = FileFd | NamedFd | SocketFd | ServerSocketFd | UnixSocketFd | UnknownFd;

/** The descriptors of a thread; a repeated number replaces the earlier one. */
export interface FdList {
  readonly tid: number;
  readonly fds: readonly FdInfo[];
}

const FIRST_VERSION_WITH_LENGTHS = 2;
const TYPE_UNKNOWN = 0;
const IPV4_SIZE = 4;
const IPV6_SIZE = 16;
const DEV_SIZE = 4;

type ParseFd = (entry: BlockCursor, base: FdBase) => FdInfo;

const PARSERS: ReadonlyMap<number, ParseFd> = new Map<number, ParseFd>([
  [1, (entry, base) => ({ ...base, kind: "file", name: entry.text() })],
  [2, namedFd("directory")],
  [3, socketFd("ipv4", IPV4_SIZE)],
  [4, socketFd("ipv6", IPV6_SIZE)],
  [5, serverSocketFd("ipv4-server", IPV4_SIZE)],
  [6, serverSocketFd("ipv6-server", IPV6_SIZE)],
  [7, namedFd("pipe")],
  [8, parseUnixSocket],
  [9, namedFd("eventfd")],
  [10, namedFd("unsupported")],
  [11, namedFd("signalfd")],
  [12, namedFd("eventpoll")],
  [13, namedFd("inotify")],
  [14, namedFd("timerfd")],
  [15, namedFd("netlink")],
  [16, parseFileWithDev],
  [17, namedFd("bpf")],
  [18, namedFd("userfaultfd")],
  [19, namedFd("io_uring")],
  [20, namedFd("memfd")],
  [21, namedFd("pidfd")],
]);

/** Where an entry's end is not known, nothing may depend on it. */
const UNSIZED_PARSERS: ReadonlyMap<number, ParseFd> = new Map<number, ParseFd>([
  ...PARSERS,
  [TYPE_UNKNOWN, (_, base) => ({ ...base, kind: "unknown", type: TYPE_UNKNOWN, raw: new Uint8Array(0) })],
  [16, parseFile],
]);

/** Parses the list of a thread's descriptors; undefined where not even the thread is told. Malformed entries end it. */
export function parseFdList(block: Block, onDamage: OnDamage): FdList | undefined {
  const cursor = new BlockCursor(block, onDamage);
  const tid = parseOrReport(onDamage, () => cursor.i64());
  if (tid === undefined) return undefined;
  const sized = blockTypeOf(block.type).version >= FIRST_VERSION_WITH_LENGTHS;
  return { tid, fds: parseEntries(cursor, sized ? parseSizedFd : parseUnsizedFd) };
}

function parseSizedFd(cursor: BlockCursor): FdInfo {
  const entry = takeSizedEntry(cursor);
  const base = parseBase(entry);
  const type = entry.u8();
  const parse = PARSERS.get(type);
  if (parse !== undefined) return parse(entry, base);
  return { ...base, kind: "unknown", type, raw: entry.copyBytes(entry.remaining) };
}

function parseUnsizedFd(cursor: BlockCursor): FdInfo {
  const base = parseBase(cursor);
  const type = cursor.u8();
  const parse =
    UNSIZED_PARSERS.get(type) ??
    cursor.fail(`descriptor type ${type} is unknown, and nothing tells its length`);
  return parse(cursor, base);
}

function parseBase(cursor: BlockCursor): FdBase {
  return { fd: cursor.i64(), ino: cursor.u64() };
}

// u32 open flags, str16 name
function parseFile(entry: BlockCursor, base: FdBase): FileFd {
  const openFlags = entry.u32();
  return { ...base, kind: "file", name: entry.text(), openFlags, dev: 0 };
}

// u32 open flags, str16 name, [u32 dev, since April 2019]
function parseFileWithDev(entry: BlockCursor, base: FdBase): FileFd {
  const file = parseFile(entry, base);
  return entry.remaining < DEV_SIZE ? file : { ...file, dev: entry.u32() };
}

// u64 source, u64 destination, str16 path
function parseUnixSocket(entry: BlockCursor, base: FdBase): UnixSocketFd {
  return { ...base, kind: "unix", source: entry.u64(), destination: entry.u64(), name: entry.text() };
}

function namedFd(kind: NamedFd["kind"]): ParseFd {
  return (entry, base) => ({ ...base, kind, name: entry.text() });
}

// source address, destination address, u16 source port, u16 destination port, u8 protocol
function socketFd(kind: SocketFd["kind"], addressSize: number): ParseFd {
  return (entry, base) => ({
    ...base,
    kind,
    sourceAddress: entry.copyBytes(addressSize),
    destinationAddress: entry.copyBytes(addressSize),
    sourcePort: entry.u16(),
    destinationPort: entry.u16(),
    l4Protocol: entry.u8(),
  });
}

// address, u16 port, u8 protocol
function serverSocketFd(kind: ServerSocketFd["kind"], addressSize: number): ParseFd {
  return (entry, base) => ({
    ...base,
    kind,
    address: entry.copyBytes(addressSize),
    port: entry.u16(),
    l4Protocol: entry.u8(),
  });
}
