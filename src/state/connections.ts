import { type IpEndpoint, type SocketTuple, socketTupleText, unmapTuple } from "../decoder/socket-address.ts";
import type { NetworkInterface } from "../format/interface-list.ts";
import type { FdDraft, FdEntry, SocketRole } from "./fd.ts";
import { isUnset, patchAsOthers, patchUnsetEnds, sameBytes } from "./interfaces.ts";
import { overlaidEnd } from "./overlaid-end.ts";

/** Ends of a connection between IP addresses. */
export type IpTuple = Extract<SocketTuple, { family: "ipv4" | "ipv6" }>;

/** Which way the data of a call went. */
export type Direction = "receive" | "send";

/**
 * The fd after a connect that worked or is under way: the tuple replaces whatever was known. A datagram socket that
 * serves and now connects talks to one client; libs knows so of IPv4 only (`turnsIpv6`).
 */
export function connectFd(fd: FdEntry, tuple: SocketTuple, isPending: boolean, turnsIpv6: boolean): FdEntry {
  if (tuple.family === "other") return fd;
  const connected = fd.copy();
  connected.connection = isPending ? "pending" : "connected";
  if (fd.role === "none") connected.role = "client";
  if (tuple.family === "unix") {
    becomeUnix(connected, tuple);
    return connected;
  }
  const { source, destination } = unmapTuple(tuple);
  const isServed = fd.role === "server" && fd.protocol === "udp";
  // Stored tuples run from client to server.
  if (isServed && (turnsIpv6 || source.address.length === 4)) joinEnds(connected, destination, source);
  else joinEnds(connected, source, destination);
  return connected;
}

/** Gives the fd that an accept made its ends. */
export function acceptFd(fd: FdDraft, tuple: SocketTuple): void {
  if (tuple.family === "other") return;
  fd.role = "server";
  fd.connection = "connected";
  if (tuple.family === "unix") return becomeUnix(fd, tuple);
  const { source, destination } = unmapTuple(tuple);
  fd.protocol = "tcp";
  joinEnds(fd, source, destination);
}

/**
 * The fd after data went through it. `tuple` runs the way the data went; it is applied where the socket has no name
 * yet or is no TCP connection, whose ends cannot change.
 */
export function transferFd(
  fd: FdEntry,
  tuple: SocketTuple | undefined,
  direction: Direction,
  interfaces: readonly NetworkInterface[],
  update: UpdateEnds = updateEnds,
): FdEntry {
  const known = isConnection(fd) && fd.connection !== "connected" ? settled(fd) : fd;
  if (tuple === undefined || tuple.family === "other") return known;
  if (known.hasName && known.type === "ipv4" && known.protocol === "tcp") return known;
  if (tuple.family !== "unix") return update(known, unmapTuple(tuple), direction, interfaces);
  const named = known.copy();
  becomeUnix(named, tuple);
  return named;
}

/** How the ends of a connection follow from the tuple of a transfer. */
export type UpdateEnds = (
  fd: FdEntry,
  tuple: IpTuple,
  direction: Direction,
  interfaces: readonly NetworkInterface[],
) => FdEntry;

function settled(fd: FdEntry): FdEntry {
  const settled = fd.copy();
  settled.connection = "connected";
  return settled;
}

/** Whether the fd is an IP socket that is no listener. */
export function isConnection({ type }: FdEntry): boolean {
  return type === "ipv4" || type === "ipv6";
}

/** A bound datagram socket is no server before it has received something: many clients bind too. */
function updateEnds(
  fd: FdEntry,
  tuple: IpTuple,
  direction: Direction,
  interfaces: readonly NetworkInterface[],
): FdEntry {
  const guessed = direction === "receive" ? "server" : "client";
  return updateAs(guessed, fd, patchUnsetEnds(tuple, interfaces), direction);
}

/** The fd with the ends of the tuple, in the role it has or, where it has none, the guessed one. */
export function updateAs(
  guessed: SocketRole,
  fd: FdEntry,
  { source, destination }: IpTuple,
  direction: Direction,
): FdEntry {
  const [local, peer] = direction === "send" ? [source, destination] : [destination, source];
  const role = fd.role === "none" || !isConnection(fd) ? guessed : fd.role;
  const [client, server] = role === "client" ? [local, peer] : [peer, local];
  if (isSame(fd.source, client) && isSame(fd.destination, server)) return fd;
  const updated = fd.copy();
  // The address of a datagram socket would fail for TCP in the middle of a connection.
  if (fd.protocol === "unknown") updated.protocol = "udp";
  updated.role = role;
  joinEnds(updated, client, server);
  return updated;
}

/** Whether the socket is known to be between these ends, whichever way the data went. */
export function isBetween(fd: FdEntry, { source, destination }: IpTuple): boolean {
  if (isSame(fd.source, source) && isSame(fd.destination, destination)) return true;
  return isSame(fd.source, destination) && isSame(fd.destination, source);
}

/** As sysdig 0.29.3 has it, which takes what lies over a listener's record for the destination of a connection. */
export const overwriteRecord: UpdateEnds = (fd, tuple, direction, interfaces) =>
  overwriteEnds(fd, isConnection(fd) ? fd.destination : overlaidEnd(fd), tuple, direction, interfaces);

/** The same without what sysdig makes up of listeners. */
export const overwriteSource: UpdateEnds = (fd, tuple, direction, interfaces) =>
  overwriteEnds(fd, isConnection(fd) ? fd.destination : undefined, tuple, direction, interfaces);

/**
 * The tuple's source overwrites the stored one whoever it belongs to, and the destination is only filled in where it is
 * not known yet.
 */
function overwriteEnds(
  fd: FdEntry,
  known: IpEndpoint | undefined,
  tuple: IpTuple,
  direction: Direction,
  interfaces: readonly NetworkInterface[],
): FdEntry {
  if (isBetween(fd, tuple)) return fd;
  const { source, destination } = tuple;
  const kept = known?.address.length === destination.address.length ? known : undefined;
  const server = {
    address: kept === undefined || isUnset(kept.address) ? destination.address : kept.address,
    port: kept?.port || destination.port,
  };
  const ends = [patchAsOthers(source, server, interfaces), patchAsOthers(server, source, interfaces)];
  const guessed: SocketRole = direction === "receive" && source.address.length === 4 ? "server" : "client";
  const updated = fd.copy();
  if (fd.role === "none" || fd.type === "ipv6-server") updated.role = guessed;
  if (updated.role === (direction === "receive" ? "client" : "server")) ends.reverse();
  if (fd.protocol === "unknown") updated.protocol = "udp";
  joinEnds(updated, ends[0] ?? source, ends[1] ?? server);
  return updated;
}

/** Makes the fd a connection between two ends. */
function joinEnds(fd: FdDraft, source: IpEndpoint, destination: IpEndpoint): void {
  fd.type = source.address.length === 4 ? "ipv4" : "ipv6";
  fd.source = source;
  fd.destination = destination;
  fd.nameByTuple({ source, destination, protocol: fd.protocol });
}

function becomeUnix(fd: FdDraft, tuple: Extract<SocketTuple, { family: "unix" }>): void {
  fd.type = "unix";
  fd.source = undefined;
  fd.destination = undefined;
  fd.name = socketTupleText(tuple);
  fd.unixSource = tuple.source;
  fd.unixDestination = tuple.destination;
}

/** Whether an end is known and just that one. */
function isSame(a: IpEndpoint | undefined, b: IpEndpoint): boolean {
  return a !== undefined && a.port === b.port && (a.address === b.address || sameBytes(a.address, b.address));
}
