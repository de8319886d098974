import { IPV4_SIZE, isMappedIpv4, isZero } from "../../decoder/address-text.ts";
import { parseIp } from "../../filter/ip-literal.ts";
import type { KeyedHash } from "./keyed-hash.ts";

/** Digests kept; one serves 256 neighbours at most. */
const MAX_CACHED = 100_000;

/** An address range that stays what it is; its addresses do not, unless they are the same everywhere. */
interface Range {
  readonly address: Uint8Array;
  readonly bits: number;
  /** Nothing in it tells of a machine: loopback, multicast. */
  readonly isKept: boolean;
}

const RANGES: readonly Range[] = [
  range("0.0.0.0", 8, true),
  range("10.0.0.0", 8, false),
  range("100.64.0.0", 10, false),
  range("127.0.0.0", 8, true),
  range("169.254.0.0", 16, false),
  range("172.16.0.0", 12, false),
  range("192.168.0.0", 16, false),
  // Multicast, reserved, broadcast.
  range("224.0.0.0", 3, true),
  range("fc00::", 7, false),
  range("fe80::", 64, false),
  range("ff00::", 8, false),
];

/** Single addresses and small ranges of IPv6: too small to be met by a pseudonym. */
const KEPT_IPV6: readonly Range[] = [
  range("::", 127, true),
  ...Array.from({ length: 16 }, (_, scope) => range(`ff${scope.toString(16).padStart(2, "0")}::`, 112, true)),
];

/**
 * Replaces addresses so that two that share their first n bits share them afterwards too (and no more): networks stay
 * networks. Private, link-local and other special ranges stay such ranges, for which neighbours of them keep some of
 * their first octet. Loopback, unset and multicast addresses are the same everywhere and are kept.
 */
export class AddressPseudonyms {
  private readonly hash: KeyedHash;
  private readonly digests = new Map<string, Uint8Array>();

  constructor(hash: KeyedHash) {
    this.hash = hash;
  }

  /** The pseudonym of an address of 4 or 16 bytes. */
  pseudonym(address: Uint8Array): Uint8Array {
    return isKeptAddress(address) ? address : this.translate(address, false);
  }

  /** The address that a pseudonym stands for. */
  original(pseudonym: Uint8Array): Uint8Array {
    return isKeptAddress(pseudonym) ? pseudonym : this.translate(pseudonym, true);
  }

  private translate(address: Uint8Array, isBackwards: boolean): Uint8Array {
    const size = address.length;
    if (size > IPV4_SIZE && isMappedIpv4(address, 0) && !isZero(address, 0, size)) {
      const translated = Uint8Array.from(address);
      translated.set(this.translate(address.subarray(size - IPV4_SIZE), isBackwards), size - IPV4_SIZE);
      return translated;
    }
    const from = Uint8Array.from(address);
    const to = new Uint8Array(size);
    // Bits are turned over depending on the original's bits before them.
    const original = isBackwards ? to : from;
    for (let bit = 0; bit < 8 * size; bit++) {
      const flip = isFixed(original, bit) ? 0 : this.flipAt(original, bit);
      setBit(to, bit, bitAt(from, bit) ^ flip);
    }
    return to;
  }

  /** The keyed bit for the first `bit` bits of an address. */
  private flipAt(original: Uint8Array, bit: number): number {
    const octet = bit >> 3;
    const prefix = original.subarray(0, octet);
    const cacheKey = `${original.length}:${prefix.join(".")}`;
    let digest = this.digests.get(cacheKey);
    if (digest === undefined) {
      if (this.digests.size >= MAX_CACHED) this.digests.clear();
      digest = this.hash(`address ${original.length}`, prefix);
      this.digests.set(cacheKey, digest);
    }
    // The bits of the octet so far choose one of 255, as in a heap: 1 for none, 2 and 3 for one, …
    const soFar = (bit & 7) === 0 ? 0 : (original[octet] as number) >> (8 - (bit & 7));
    return bitAt(digest, (1 << (bit & 7)) + soFar);
  }
}

/** Whether an address is the same everywhere, so that it is its own pseudonym. */
export function isKeptAddress(address: Uint8Array): boolean {
  const bytes =
    address.length > IPV4_SIZE && isMappedIpv4(address, 0) ? address.subarray(-IPV4_SIZE) : address;
  if (isZero(address, 0, address.length)) return true;
  const isIn = (candidate: Range) => candidate.isKept && shares(bytes, candidate, candidate.bits);
  return RANGES.some(isIn) || KEPT_IPV6.some(isIn);
}

/** Whether the bit decides about membership in a range that stays, or is inside of one that is kept. */
function isFixed(address: Uint8Array, bit: number): boolean {
  return RANGES.some((candidate) =>
    bit < candidate.bits
      ? shares(address, candidate, bit)
      : candidate.isKept && shares(address, candidate, candidate.bits),
  );
}

function shares(address: Uint8Array, candidate: Range, bits: number): boolean {
  if (candidate.address.length !== address.length) return false;
  for (let bit = 0; bit < bits; bit++)
    if (bitAt(address, bit) !== bitAt(candidate.address, bit)) return false;
  return true;
}

function bitAt(bytes: Uint8Array, bit: number): number {
  return ((bytes[bit >> 3] as number) >> (7 - (bit & 7))) & 1;
}

function setBit(bytes: Uint8Array, bit: number, value: number): void {
  bytes[bit >> 3] = (bytes[bit >> 3] as number) | (value << (7 - (bit & 7)));
}

function range(text: string, bits: number, isKept: boolean): Range {
  return { address: parseIp(text) ?? new Uint8Array(0), bits, isKept };
}
