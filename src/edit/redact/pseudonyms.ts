import { ipv4Text, ipv6Text } from "../../decoder/address-text.ts";
import { parseIp } from "../../filter/ip-literal.ts";
import { AddressPseudonyms } from "./address-pseudonyms.ts";
import { type KeyedHash, keyedHash } from "./keyed-hash.ts";
import type { TextToken } from "./text-tokens.ts";

/** What stands for what: pseudonym to original, of words, hexadecimal ids and uids. Addresses need the key alone. */
export type Mapping = ReadonlyMap<string, string>;

/** Replaces what identifies. The same original always becomes the same, and different ones different. */
export interface Pseudonyms {
  token(token: TextToken): string;
  /** An address of 4 or 16 bytes. */
  address(address: Uint8Array): Uint8Array;
  uid(uid: number): number;
}

/** A letter that no word of hexadecimal digits begins with, and 8 of base 32: 40 bits. */
const WORD_PREFIX = "x";
const WORD_LETTERS = 8;
const LONG_WORD_LETTERS = 26;
const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";
/** The short form of container ids is the beginning of the long one, of which pseudonyms are so too. */
const SHORT_ID_LENGTH = 12;
const FIRST_OWN_UID = 1000;
const NOBODY = 65534;
const UNKNOWN_UID = 0xffffffff;
const UID_BASE = 0x40000000;
/** Addresses kept; each costs up to 16 hashes to work out. */
const MAX_CACHED_ADDRESSES = 100_000;

/** Pseudonyms made with a key; keeps what stands for what, so that it can be undone. */
export class KeyedPseudonyms implements Pseudonyms {
  private readonly hash: KeyedHash;
  private readonly addresses: AddressPseudonyms;
  private readonly addressCache = new Map<string, Uint8Array>();
  private readonly originals = new Map<string, string>();
  private readonly pseudonyms = new Map<string, string>();

  constructor(key: Uint8Array) {
    this.hash = keyedHash(key);
    this.addresses = new AddressPseudonyms(this.hash);
  }

  get mapping(): Mapping {
    return this.originals;
  }

  token({ kind, text }: TextToken): string {
    switch (kind) {
      case "word":
        return this.known(text, () => this.makeWord(text));
      case "hex":
        return this.known(text, () => this.makeHex(text));
      case "uid":
        return String(this.uid(Number(text)));
      case "address":
        return addressText(this.address(parseIp(text) ?? new Uint8Array(4)));
      case "plain":
        return text;
    }
  }

  address(address: Uint8Array): Uint8Array {
    const cacheKey = address.join(".");
    let pseudonym = this.addressCache.get(cacheKey);
    if (pseudonym === undefined) {
      if (this.addressCache.size >= MAX_CACHED_ADDRESSES) this.addressCache.clear();
      pseudonym = this.addresses.pseudonym(address);
      this.addressCache.set(cacheKey, pseudonym);
    }
    return pseudonym;
  }

  uid(uid: number): number {
    if (uid < FIRST_OWN_UID || uid === NOBODY || uid >= UNKNOWN_UID) return uid;
    return Number(
      this.known(`uid ${uid}`, () => {
        const [a = 0, b = 0, c = 0, d = 0] = this.hash("uid", String(uid));
        return String(UID_BASE + (((a & 0x3f) << 24) | (b << 16) | (c << 8) | d));
      }),
    );
  }

  private known(original: string, make: () => string): string {
    let pseudonym = this.pseudonyms.get(original);
    if (pseudonym === undefined) {
      pseudonym = make();
      this.pseudonyms.set(original, pseudonym);
      this.originals.set(pseudonym, original);
    }
    return pseudonym;
  }

  private makeWord(word: string): string {
    const digest = this.hash("word", word);
    const short = WORD_PREFIX + base32(digest, WORD_LETTERS);
    // Two words with the same 40 bits: rare, but they must not become one.
    return this.originals.has(short) ? WORD_PREFIX + base32(digest, LONG_WORD_LETTERS) : short;
  }

  /** Hexadecimal digits for those of the text; what is between them stays. */
  private makeHex(text: string): string {
    const digits = text.replace(/[^0-9a-fA-F]/g, "").toLowerCase();
    const head = hexText(this.hash("hex", digits.slice(0, SHORT_ID_LENGTH))).slice(0, SHORT_ID_LENGTH);
    // One hash of all digits, of which any number of them is made.
    const seed = this.hash("hex seed", digits);
    let made = head;
    for (let part = 0; made.length < digits.length; part++) made += hexText(this.hash(`hex ${part}`, seed));
    const cased = /[A-F]/.test(text) && !/[a-f]/.test(text) ? made.toUpperCase() : made;
    let at = 0;
    return text.replace(/[0-9a-fA-F]/g, () => cased[at++] as string);
  }
}

/** Puts originals back in place of pseudonyms. */
export class OriginalNames implements Pseudonyms {
  private readonly mapping: Mapping;
  private readonly addresses: AddressPseudonyms;

  constructor(key: Uint8Array, mapping: Mapping) {
    this.mapping = mapping;
    this.addresses = new AddressPseudonyms(keyedHash(key));
  }

  token({ kind, text }: TextToken): string {
    if (kind === "address") return addressText(this.address(parseIp(text) ?? new Uint8Array(4)));
    if (kind === "uid") return String(this.uid(Number(text)));
    return this.mapping.get(text) ?? text;
  }

  address(address: Uint8Array): Uint8Array {
    return this.addresses.original(address);
  }

  uid(uid: number): number {
    const original = this.mapping.get(String(uid));
    return original?.startsWith("uid ") ? Number(original.slice(4)) : uid;
  }
}

function addressText(address: Uint8Array): string {
  return address.length === 4 ? ipv4Text(address) : ipv6Text(address);
}

function base32(bytes: Uint8Array, letters: number): string {
  let text = "";
  for (let k = 0; k < letters; k++) {
    const bit = 5 * k;
    const pair = ((bytes[bit >> 3] as number) << 8) | (bytes[(bit >> 3) + 1] as number);
    text += BASE32[(pair >> (11 - (bit & 7))) & 31];
  }
  return text;
}

function hexText(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
