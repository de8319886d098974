import { IPV4_SIZE } from "../decoder/address-text.ts";
import { type IpEndpoint, socketTupleText, unmapTuple } from "../decoder/socket-address.ts";
import { concatenate } from "../format/concatenate.ts";
import type { NetworkInterface } from "../format/interface-list.ts";
import { type Direction, type IpTuple, isBetween, type UpdateEnds, updateAs } from "./connections.ts";
import { changeFd, type FdEntry, type L4Protocol } from "./fd.ts";
import { inferAddress, isUnset, patchAsOthers } from "./interfaces.ts";

/** libs' numbers of the transports. */
const PROTOCOLS: readonly L4Protocol[] = ["unknown", "tcp", "udp", "icmp", "raw"];

/**
 * What libs makes of an fd through which data went. IPv6 addresses are those of a client, on an IPv4 socket they are read
 * as such ones, on a listener they come to lie over its record, and whatever is no IP socket gets them for its name. What
 * changes between IPv4 and IPv6 becomes a UDP socket. Found out with crafted captures.
 */
export const updateAsLibs: UpdateEnds = (fd, tuple, direction, interfaces) => {
  if (isBetween(fd, tuple)) return fd;
  if (isIpv4Tuple(tuple))
    return updateIpv4(fd.type === "ipv6" ? asUdp(fd) : fd, tuple, direction, interfaces);
  switch (fd.type) {
    case "ipv6":
      return updateAs("client", fd, patchEnds(tuple, interfaces), direction);
    case "ipv4":
      return updateIpv4(asUdp(fd), overlaidTuple(tuple.source.address), direction, interfaces);
    case "ipv4-server":
      return overlaid(fd, tuple, IPV4_SIZE);
    case "ipv6-server":
      return overlaid(fd, tuple, 16);
    default:
      return changeFd(fd, { name: socketTupleText(tuple) });
  }
};

/** Whether both ends are IPv4 addresses, be they written as IPv6 ones. */
export function isIpv4Tuple(tuple: IpTuple): boolean {
  return unmapTuple(tuple).source.address.length === IPV4_SIZE;
}

function asUdp(fd: FdEntry): FdEntry {
  return changeFd(fd, { protocol: "udp" });
}

function updateIpv4(
  fd: FdEntry,
  tuple: IpTuple,
  direction: Direction,
  interfaces: readonly NetworkInterface[],
): FdEntry {
  const guessed = direction === "receive" ? "server" : "client";
  return updateAs(guessed, fd, patchEnds(tuple, interfaces), direction);
}

/** Where neither end has an address, libs makes one up for the source. */
function patchEnds(tuple: IpTuple, interfaces: readonly NetworkInterface[]): IpTuple {
  const { source, destination } = tuple;
  if (!isUnset(source.address) || !isUnset(destination.address))
    return {
      ...tuple,
      source: patchAsOthers(source, destination, interfaces),
      destination: patchAsOthers(destination, source, interfaces),
    };
  return { ...tuple, source: inferAddress(source, destination, interfaces) };
}

/** What an IPv6 address is in the record of an IPv4 connection: both addresses, then both ports. */
function overlaidTuple(record: Uint8Array): IpTuple {
  return { family: "ipv4", source: overlaidEnd(record, 0), destination: overlaidEnd(record, 1) };
}

function overlaidEnd(record: Uint8Array, index: number): IpEndpoint {
  const port = 2 * (IPV4_SIZE + index);
  return {
    address: record.subarray(index * IPV4_SIZE, (index + 1) * IPV4_SIZE),
    port: (record[port] ?? 0) | ((record[port + 1] ?? 0) << 8),
  };
}

/** A listener's record is an address, a port and a transport; that of a connection begins with both addresses. */
function overlaid(fd: FdEntry, tuple: IpTuple, addressSize: number): FdEntry {
  const record = concatenate([tuple.source.address, tuple.destination.address]);
  const port = (record[addressSize] as number) | ((record[addressSize + 1] as number) << 8);
  return changeFd(fd, {
    name: socketTupleText(tuple),
    destination: { address: record.slice(0, addressSize), port },
    protocol: PROTOCOLS[record[addressSize + 2] as number] ?? "unknown",
  });
}
