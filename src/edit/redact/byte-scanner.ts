import { concatenate } from "../../format/concatenate.ts";

/** Bytes that must not be anywhere. */
export interface ScanPattern {
  readonly bytes: Uint8Array;
  /** Found only where no letter or digit stands before or behind it. */
  readonly isWord: boolean;
  /** What is said of it when it is found. */
  readonly label: string;
}

const KEY_SIZE = 4;
const FILTER_BITS = 20;

/** Finds any of many patterns, of 4 bytes or more, in a stream of chunks. */
export class ByteScanner {
  private readonly patterns = new Map<number, ScanPattern[]>();
  /** Whether some pattern may begin with four bytes: almost all places are passed over by this alone. */
  private readonly filter = new Uint8Array(1 << FILTER_BITS);
  private longest = KEY_SIZE;
  private tail: Uint8Array = new Uint8Array(0);
  private tailOffset = 0;

  constructor(patterns: Iterable<ScanPattern>) {
    for (const pattern of patterns) this.add(pattern);
  }

  /** Looks through the next chunk; a match is told once, with its offset in the stream. */
  push(chunk: Uint8Array, onMatch: (pattern: ScanPattern, offset: number) => void): void {
    this.scan(this.tail.length === 0 ? chunk : concatenate([this.tail, chunk]), false, onMatch);
  }

  /** Looks through what is left at the end. */
  finish(onMatch: (pattern: ScanPattern, offset: number) => void): void {
    this.scan(this.tail, true, onMatch);
  }

  private add(pattern: ScanPattern): void {
    const key = keyAt(pattern.bytes, 0);
    const same = this.patterns.get(key);
    if (same === undefined) this.patterns.set(key, [pattern]);
    else same.push(pattern);
    this.filter[slotOf(key)] = 1;
    this.longest = Math.max(this.longest, pattern.bytes.length);
  }

  /** All places but those at the end, where a pattern may not be whole yet, or what is behind it not known. */
  private scan(
    bytes: Uint8Array,
    isLast: boolean,
    onMatch: (pattern: ScanPattern, offset: number) => void,
  ): void {
    const end = isLast ? bytes.length : Math.max(0, bytes.length - this.longest - 1);
    // The byte before the first place is there for the sake of words, except at the start of the stream.
    const start = this.tailOffset === 0 ? 0 : 1;
    for (let at = start; at + KEY_SIZE <= bytes.length && at < end; at++) {
      const key = keyAt(bytes, at);
      if (this.filter[slotOf(key)] === 0) continue;
      for (const pattern of this.patterns.get(key) ?? []) {
        if (isAt(bytes, at, pattern)) onMatch(pattern, this.tailOffset + at);
      }
    }
    const keepFrom = Math.max(0, end - 1);
    if (end > start) {
      this.tail = bytes.slice(keepFrom);
      this.tailOffset += keepFrom;
    } else this.tail = bytes.slice();
  }
}

function isAt(bytes: Uint8Array, at: number, { bytes: pattern, isWord }: ScanPattern): boolean {
  const end = at + pattern.length;
  if (end > bytes.length) return false;
  for (let k = KEY_SIZE; k < pattern.length; k++) if (bytes[at + k] !== pattern[k]) return false;
  return !isWord || !(isWordByte(bytes[at - 1]) || isWordByte(bytes[end]));
}

function isWordByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (
    byte >= 0x80 || (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122)
  );
}

function keyAt(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)) >>>
    0
  );
}

function slotOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> (32 - FILTER_BITS);
}
