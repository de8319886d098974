import { endpointText, type IpEndpoint } from "../decoder/socket-address.ts";

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

/**
 * An entry of an fd table. Entries are never changed but replaced, so that forked tables can share them.
 * Addresses own their bytes.
 */
export interface FdEntry {
  readonly type: FdType;
  /** Absolute path, rendered tuple, or "" where there is no name. */
  readonly name: string;
  /** The path as the program gave it; undefined where none was given. */
  readonly rawName?: string | undefined;
  /** libs' open flags (`file_flags`). */
  readonly openFlags: number;
  readonly dev: number;
  readonly ino: bigint;
  readonly closeOnExec: boolean;
  readonly protocol: L4Protocol;
  readonly role: SocketRole;
  readonly connection: "none" | "pending" | "connected" | "failed";
  /** IP sockets: client end and server end; listeners have the destination only. */
  readonly source?: IpEndpoint | undefined;
  readonly destination?: IpEndpoint | undefined;
  /** Unix sockets: kernel pointers. */
  readonly unixSource?: bigint | undefined;
  readonly unixDestination?: bigint | undefined;
  /** Process of a pidfd. */
  readonly pid?: number | undefined;
  /** `<4t>10.0.0.5:40000->93.184.216.34:443`: how parameters show the fd. */
  readonly label: string;
}

const DEFAULTS: FdEntry = {
  type: "unsupported",
  name: "",
  rawName: undefined,
  openFlags: 0,
  dev: 0,
  ino: 0n,
  closeOnExec: false,
  protocol: "unknown",
  role: "none",
  connection: "none",
  source: undefined,
  destination: undefined,
  unixSource: undefined,
  unixDestination: undefined,
  pid: undefined,
  label: "<X>",
};

/** An entry with what is known of an fd. */
export function createFd(known: Partial<Omit<FdEntry, "label">> & { readonly type: FdType }): FdEntry {
  return labelled({ ...DEFAULTS, ...known });
}

/** The same fd after a change. */
export function changeFd(fd: FdEntry, change: Partial<Omit<FdEntry, "label">>): FdEntry {
  return labelled({ ...fd, ...change });
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

/** Labels an entry that nobody else holds yet. */
function labelled(fd: Omit<FdEntry, "label"> & { label: string }): FdEntry {
  const protocol = isIpSocket(fd) ? PROTOCOL_LETTERS[shownProtocol(fd)] : "";
  fd.label = `<${FD_TYPES[fd.type].letter}${protocol}>${fd.name}`;
  return fd;
}

/** Name of a connection: `a:p->b:q`, without ports for protocols that have none. */
export function tupleName(source: IpEndpoint, destination: IpEndpoint, protocol: L4Protocol): string {
  if (protocol === "icmp" || protocol === "raw") return `${addressOf(source)}->${addressOf(destination)}`;
  return `${endpointText(source)}->${endpointText(destination)}`;
}

function addressOf(endpoint: IpEndpoint): string {
  const text = endpointText(endpoint);
  return text.slice(0, text.lastIndexOf(":"));
}
