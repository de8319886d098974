import { IPV4_SIZE, IPV6_SIZE } from "../decoder/address-text.ts";

/** All addresses of one family from `low` to `high`, both included; 4 or 16 bytes in network order. */
export interface IpRange {
  readonly low: Uint8Array;
  readonly high: Uint8Array;
}

const DECIMAL = /^(0|[1-9]\d{0,2})$/;
const GROUP = /^[0-9a-fA-F]{1,4}$/;
const PREFIX = /^\d{1,3}$/;

/** `10.0.0.1`, `fe80::1`, `10.0.0.0/8`, `2001:db8::/32`; undefined for anything else. */
export function parseIpRange(text: string): IpRange | undefined {
  const [address = "", prefix, more] = text.split("/");
  const bytes = parseIp(address);
  if (bytes === undefined || more !== undefined) return undefined;
  if (prefix === undefined) return { low: bytes, high: bytes };
  const bits = Number(prefix);
  if (!PREFIX.test(prefix) || bits > 8 * bytes.length) return undefined;
  return {
    low: bytes.map((byte, k) => byte & maskAt(bits, k)),
    high: bytes.map((byte, k) => byte | (~maskAt(bits, k) & 0xff)),
  };
}

/** The bytes of an address as `inet_pton` reads it. */
export function parseIp(text: string): Uint8Array | undefined {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

/** Whether an address lies in a range; addresses of the other family never do. */
export function isInRange(address: Uint8Array, { low, high }: IpRange): boolean {
  return address.length === low.length && compareBytes(address, low) >= 0 && compareBytes(address, high) <= 0;
}

/** Order of byte strings: negative, 0 or positive. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let k = 0; k < length; k++) {
    const difference = (a[k] as number) - (b[k] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function maskAt(bits: number, index: number): number {
  const kept = Math.min(8, Math.max(0, bits - 8 * index));
  return (0xff00 >> kept) & 0xff;
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split(".");
  const isValid =
    parts.length === IPV4_SIZE && parts.every((part) => DECIMAL.test(part) && Number(part) < 256);
  return isValid ? Uint8Array.from(parts, Number) : undefined;
}

function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, k) => parseGroups(half, k === halves.length - 1));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = IPV6_SIZE - head.length - (tail?.length ?? 0);
  // "::" stands for one group at least.
  if (halves.length === 2 ? missing < 2 : missing !== 0) return undefined;
  return Uint8Array.from([...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])]);
}

/** Bytes of `fe80:1:10.0.0.1`; an IPv4 address may stand at the very end. */
function parseGroups(text: string, isLast: boolean): readonly number[] | undefined {
  if (text === "") return [];
  const groups = text.split(":");
  const bytes: number[] = [];
  for (const [k, group] of groups.entries()) {
    const isTail = isLast && k === groups.length - 1;
    const part = isTail && group.includes(".") ? parseIpv4(group) : parseGroup(group);
    if (part === undefined) return undefined;
    bytes.push(...part);
  }
  return bytes.length > IPV6_SIZE ? undefined : bytes;
}

function parseGroup(group: string): readonly number[] | undefined {
  if (!GROUP.test(group)) return undefined;
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
