import type { IpEndpoint } from "../decoder/socket-address.ts";
import type { FdInfo } from "../format/fd-list.ts";
import type { FdEntry, L4Protocol } from "./fd.ts";

/**
 * sysdig 0.29.3 reads all entries of an fd list into one record, in which the address of a listener lies over the two
 * ends of a connection: address, port and protocol where source address and destination address are. What an entry does
 * not fill stays as the entry before left it. Found out with crafted captures.
 */
export interface Leftover {
  /** Last byte of the destination address, behind a listener's protocol. */
  readonly addressByte: number;
  readonly port: number;
}

/** What a list begins with, and what a socket has that was bound during the capture. */
export const NOTHING_LEFT: Leftover = { addressByte: 0, port: 0 };

/** As fd lists number them. */
export const PROTOCOL_NUMBERS: Readonly<Record<L4Protocol, number>> = {
  unknown: 0,
  tcp: 2,
  udp: 3,
  icmp: 4,
  raw: 5,
};

/** What is left of the entry, or of those before it. Names lie elsewhere, and so does what files have. */
export function leftBy(info: FdInfo, before: Leftover): Leftover {
  switch (info.kind) {
    case "ipv4":
      return { addressByte: info.destinationAddress[3] ?? 0, port: info.destinationPort };
    case "ipv6":
      return leftByIpv6(info.sourceAddress);
    case "ipv6-server":
      return leftByIpv6(info.address);
    case "unix":
      return { addressByte: Number(info.source >> 56n), port: Number((info.destination >> 16n) & 0xffffn) };
    default:
      return before;
  }
}

function leftByIpv6(address: Uint8Array): Leftover {
  return { addressByte: address[7] ?? 0, port: (address[10] ?? 0) | ((address[11] ?? 0) << 8) };
}

/** What sysdig takes for the destination of an IPv4 listener that becomes a connection; undefined for all other fds. */
export function overlaidEnd({ type, destination, protocol, leftover }: FdEntry): IpEndpoint | undefined {
  if (type !== "ipv4-server" || destination === undefined) return undefined;
  const { addressByte, port } = leftover ?? NOTHING_LEFT;
  const bytes = [destination.port & 0xff, destination.port >> 8, PROTOCOL_NUMBERS[protocol], addressByte];
  return { address: Uint8Array.from(bytes), port };
}
