import { isZero } from "../decoder/address-text.ts";
import type { IpEndpoint } from "../decoder/socket-address.ts";
import type { NetworkInterface } from "../format/interface-list.ts";

const LOOPBACK = 127;

/** A connection whose unset ends are filled in. */
export function patchUnsetEnds<T extends { source: IpEndpoint; destination: IpEndpoint }>(
  tuple: T,
  interfaces: readonly NetworkInterface[],
): T {
  const source = patchUnsetAddress(tuple.source, tuple.destination, interfaces);
  const destination = patchUnsetAddress(tuple.destination, tuple.source, interfaces);
  const isSet = source === tuple.source && destination === tuple.destination;
  return isSet ? tuple : { ...tuple, source, destination };
}

/** Fills in an unset (all zero) end of a connection from the other end, where that is set. */
function patchUnsetAddress(
  end: IpEndpoint,
  other: IpEndpoint,
  interfaces: readonly NetworkInterface[],
): IpEndpoint {
  return isUnset(end.address) && !isUnset(other.address) ? inferAddress(end, other, interfaces) : end;
}

/**
 * The end with the address of the interface that leads to the other end: one with the same address, else one on the
 * same subnet, else the first that is not loopback.
 */
export function inferAddress(
  end: IpEndpoint,
  other: IpEndpoint,
  interfaces: readonly NetworkInterface[],
): IpEndpoint {
  const candidates = interfaces.filter(({ address }) => address.length === end.address.length);
  const found =
    candidates.find(({ address }) => sameBytes(address, other.address)) ??
    candidates.find((candidate) => sameSubnet(candidate, other.address)) ??
    candidates.find(({ address }) => !isLoopback(address));
  return found === undefined ? end : { address: found.address, port: end.port };
}

/** The same as other readers do it: an end that would become the same as the other stays without address. */
export function patchAsOthers(
  end: IpEndpoint,
  other: IpEndpoint,
  interfaces: readonly NetworkInterface[],
): IpEndpoint {
  const patched = patchUnsetAddress(end, other, interfaces);
  return patched.port === other.port && sameBytes(patched.address, other.address) ? end : patched;
}

/** Whether no address is given: all of its bytes are zero. */
export function isUnset(address: Uint8Array): boolean {
  return isZero(address, 0, address.length);
}

function isLoopback(address: Uint8Array): boolean {
  return address.length === 4 ? address[0] === LOOPBACK : isZero(address, 0, 15) && address[15] === 1;
}

/** Whether two addresses are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, k) => byte === b[k]);
}

function sameSubnet({ address, netmask }: NetworkInterface, other: Uint8Array): boolean {
  return address.every((byte, k) => (byte & (netmask[k] ?? 0)) === ((other[k] ?? 0) & (netmask[k] ?? 0)));
}
