import { encodeText } from "./text.ts";

const TWO_TO_32 = 2 ** 32;
const TWO_TO_63 = 2 ** 63;
const MAX_LOOPED_SIZE = 128;
/** The longest text or list that a u16 length can tell. */
export const MAX_TEXT_SIZE = 0xffff;

/**
 * Where the bytes of a capture are composed, in the byte order of the section being written.
 * Texts longer than readers accept are cut, never refused; `cutTexts` counts them.
 */
export class ByteSink {
  bytes: Uint8Array;
  length = 0;
  littleEndian: boolean;
  /** Texts and lists that were cut to their limit. */
  cutTexts = 0;
  private view: DataView;

  constructor({ capacity = 4096, littleEndian = true } = {}) {
    this.bytes = new Uint8Array(capacity);
    this.view = new DataView(this.bytes.buffer);
    this.littleEndian = littleEndian;
  }

  u8(value: number): void {
    const at = this.take(1);
    this.view.setUint8(at, value);
  }

  u16(value: number): void {
    const at = this.take(2);
    this.view.setUint16(at, value, this.littleEndian);
  }

  u32(value: number): void {
    const at = this.take(4);
    this.view.setUint32(at, value, this.littleEndian);
  }

  u64(value: bigint): void {
    const at = this.take(8);
    this.view.setBigUint64(at, value, this.littleEndian);
  }

  /** A signed 64-bit id or count; what is beyond the range becomes the nearest value in it. */
  i64(value: number): void {
    const at = this.take(8);
    if (value >= TWO_TO_63 || value < -TWO_TO_63) {
      this.view.setBigInt64(at, value < 0 ? -(2n ** 63n) : 2n ** 63n - 1n, this.littleEndian);
      return;
    }
    const high = Math.floor(value / TWO_TO_32);
    this.view.setInt32(this.littleEndian ? at + 4 : at, high, this.littleEndian);
    this.view.setUint32(this.littleEndian ? at : at + 4, value - high * TWO_TO_32, this.littleEndian);
  }

  /** Copies bytes in. */
  raw(bytes: Uint8Array): void {
    const at = this.take(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** Copies the bytes between two positions in; few of them quicker than the engine does. */
  range(bytes: Uint8Array, start: number, end: number): void {
    if (end - start > MAX_LOOPED_SIZE) return this.raw(bytes.subarray(start, end));
    let at = this.take(end - start);
    for (let k = start; k < end; k++) this.bytes[at++] = bytes[k] as number;
  }

  zeroes(count: number): void {
    const at = this.take(count);
    this.bytes.fill(0, at, at + count);
  }

  /** Text as `decodeText` gives it, without its length; cut to `limit` bytes. */
  text(text: string, limit = MAX_TEXT_SIZE): void {
    this.raw(this.encode(text, limit));
  }

  /** Text behind its u16 length; cut to `limit` bytes. */
  text16(text: string, limit = MAX_TEXT_SIZE): void {
    const bytes = this.encode(text, limit);
    this.u16(bytes.length);
    this.raw(bytes);
  }

  /** Texts with a NUL behind each, behind the u16 length of all; cut to `limit` bytes. */
  list16(texts: readonly string[], limit = MAX_TEXT_SIZE): void {
    const lengthAt = this.length;
    this.u16(0);
    const start = this.length;
    for (const text of texts) {
      const left = start + limit - this.length - 1;
      if (left < 0) {
        this.cutTexts++;
        break;
      }
      this.text(text, left);
      this.u8(0);
    }
    this.patchU16(lengthAt, this.length - start);
  }

  /** Writes a u16 over the one at `at`. */
  patchU16(at: number, value: number): void {
    this.view.setUint16(at, value, this.littleEndian);
  }

  /** Writes a u32 over the one at `at`. */
  patchU32(at: number, value: number): void {
    this.view.setUint32(at, value, this.littleEndian);
  }

  /** Drops what was written from `length` on. */
  truncate(length: number): void {
    this.length = length;
  }

  /** What was written, borrowed until more is. */
  borrow(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  /** Hands over what was written and begins anew. */
  takeAll(): Uint8Array {
    const bytes = this.bytes.slice(0, this.length);
    this.length = 0;
    return bytes;
  }

  private encode(text: string, limit: number): Uint8Array {
    const bytes = encodeText(text);
    if (bytes.length <= limit) return bytes;
    this.cutTexts++;
    return bytes.subarray(0, startOfCharacter(bytes, limit));
  }

  /** Position of `count` new bytes. */
  private take(count: number): number {
    const at = this.length;
    if (at + count > this.bytes.length) this.grow(at + count);
    this.length = at + count;
    return at;
  }

  private grow(needed: number): void {
    const grown = new Uint8Array(Math.max(2 * this.bytes.length, needed));
    grown.set(this.borrow());
    this.bytes = grown;
    this.view = new DataView(grown.buffer);
  }
}

/** The last position up to `at` where a UTF-8 character can begin; `at` itself where none does. */
function startOfCharacter(bytes: Uint8Array, at: number): number {
  for (let start = at; start > at - 4 && start >= 0; start--) {
    if (((bytes[start] as number) & 0xc0) !== 0x80) return start;
  }
  return at;
}
