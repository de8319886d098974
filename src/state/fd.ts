import { endpointText, type IpEndpoint } from "../decoder/socket-address.ts";
import type { Leftover } from "./overlaid-end.ts";

/** What an fd refers to. `unknown` is a socket of a family that captures do not describe. */
export type FdType = keyof typeof FD_TYPES;

/** Letter in the text of an fd and word of the `fd.type` field for each kind of fd. */
export const FD_TYPES = {
  file: { letter: "f", word: "file" },
  directory: { letter: "d", word: "directory" },
  ipv4: { letter: "4", word: "ipv4" },
  "ipv4-server": { letter: "4", word: "ipv4" },
  ipv6: { letter: "6", word: "ipv6" },
  "ipv6-server": { letter: "6", word: "ipv6" },
  unix: { letter: "u", word: "unix" },
  pipe: { letter: "p", word: "pipe" },
  eventfd: { letter: "e", word: "event" },
  signalfd: { letter: "s", word: "signalfd" },
  eventpoll: { letter: "l", word: "eventpoll" },
  inotify: { letter: "i", word: "inotify" },
  timerfd: { letter: "t", word: "timerfd" },
  netlink: { letter: "n", word: "netlink" },
  bpf: { letter: "b", word: "bpf" },
  userfaultfd: { letter: "u", word: "userfaultfd" },
  io_uring: { letter: "r", word: "io_uring" },
  memfd: { letter: "m", word: "memfd" },
  pidfd: { letter: "P", word: "pidfd" },
  unknown: { letter: "o", word: "<NA>" },
  unsupported: { letter: "X", word: "<NA>" },
} as const satisfies Record<string, { letter: string; word: string }>;

/** Transport of an IP socket. */
export type L4Protocol = "unknown" | "tcp" | "udp" | "icmp" | "raw";

/** Which end of its connection the process is; `none` until it is known. */
export type SocketRole = "none" | "client" | "server";

/** Name of a connection, composed when somebody asks for it. */
export interface TupleName {
  readonly source: IpEndpoint;
  readonly destination: IpEndpoint;
  readonly protocol: L4Protocol;
}

/**
 * What is known of an fd, by whoever finds it out: it must not change once it is in a table. Most fds are never shown,
 * so the texts are made when they are asked for.
 */
export class FdDraft {
  type: FdType;
  /** The path as the program gave it; undefined where none was given. */
  rawName: string | undefined = undefined;
  /** libs' open flags (`file_flags`). */
  openFlags = 0;
  dev = 0;
  ino = 0n;
  closeOnExec = false;
  protocol: L4Protocol = "unknown";
  role: SocketRole = "none";
  connection: "none" | "pending" | "connected" | "failed" = "none";
  /** IP sockets: client end and server end; listeners have the destination only. */
  source: IpEndpoint | undefined = undefined;
  destination: IpEndpoint | undefined = undefined;
  /** Unix sockets: kernel pointers. */
  unixSource: bigint | undefined = undefined;
  unixDestination: bigint | undefined = undefined;
  /** Process of a pidfd. */
  pid: number | undefined = undefined;
  /** Listeners of the fd list, where sysdig is to be equalled: what its record of them has left from other entries. */
  leftover: Leftover | undefined = undefined;
  private named: string | TupleName = "";
  private knownMark: Uint8Array | undefined = undefined;

  constructor(type: FdType) {
    this.type = type;
  }

  /** Absolute path, rendered tuple, or "" where there is no name. */
  get name(): string {
    if (typeof this.named !== "string") this.named = tupleName(this.named);
    return this.named;
  }

  set name(name: string) {
    this.named = name;
  }

  /** The kind of fd and its transport: `<4t>`, which parameters show before the name. */
  get mark(): Uint8Array {
    this.knownMark ??= MARKS[this.type][isIpSocket(this) ? shownProtocol(this) : "unknown"];
    return this.knownMark;
  }

  /** `<4t>10.0.0.5:40000->93.184.216.34:443`: how parameters show the fd. */
  get label(): string {
    return new TextDecoder().decode(this.mark) + this.name;
  }

  /** Whether there is a name; cheaper than the name. */
  get hasName(): boolean {
    return this.named !== "";
  }

  nameByTuple(name: TupleName): void {
    this.named = name;
  }

  /** The same fd, to be changed. */
  copy(): FdDraft {
    const copy = new FdDraft(this.type);
    copy.rawName = this.rawName;
    copy.openFlags = this.openFlags;
    copy.dev = this.dev;
    copy.ino = this.ino;
    copy.closeOnExec = this.closeOnExec;
    copy.protocol = this.protocol;
    copy.role = this.role;
    copy.connection = this.connection;
    copy.source = this.source;
    copy.destination = this.destination;
    copy.unixSource = this.unixSource;
    copy.unixDestination = this.unixDestination;
    copy.pid = this.pid;
    copy.leftover = this.leftover;
    copy.named = this.named;
    return copy;
  }
}

/**
 * An entry of an fd table. Entries are never changed but replaced, so that forked tables can share them.
 */
export type FdEntry = Readonly<Omit<FdDraft, "nameByTuple">>;

/** Facts about an fd. */
export type KnownOfFd = Partial<
  Omit<FdDraft, "mark" | "label" | "hasName" | "nameByTuple" | "copy" | "type">
>;

/** An entry with what is known of an fd. */
export function createFd({ type, ...known }: KnownOfFd & { readonly type: FdType }): FdEntry {
  return Object.assign(new FdDraft(type), known);
}

/** The same fd after a change. */
export function changeFd(fd: FdEntry, change: KnownOfFd & { readonly type?: FdType }): FdEntry {
  return Object.assign(fd.copy(), change);
}

/** Whether the fd is an IP socket. */
export function isIpSocket({ type }: FdEntry): boolean {
  return type === "ipv4" || type === "ipv6" || type === "ipv4-server" || type === "ipv6-server";
}

/** The transport as far as it may be shown: that of a connection only once the process's role is known. */
export function shownProtocol({ type, protocol, role }: FdEntry): L4Protocol {
  const hasRole = role !== "none" || type === "ipv4-server" || type === "ipv6-server";
  return hasRole || protocol === "raw" ? protocol : "unknown";
}

const PROTOCOL_LETTERS = { unknown: "", tcp: "t", udp: "u", icmp: "i", raw: "r" } as const;

type Marks = Readonly<Record<L4Protocol, Uint8Array>>;

const MARKS: Readonly<Record<FdType, Marks>> = mapValues(FD_TYPES, ({ letter }) =>
  mapValues(PROTOCOL_LETTERS, (protocol) => new TextEncoder().encode(`<${letter}${protocol}>`)),
);

function mapValues<K extends string, V, W>(
  record: Readonly<Record<K, V>>,
  change: (value: V) => W,
): Readonly<Record<K, W>> {
  // Object.entries forgets that the keys are those of the record.
  const entries = Object.entries(record) as [K, V][];
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value)])) as Record<K, W>;
}

/** `a:p->b:q`, without ports for protocols that have none. */
export function tupleName({ source, destination, protocol }: TupleName): string {
  if (protocol === "icmp" || protocol === "raw") return `${addressOf(source)}->${addressOf(destination)}`;
  return `${endpointText(source)}->${endpointText(destination)}`;
}

function addressOf(endpoint: IpEndpoint): string {
  const text = endpointText(endpoint);
  return text.slice(0, text.lastIndexOf(":"));
}
