import { utf8Length } from "../format/text.ts";

const HEX_DIGITS = new TextEncoder().encode("0123456789ABCDEF");
/** The two decimal digits of every number below 100. */
const TENS = Uint8Array.from({ length: 100 }, (_, value) => 0x30 + Math.floor(value / 10));
const ONES = Uint8Array.from({ length: 100 }, (_, value) => 0x30 + (value % 10));
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const BILLION = 1_000_000_000;
/** Texts of which the bytes are kept, and how long they may be. */
const MAX_KNOWN = 4096;
const MAX_KNOWN_LENGTH = 256;

/** 1 for bytes that may stand as they are wherever text is shown: printable ASCII. */
const PRINTABLE = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x20 && byte < 0x7f ? 1 : 0));

/**
 * Where text is composed, as UTF-8 bytes: numbers, ASCII and bytes of the capture go in without an intermediate
 * string. With `escaping` on, control characters, direction overrides and bytes that are not UTF-8 are written
 * as `\n`, `\x1b`, `\u202e`, so that hostile text cannot drive a terminal; off, they are kept as they are.
 */
export class TextSink {
  bytes: Uint8Array;
  length = 0;
  escaping: boolean;
  /** The bytes of texts that are plain whether they are escaped or not. */
  private readonly known = new Map<string, Uint8Array>();

  constructor({ capacity = 4096, escaping = false } = {}) {
    this.bytes = new Uint8Array(capacity);
    this.escaping = escaping;
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(2 * this.bytes.length, this.length + count));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }

  /** Drops what was written from `length` on. */
  truncate(length: number): void {
    this.length = length;
  }

  /** Takes what is not printable ASCII out of what was written from `mark` on. */
  keepPrintable(mark: number): void {
    let length = mark;
    for (let at = mark; at < this.length; at++) {
      const byte = this.bytes[at] as number;
      if (byte >= 0x20 && byte < 0x7f) this.bytes[length++] = byte;
    }
    this.length = length;
  }

  byte(byte: number): void {
    if (this.length === this.bytes.length) this.reserve(1);
    this.bytes[this.length++] = byte;
  }

  /** Text of our own, which must be printable ASCII: names, punctuation. */
  ascii(text: string): void {
    const count = text.length;
    this.reserve(count);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < count; i++) bytes[at++] = text.charCodeAt(i);
    this.length = at;
  }

  /** Text of our own that is written again and again, as its bytes. */
  encoded(text: Uint8Array): void {
    const count = text.length;
    this.reserve(count);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < count; i++) bytes[at++] = text[i] as number;
    this.length = at;
  }

  /** Text that came from the capture, as `decodeText` gave it. */
  text(text: string): void {
    const count = text.length;
    this.reserve(count);
    const { bytes } = this;
    let at = this.length;
    for (let i = 0; i < count; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x7f || (unit < 0x20 && this.escaping)) {
        this.length = at;
        this.oddText(text, i);
        return;
      }
      bytes[at++] = unit;
    }
    this.length = at;
  }

  /** Text that came from the capture and is likely to be written again, such as a file's name. */
  repeatedText(text: string): void {
    const known = this.known.get(text);
    if (known !== undefined) return this.encoded(known);
    const start = this.length;
    this.text(text);
    // What was escaped got longer.
    const isPlain = this.length - start === text.length && isPrintable(this.bytes, start, this.length);
    if (!isPlain || text.length > MAX_KNOWN_LENGTH) return;
    if (this.known.size >= MAX_KNOWN) this.known.clear();
    this.known.set(text, this.bytes.slice(start, this.length));
  }

  /** Text that lies in the capture's bytes. */
  textBytes(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const { bytes } = this;
    let to = this.length;
    for (let at = start; at < end; at++) {
      const byte = source[at] as number;
      if (byte >= 0x7f || (byte < 0x20 && this.escaping)) {
        this.length = to;
        this.oddBytes(source, at, end);
        return;
      }
      bytes[to++] = byte;
    }
    this.length = to;
  }

  /** Bytes with a dot for each that is not printable ASCII. */
  dotted(source: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    const { bytes } = this;
    let to = this.length;
    for (let at = start; at < end; at++) {
      const byte = source[at] as number;
      bytes[to++] = PRINTABLE[byte] === 1 ? byte : 0x2e;
    }
    this.length = to;
  }

  /** A whole number; beyond 2^53 as exact as the number itself. */
  integer(value: number): void {
    if (value >= 0 && value <= 0x7fffffff) return this.small(value | 0);
    if (!Number.isSafeInteger(value)) return this.ascii(String(BigInt(value)));
    if (value < 0) this.byte(0x2d);
    const size = Math.abs(value);
    if (size <= 0x7fffffff) return this.small(size);
    // In two parts: only small numbers are quickly divided.
    const billions = Math.floor(size / BILLION);
    this.small(billions);
    this.padded(size - billions * BILLION, 9);
  }

  /** A whole number from 0 below 2^31. */
  private small(value: number): void {
    if (value < 10) this.byte(0x30 + value);
    else this.padded(value, countDigits(value));
  }

  /** A whole number below 2^53 with leading zeros up to `width` digits. */
  padded(value: number, width: number): void {
    this.reserve(width);
    let rest = value;
    let at = this.length + width;
    this.length = at;
    // Above 2^31 the division leaves the fast integer path, so the low digits go first.
    while (rest >= 0x80000000) {
      const quotient = Math.floor(rest / 10);
      this.bytes[--at] = 0x30 + (rest - quotient * 10);
      rest = quotient;
    }
    const { bytes } = this;
    const first = this.length - width;
    rest |= 0;
    while (at > first + 1) {
      const quotient = (rest / 100) | 0;
      const pair = rest - quotient * 100;
      bytes[--at] = ONES[pair] as number;
      bytes[--at] = TENS[pair] as number;
      rest = quotient;
    }
    if (at > first) bytes[first] = 0x30 + (rest % 10);
  }

  /** A signed 64-bit number given as its two halves. */
  i64(high: number, low: number): void {
    if (high === 0 && low <= 0x7fffffff) return this.small(low | 0);
    const value = (high | 0) * 4294967296 + low;
    if (Number.isSafeInteger(value)) this.integer(value);
    else this.ascii(String((BigInt(high | 0) << 32n) | BigInt(low)));
  }

  /** An unsigned 64-bit number, given as its two halves, in upper-case hex. */
  hex64(high: number, low: number): void {
    if (high === 0) this.hex32(low, 1);
    else {
      this.hex32(high, 1);
      this.hex32(low, 8);
    }
  }

  /** An unsigned 32-bit number in upper-case hex of at least `width` digits. */
  hex32(value: number, width: number): void {
    const digits = Math.max(width, (35 - Math.clz32(value)) >> 2);
    this.reserve(digits);
    const { bytes } = this;
    let at = this.length;
    for (let shift = 4 * (digits - 1); shift >= 0; shift -= 4)
      bytes[at++] = HEX_DIGITS[(value >>> shift) & 15] as number;
    this.length = at;
  }

  /** What was written from `start` on, as a string. */
  toString(start = 0): string {
    return decoder.decode(this.bytes.subarray(start, this.length));
  }

  /** The rest of `text` from the first unit that is not plain ASCII. */
  private oddText(text: string, from: number): void {
    for (let i = from; i < text.length; i++) {
      const code = text.codePointAt(i) as number;
      if (code > 0xffff) i++;
      this.reserve(8);
      if (code >= 0xdc80 && code <= 0xdcff) this.brokenByte(code - 0xdc00);
      else if (this.escaping && isHostile(code)) this.escape(code);
      else this.utf8(code);
    }
  }

  private oddBytes(source: Uint8Array, from: number, end: number): void {
    let at = from;
    while (at < end) {
      const length = utf8Length(source, at, end);
      this.reserve(8);
      if (length === 0) this.brokenByte(source[at] as number);
      else {
        const code = codePoint(source, at, length);
        if (this.escaping && isHostile(code)) this.escape(code);
        else for (let k = 0; k < length; k++) this.bytes[this.length++] = source[at + k] as number;
      }
      at += Math.max(length, 1);
    }
  }

  private brokenByte(byte: number): void {
    if (this.escaping) this.ascii(`\\x${byte.toString(16)}`);
    else this.bytes[this.length++] = byte;
  }

  private escape(code: number): void {
    const short = SHORT_ESCAPES.get(code);
    const hex = code.toString(16);
    this.ascii(short ?? (code < 0x80 ? `\\x${hex.padStart(2, "0")}` : `\\u${hex.padStart(4, "0")}`));
  }

  private utf8(code: number): void {
    const { bytes } = this;
    if (code < 0x80) bytes[this.length++] = code;
    else if (code < 0x800) {
      bytes[this.length++] = 0xc0 | (code >> 6);
      bytes[this.length++] = 0x80 | (code & 0x3f);
    } else if (code < 0x10000) {
      bytes[this.length++] = 0xe0 | (code >> 12);
      bytes[this.length++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[this.length++] = 0x80 | (code & 0x3f);
    } else {
      bytes[this.length++] = 0xf0 | (code >> 18);
      bytes[this.length++] = 0x80 | ((code >> 12) & 0x3f);
      bytes[this.length++] = 0x80 | ((code >> 6) & 0x3f);
      bytes[this.length++] = 0x80 | (code & 0x3f);
    }
  }
}

function isPrintable(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (PRINTABLE[bytes[at] as number] === 0) return false;
  return true;
}

const SHORT_ESCAPES: ReadonlyMap<number, string> = new Map([
  [0x07, "\\a"],
  [0x08, "\\b"],
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0b, "\\v"],
  [0x0c, "\\f"],
  [0x0d, "\\r"],
]);

/** Control characters (C0, DEL, C1), line separators and what changes the direction of text on a terminal. */
function isHostile(code: number): boolean {
  return (
    code < 0x20 ||
    (code >= 0x7f && code < 0xa0) ||
    code === 0x200e ||
    code === 0x200f ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2066 && code <= 0x2069)
  );
}

function codePoint(source: Uint8Array, at: number, length: number): number {
  const lead = source[at] as number;
  let code = length === 1 ? lead : lead & (0xff >> (length + 1));
  for (let k = 1; k < length; k++) code = (code << 6) | ((source[at + k] as number) & 0x3f);
  return code;
}

function countDigits(value: number): number {
  if (value < 100000) return value < 100 ? 2 : value < 1000 ? 3 : value < 10000 ? 4 : 5;
  if (value < 10000000) return value < 1000000 ? 6 : 7;
  return value < 100000000 ? 8 : value < 1000000000 ? 9 : 10;
}
