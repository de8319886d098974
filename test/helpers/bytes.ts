/**
 * Builders for the bytes of captures: `u32(1)`, `str16("lo")`, `block(0x219, …)`. Those exported by themselves write
 * little-endian; `bigEndian` has the same ones for the other order.
 */

import { type Block, FRAME_SIZE, HEADER_SIZE, TRAILER_SIZE } from "../../src/format/block-batch.ts";

const encoder = new TextEncoder();

/** The parts one behind the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The bytes `count` times. */
export function repeat(bytes: Uint8Array, count: number): Uint8Array {
  const all = new Uint8Array(count * bytes.length);
  for (let at = 0; at < all.length; at += bytes.length) all.set(bytes, at);
  return all;
}

/** Bytes by their values. */
export function u8(...values: readonly number[]): Uint8Array {
  return Uint8Array.from(values);
}

/** Bytes from hexadecimal digits; white space is ignored. */
export function hex(digits: string): Uint8Array {
  return Uint8Array.from(digits.replace(/\s/g, "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Text without a length, in UTF-8. */
export function ascii(text: string): Uint8Array {
  return encoder.encode(text);
}

export function zeroes(count: number): Uint8Array {
  return new Uint8Array(count);
}

/** Builders of one byte order. */
export interface Builders {
  readonly littleEndian: boolean;
  readonly u16: (value: number) => Uint8Array;
  readonly u32: (value: number) => Uint8Array;
  readonly u64: (value: bigint | number) => Uint8Array;
  /** Two's complement; u64 and i64 differ only in what they take. */
  readonly i64: (value: bigint | number) => Uint8Array;
  /** u16 length, then the bytes. */
  readonly str16: (text: string | Uint8Array) => Uint8Array;
  /** u16 length, then the strings with a NUL behind each. */
  readonly list16: (...strings: readonly string[]) => Uint8Array;
  /** A whole block, padded with zeroes to a multiple of 4. */
  readonly block: (type: number, ...body: readonly Uint8Array[]) => Uint8Array;
  /** A section header of version 1.2 (or another) with pcapng options behind it. */
  readonly sectionHeader: (options?: SectionHeaderParts) => Uint8Array;
  /** An event block (V2) on cpu 0. */
  readonly eventV2: (options?: EventParts) => Uint8Array;
}

export interface SectionHeaderParts {
  readonly major?: number;
  readonly minor?: number;
  readonly options?: Uint8Array;
}

export interface EventParts {
  readonly type?: number;
  readonly tid?: number;
  readonly tsNs?: bigint;
  readonly params?: readonly Uint8Array[];
}

export const littleEndian: Builders = buildersOf(true);
export const bigEndian: Builders = buildersOf(false);
export const { u16, u32, u64, i64, str16, list16, block, sectionHeader, eventV2 } = littleEndian;

/** A block as the framer would give it, from all its bytes. `before` stands for what precedes it in the capture. */
export function blockOf(bytes: Uint8Array, order: Builders = littleEndian, before = 0): Block {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    type: view.getUint32(0, order.littleEndian),
    offset: before,
    view,
    littleEndian: order.littleEndian,
    start: HEADER_SIZE,
    end: bytes.length - TRAILER_SIZE,
  };
}

function buildersOf(littleEndian: boolean): Builders {
  const number = (size: number, write: (view: DataView) => void) => {
    const bytes = new Uint8Array(size);
    write(new DataView(bytes.buffer));
    return bytes;
  };
  const u16 = (value: number) => number(2, (view) => view.setUint16(0, value, littleEndian));
  const u32 = (value: number) => number(4, (view) => view.setUint32(0, value, littleEndian));
  const u64 = (value: bigint | number) =>
    number(8, (view) => view.setBigInt64(0, BigInt(value), littleEndian));
  const str16 = (text: string | Uint8Array) => {
    const bytes = typeof text === "string" ? ascii(text) : text;
    return concat(u16(bytes.length), bytes);
  };
  const list16 = (...strings: readonly string[]) => str16(strings.map((string) => `${string}\0`).join(""));
  const block = (type: number, ...body: readonly Uint8Array[]) => {
    const whole = concat(...body);
    const length = 4 * Math.ceil((FRAME_SIZE + whole.length) / 4);
    return concat(u32(type), u32(length), whole, zeroes(length - FRAME_SIZE - whole.length), u32(length));
  };
  const sectionHeader = ({ major = 1, minor = 2, options = zeroes(0) }: SectionHeaderParts = {}) =>
    block(0x0a0d0d0a, u32(0x1a2b3c4d), u16(major), u16(minor), u64(-1), options);
  const eventV2 = ({ type = 7, tid = 100, tsNs = 10n ** 18n, params = [] }: EventParts = {}) => {
    const data = concat(...params.map(({ length }) => u16(length)), ...params);
    return block(
      0x216,
      u16(0),
      u64(tsNs),
      u64(tid),
      u32(26 + data.length),
      u16(type),
      u32(params.length),
      data,
    );
  };
  return { littleEndian, u16, u32, u64, i64: u64, str16, list16, block, sectionHeader, eventV2 };
}
