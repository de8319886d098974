import { decodeCString } from "../format/text.ts";
import { poolAddress } from "./address-pool.ts";
import {
  AF_INET,
  AF_INET6,
  AF_UNIX,
  IPV4_SIZE,
  IPV6_SIZE,
  ipv4Text,
  ipv6Text,
  isMappedIpv4,
} from "./address-text.ts";

/** One end of an IP connection. `address` has 4 or 16 bytes in network order; it is shared and must not be changed. */
export interface IpEndpoint {
  readonly address: Uint8Array;
  readonly port: number;
}

/** Value of a SOCKADDR parameter. */
export type SocketAddress =
  | ({ readonly family: "ipv4" | "ipv6" } & IpEndpoint)
  | { readonly family: "unix"; readonly path: string }
  | { readonly family: "other"; readonly number: number };

/** Value of a SOCKTUPLE parameter. The pointers are kernel addresses of the two sockets. */
export type SocketTuple =
  | { readonly family: "ipv4" | "ipv6"; readonly source: IpEndpoint; readonly destination: IpEndpoint }
  | { readonly family: "unix"; readonly source: bigint; readonly destination: bigint; readonly path: string }
  | { readonly family: "other"; readonly number: number };

/** Where addresses lie: an event, or whatever else has bytes. */
export interface AddressBytes {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly littleEndian: boolean;
}

const PORT_SIZE = 2;
const POINTER_SIZE = 8;

/** The address in `length` bytes at `start`; undefined when they are too few for its family. Borrows nothing. */
export function decodeSocketAddress(
  source: AddressBytes,
  start: number,
  length: number,
): SocketAddress | undefined {
  if (length < 1) return undefined;
  const { bytes } = source;
  const number = bytes[start] as number;
  if (number === AF_UNIX) return { family: "unix", path: decodeCString(bytes, start + 1, start + length) };
  const size = sizeOfFamily(number);
  if (size === 0) return { family: "other", number };
  if (length < 1 + size + PORT_SIZE) return undefined;
  const { address, port } = decodeEndpoint(source, start + 1, size);
  return { family: size === IPV4_SIZE ? "ipv4" : "ipv6", address, port };
}

/** The tuple in `length` bytes at `start`; undefined when they are too few for its family. Borrows nothing. */
export function decodeSocketTuple(
  source: AddressBytes,
  start: number,
  length: number,
): SocketTuple | undefined {
  if (length < 1) return undefined;
  const number = source.bytes[start] as number;
  if (number === AF_UNIX) return decodeUnixTuple(source, start + 1, length - 1);
  const size = sizeOfFamily(number);
  if (size === 0) return { family: "other", number };
  const endpointSize = size + PORT_SIZE;
  if (length < 1 + 2 * endpointSize) return undefined;
  return {
    family: size === IPV4_SIZE ? "ipv4" : "ipv6",
    source: decodeEndpoint(source, start + 1, size),
    destination: decodeEndpoint(source, start + 1 + endpointSize, size),
  };
}

/** Text as sysdig prints it: `10.0.0.9:80`, `2001:db8::99:443`, the path of a unix socket. */
export function socketAddressText(address: SocketAddress): string {
  if (address.family === "unix") return address.path;
  if (address.family === "other") return `family ${address.number}`;
  return endpointText(address);
}

/** Text as sysdig prints it: `a:p->b:q`, for unix sockets `POINTER->POINTER PATH`. */
export function socketTupleText(tuple: SocketTuple): string {
  if (tuple.family === "other") return `family ${tuple.number}`;
  if (tuple.family === "unix") {
    return `${tuple.source.toString(16)}->${tuple.destination.toString(16)} ${tuple.path}`;
  }
  const { source, destination } = unmapTuple(tuple);
  return `${endpointText(source)}->${endpointText(destination)}`;
}

/** `address:port`; IPv6 without brackets, as sysdig has it. */
export function endpointText({ address, port }: IpEndpoint): string {
  return `${address.length === IPV4_SIZE ? ipv4Text(address) : ipv6Text(address)}:${port}`;
}

/** An IPv6 tuple whose ends are both mapped IPv4 addresses (or unset) as the IPv4 tuple it means. */
export function unmapTuple<T extends { source: IpEndpoint; destination: IpEndpoint }>(tuple: T): T {
  const { source, destination } = tuple;
  if (source.address.length !== IPV6_SIZE) return tuple;
  if (!isMappedIpv4(source.address, 0) || !isMappedIpv4(destination.address, 0)) return tuple;
  return { ...tuple, family: "ipv4", source: unmap(source), destination: unmap(destination) };
}

/** An IPv6 endpoint that means an IPv4 address, as IPv4; others as they are. */
export function unmapEndpoint(endpoint: IpEndpoint): IpEndpoint {
  const { address } = endpoint;
  return address.length === IPV6_SIZE && isMappedIpv4(address, 0) ? unmap(endpoint) : endpoint;
}

function unmap({ address, port }: IpEndpoint): IpEndpoint {
  return { address: poolAddress(address, IPV6_SIZE - IPV4_SIZE, IPV4_SIZE), port };
}

function decodeEndpoint({ bytes, view, littleEndian }: AddressBytes, at: number, size: number): IpEndpoint {
  return { address: poolAddress(bytes, at, size), port: view.getUint16(at + size, littleEndian) };
}

function decodeUnixTuple(
  { bytes, view, littleEndian }: AddressBytes,
  start: number,
  length: number,
): SocketTuple | undefined {
  if (length < 2 * POINTER_SIZE) return undefined;
  return {
    family: "unix",
    source: view.getBigUint64(start, littleEndian),
    destination: view.getBigUint64(start + POINTER_SIZE, littleEndian),
    path: decodeCString(bytes, start + 2 * POINTER_SIZE, start + length),
  };
}

function sizeOfFamily(number: number): number {
  return number === AF_INET ? IPV4_SIZE : number === AF_INET6 ? IPV6_SIZE : 0;
}
