import { socketTupleText } from "../decoder/socket-address.ts";
import { concatenate } from "../format/concatenate.ts";
import type { NetworkInterface } from "../format/interface-list.ts";
import { type Direction, type IpTuple, isSame, joinEnds, neverServeIpv6, transferFd } from "./connections.ts";
import { changeFd, type FdEntry, type L4Protocol } from "./fd.ts";
import { patchUnsetAddress } from "./interfaces.ts";

const NO_END = { address: new Uint8Array(4), port: 0 };
const ANY_END = { address: new Uint8Array(4).fill(0xff), port: 0 };

/** libs' numbers of the transports. */
const PROTOCOLS: readonly L4Protocol[] = ["unknown", "tcp", "udp", "icmp", "raw"];

/**
 * What libs makes of an fd through which data went between IPv6 addresses: an IPv4 socket loses its ends, a listener
 * takes what comes to lie over its record, and whatever is no IP socket gets the tuple for its name.
 */
export function transferIpv6AsLibs(
  fd: FdEntry,
  tuple: IpTuple,
  direction: Direction,
  interfaces: readonly NetworkInterface[],
): FdEntry {
  switch (fd.type) {
    case "ipv6":
      return isSame(fd.source, tuple.destination) && isSame(fd.destination, tuple.source)
        ? transferFd(fd, undefined, direction, interfaces)
        : transferFd(fd, tuple, direction, interfaces, neverServeIpv6);
    case "ipv4":
      return withoutPeer(transferFd(fd, undefined, direction, interfaces), direction, interfaces);
    case "ipv4-server":
      return overlaid(fd, tuple, 4);
    case "ipv6-server":
      return overlaid(fd, tuple, 16);
    default:
      return changeFd(fd, { name: socketTupleText(tuple) });
  }
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

/** A datagram socket between this machine's first address and none. */
function withoutPeer(fd: FdEntry, direction: Direction, interfaces: readonly NetworkInterface[]): FdEntry {
  if (fd.hasName && fd.protocol === "tcp") return fd;
  const local = patchUnsetAddress(NO_END, ANY_END, interfaces);
  const changed = fd.copy();
  if (fd.protocol === "unknown") changed.protocol = "udp";
  if (fd.role === "none") changed.role = direction === "send" ? "client" : "server";
  if (changed.role === "client") joinEnds(changed, local, NO_END);
  else joinEnds(changed, NO_END, local);
  return changed;
}
