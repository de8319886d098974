import { isMappedIpv4 } from "../decoder/address-text.ts";
import { type IpEndpoint, type SocketTuple, socketTupleText, unmapTuple } from "../decoder/socket-address.ts";
import type { NetworkInterface } from "../format/interface-list.ts";
import { changeFd, type FdEntry, type SocketRole, tupleName } from "./fd.ts";
import { patchUnsetAddress, sameBytes } from "./interfaces.ts";

type IpTuple = Extract<SocketTuple, { family: "ipv4" | "ipv6" }>;

/** Which way the data of a call went. */
export type Direction = "receive" | "send";

/** The fd after a connect that worked or is under way: the tuple replaces whatever was known. */
export function connectFd(fd: FdEntry, tuple: SocketTuple, isPending: boolean): FdEntry {
  const connection = isPending ? "pending" : "connected";
  if (tuple.family === "other") return fd;
  if (tuple.family === "unix") return { ...unixFd(fd, tuple), connection };
  const owned = ownTuple(unmapTuple(tuple));
  // A datagram socket that serves and now connects talks to one client: stored tuples run from client to server.
  const swapped = fd.role === "server" && fd.protocol === "udp";
  const [source, destination] = swapped
    ? [owned.destination, owned.source]
    : [owned.source, owned.destination];
  const role = fd.role === "none" ? "client" : fd.role;
  return ipFd(fd, { source, destination, role, connection });
}

/** The fd that an accept made. */
export function acceptedFd(fd: FdEntry, tuple: SocketTuple): FdEntry {
  if (tuple.family === "other") return fd;
  if (tuple.family === "unix") return { ...unixFd(fd, tuple), role: "server", connection: "connected" };
  const { source, destination } = ownTuple(unmapTuple(tuple));
  return ipFd(changeFd(fd, { protocol: "tcp" }), {
    source,
    destination,
    role: "server",
    connection: "connected",
  });
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
): FdEntry {
  const known =
    isConnection(fd) && fd.connection !== "connected" ? changeFd(fd, { connection: "connected" }) : fd;
  if (tuple === undefined || tuple.family === "other") return known;
  if (known.name !== "" && known.type === "ipv4" && known.protocol === "tcp") return known;
  if (tuple.family === "unix") return unixFd(known, tuple);
  return updateEnds(known, ownTuple(unmapTuple(tuple)), direction, interfaces);
}

/** Whether the fd is an IP socket that is no listener. */
export function isConnection({ type }: FdEntry): boolean {
  return type === "ipv4" || type === "ipv6";
}

function updateEnds(
  fd: FdEntry,
  { source, destination }: IpTuple,
  direction: Direction,
  interfaces: readonly NetworkInterface[],
): FdEntry {
  const [local, peer] = direction === "send" ? [source, destination] : [destination, source];
  // A bound datagram socket is no server before it has received something: many clients bind too.
  const guessed: SocketRole = direction === "receive" ? "server" : "client";
  const role = fd.role === "none" || !isConnection(fd) ? guessed : fd.role;
  const patchedLocal = patchUnsetAddress(local, peer, interfaces);
  const patchedPeer = patchUnsetAddress(peer, local, interfaces);
  const [client, server] = role === "client" ? [patchedLocal, patchedPeer] : [patchedPeer, patchedLocal];
  if (isSame(fd.source, client) && isSame(fd.destination, server)) return fd;
  // The address of a datagram socket would fail for TCP in the middle of a connection.
  const protocol = fd.protocol === "unknown" ? "udp" : fd.protocol;
  return ipFd(changeFd(fd, { protocol }), {
    source: client,
    destination: server,
    role,
    connection: fd.connection,
  });
}

function ipFd(
  fd: FdEntry,
  ends: { source: IpEndpoint; destination: IpEndpoint; role: SocketRole; connection: FdEntry["connection"] },
): FdEntry {
  const type = ends.source.address.length === 4 ? "ipv4" : "ipv6";
  return changeFd(fd, { ...ends, type, name: tupleName(ends.source, ends.destination, fd.protocol) });
}

function unixFd(fd: FdEntry, tuple: Extract<SocketTuple, { family: "unix" }>): FdEntry {
  const { source, destination } = tuple;
  return changeFd(fd, {
    type: "unix",
    name: socketTupleText(tuple),
    unixSource: source,
    unixDestination: destination,
  });
}

/** Copies of the ends, which borrow the bytes of the capture's chunk. */
function ownTuple({ family, source, destination }: IpTuple): IpTuple {
  return { family, source: ownEndpoint(source), destination: ownEndpoint(destination) };
}

/** A copy of an endpoint that outlives the chunk. */
export function ownEndpoint({ address, port }: IpEndpoint): IpEndpoint {
  return { address: address.slice(), port };
}

/** An IPv6 endpoint that means an IPv4 address, as IPv4. */
export function unmapEndpoint(endpoint: IpEndpoint): IpEndpoint {
  const { address, port } = endpoint;
  return address.length === 16 && isMappedIpv4(address, 0) ? { address: address.slice(12), port } : endpoint;
}

function isSame(a: IpEndpoint | undefined, b: IpEndpoint): boolean {
  return a !== undefined && a.port === b.port && sameBytes(a.address, b.address);
}
