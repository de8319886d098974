import { type SocketTuple, socketTupleText } from "../decoder/socket-address.ts";
import type { NetworkInterface } from "../format/interface-list.ts";
import { type Direction, joinEnds, neverServeIpv6, transferFd } from "./connections.ts";
import { changeFd, type FdEntry } from "./fd.ts";
import { patchUnsetAddress } from "./interfaces.ts";

const NO_END = { address: new Uint8Array(4), port: 0 };
const ANY_END = { address: new Uint8Array(4).fill(0xff), port: 0 };

/**
 * What libs makes of an fd through which data went between IPv6 addresses: an IPv4 socket loses its ends, a listener
 * becomes a connection without any, and whatever is no IP socket gets the tuple for its name.
 */
export function transferIpv6AsLibs(
  fd: FdEntry,
  tuple: SocketTuple,
  direction: Direction,
  interfaces: readonly NetworkInterface[],
): FdEntry {
  const name = socketTupleText(tuple);
  const server = { name, role: "server", source: undefined, destination: undefined } as const;
  switch (fd.type) {
    case "ipv6":
      return transferFd(fd, tuple, direction, interfaces, neverServeIpv6);
    case "ipv4":
      return withoutPeer(transferFd(fd, undefined, direction, interfaces), direction, interfaces);
    case "ipv4-server":
      return changeFd(fd, { type: "ipv4", ...server });
    case "ipv6-server":
      return changeFd(fd, { type: "ipv6", ...server });
    default:
      return changeFd(fd, { name });
  }
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
