import { AF_INET, AF_INET6 } from "../decoder/address-text.ts";
import { endpointText, type IpEndpoint, unmapTuple } from "../decoder/socket-address.ts";
import type { FdInfo, ServerSocketFd, SocketFd } from "../format/fd-list.ts";
import type { ThreadInfo } from "../format/thread-info.ts";
import type { UserList } from "../format/user-list.ts";
import type { CaptureState } from "./capture-state.ts";
import { changeFd, createFd, type FdEntry, type L4Protocol, tupleName } from "./fd.ts";
import { type Leftover, leftBy, NOTHING_LEFT } from "./overlaid-end.ts";
import { asDirectory } from "./path.ts";
import { forgetUnknownParent } from "./reaping.ts";
import { CloneFlag, isLeader, threadOf, withoutDeletedMark } from "./thread.ts";

/** libs' open flags (`file_flags`). */
const O_CLOEXEC = 1 << 12;
const PROTOCOLS: readonly L4Protocol[] = ["unknown", "unknown", "tcp", "udp", "icmp", "raw"];

/** Threads of a process list; a later entry with the same tid replaces an earlier one. */
export function seedThreads(state: CaptureState, infos: readonly ThreadInfo[]): void {
  for (const info of infos) {
    const thread = threadOf(info);
    thread.flags |= CloneFlag.ACTIVE | CloneFlag.NAME_CHANGED;
    thread.exepath = withoutDeletedMark(thread.exepath);
    // For other readers a directory that is not told is the root.
    if (thread.cwd !== "" || state.imitates !== undefined) thread.cwd = asDirectory(thread.cwd);
    if (!isLeader(thread)) thread.env = [];
    state.threads.add(thread);
  }
}

/** Once all threads are known: in the current view a parent that the list does not have is none, as libs has it. */
export function settleParents(state: CaptureState): void {
  if (state.view !== "current") return;
  for (const thread of state.threads.byTid.values()) {
    // libs believes a list that tells of a process that made itself.
    const isOwnParent = state.imitates === "libs" && thread.ptid === thread.tid;
    if (!isOwnParent) forgetUnknownParent(state.threads, thread);
  }
}

/** Fds of a thread; false when the capture lists no such thread. */
export function seedFds(state: CaptureState, tid: number, fds: readonly FdInfo[]): boolean {
  const thread = state.threads.get(tid);
  if (thread === undefined) return false;
  let leftover = NOTHING_LEFT;
  for (const info of fds) {
    const entry = asOthersSeed(state, entryOf(info), info, leftover);
    leftover = leftBy(info, leftover);
    if (entry !== undefined) state.setFd(info.fd, entry, thread);
  }
  return true;
}

/**
 * Other readers do not note that a listener of the list is a server; libs keeps the line's end of unix sockets' paths,
 * and does not take names for those that programs gave.
 * `leftover` is of the entries before.
 */
function asOthersSeed(
  { imitates }: CaptureState,
  entry: FdEntry | undefined,
  info: FdInfo,
  leftover: Leftover,
): FdEntry | undefined {
  if (imitates === undefined || entry === undefined) return entry;
  if (info.kind === "unix" && imitates === "libs") return changeFd(entry, { name: info.name });
  if (isListener(entry)) return changeFd(entry, { role: "none", leftover });
  return imitates === "libs" && entry.rawName !== undefined ? changeFd(entry, { rawName: undefined }) : entry;
}

/** Users and groups of the host; a later list replaces an earlier one. */
export function seedAccounts(state: CaptureState, { users, groups }: UserList): void {
  state.accounts.clearHost();
  for (const user of users) state.accounts.addUser(user);
  for (const group of groups) state.accounts.addGroup(group);
}

/**
 * Tells clients from servers once all fds are known: an IPv4 connection whose local port some process listens on was
 * accepted, so its ends are swapped to run from client to server.
 */
export function settleDirections(state: CaptureState): void {
  const listening = new Set<number>();
  for (const { fds } of state.threads.byTid.values()) {
    for (const fd of fds?.values() ?? [])
      if (isListener(fd) && fd.destination) listening.add(fd.destination.port);
  }
  for (const { fds } of state.threads.byTid.values()) {
    for (const [number, fd] of fds ?? []) if (fd.type === "ipv4") fds?.put(number, directed(fd, listening));
  }
}

function isListener({ type }: FdEntry): boolean {
  return type === "ipv4-server" || type === "ipv6-server";
}

function directed(fd: FdEntry, listening: ReadonlySet<number>): FdEntry {
  const { source, destination, protocol } = fd;
  if (source === undefined || destination === undefined) return fd;
  if (!listening.has(source.port)) return changeFd(fd, { role: "client" });
  const name = tupleName({ source: destination, destination: source, protocol });
  return changeFd(fd, { role: "server", source: destination, destination: source, name });
}

function entryOf(info: FdInfo): FdEntry | undefined {
  switch (info.kind) {
    case "file":
      return fileEntry(info.name, info.ino, info.openFlags ?? 0, info.dev ?? 0);
    case "ipv4":
    case "ipv6":
      return socketEntry(info);
    case "ipv4-server":
    case "ipv6-server":
      return listenerEntry(info);
    case "unix":
      return createFd({
        type: "unix",
        // Readers of /proc up to 2023 kept the line's end.
        name: info.name.replace(/\n$/, ""),
        ino: info.ino,
        unixSource: info.source,
        unixDestination: info.destination,
        role: info.name === "" ? "client" : "server",
      });
    case "unknown":
      return info.type === 0 ? undefined : createFd({ type: "unsupported", ino: info.ino });
    default:
      return createFd({ type: info.kind, name: info.name, ino: info.ino });
  }
}

function fileEntry(name: string, ino: bigint, openFlags: number, dev: number): FdEntry {
  return createFd({
    type: "file",
    name,
    rawName: name,
    ino,
    openFlags,
    dev,
    closeOnExec: (openFlags & O_CLOEXEC) !== 0,
  });
}

function socketEntry(info: SocketFd): FdEntry {
  const { source, destination } = unmapTuple({
    source: { address: info.sourceAddress, port: info.sourcePort },
    destination: { address: info.destinationAddress, port: info.destinationPort },
  });
  const protocol = PROTOCOLS[info.l4Protocol] ?? "unknown";
  return createFd({
    type: familyOf(source) === AF_INET ? "ipv4" : "ipv6",
    name: tupleName({ source, destination, protocol }),
    ino: info.ino,
    protocol,
    connection: protocol === "tcp" ? "connected" : "none",
    source,
    destination,
  });
}

function listenerEntry(info: ServerSocketFd): FdEntry {
  const destination = { address: info.address, port: info.port };
  return createFd({
    type: info.kind,
    name: endpointText(destination),
    ino: info.ino,
    protocol: PROTOCOLS[info.l4Protocol] ?? "unknown",
    role: "server",
    destination,
  });
}

function familyOf({ address }: IpEndpoint): number {
  return address.length === 4 ? AF_INET : AF_INET6;
}
