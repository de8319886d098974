import { FRAME_SIZE, HEADER_SIZE, TRAILER_SIZE } from "../../format/block-batch.ts";
import { type BlockType, blockTypeOf, SECTION_HEADER } from "../../format/catalogue.ts";
import { BYTE_ORDER_MAGIC } from "../../format/section-header.ts";
import { eventEnd } from "./event-extent.ts";
import type { Window } from "./window.ts";

/** A block found where one was looked for. */
export interface FoundBlock {
  readonly kind: "sound";
  readonly at: number;
  readonly length: number;
  readonly type: BlockType;
  readonly littleEndian: boolean;
}

/** The window ends before it is clear; so many of its bytes are needed. */
export interface NeedsMore {
  readonly kind: "more";
  readonly needed: number;
}

const MIN_SECTION_HEADER_SIZE = 28;
const MACHINE_INFO_SIZE = 192;
/** An event that is not large takes 64 KiB; comments of others may come behind it. */
const MAX_EVENT_SIZE = 1024 * 1024;
/** More of it would have to be held at once. */
const MAX_SIZE = 64 * 1024 * 1024;
const PLAUSIBLE_LENGTHS = {
  "section-header": [MIN_SECTION_HEADER_SIZE, MAX_EVENT_SIZE],
  "machine-info": [MACHINE_INFO_SIZE, 2 * MACHINE_INFO_SIZE],
  "process-list": [FRAME_SIZE, MAX_SIZE],
  "fd-list": [FRAME_SIZE + 8, MAX_SIZE],
  "interface-list": [FRAME_SIZE, MAX_EVENT_SIZE],
  "user-list": [FRAME_SIZE, MAX_SIZE],
  "state-supplement": [FRAME_SIZE, MAX_SIZE],
  event: [FRAME_SIZE + 2 + 22, MAX_EVENT_SIZE],
  unknown: [FRAME_SIZE, MAX_EVENT_SIZE],
} as const;

/** Whether a block of the type can be so long. */
export function isPlausibleLength({ kind, isLarge }: BlockType, length: number): boolean {
  const [min, max] = PLAUSIBLE_LENGTHS[kind];
  return length >= min && length <= (isLarge ? MAX_SIZE : max);
}

/**
 * The block of a known type at `at` if all that can be checked agrees: length and trailer, the magic of a section
 * header, the lengths inside of an event.
 */
export function soundBlockAt(
  window: Window,
  at: number,
  littleEndian: boolean,
): FoundBlock | NeedsMore | undefined {
  const { view, canGrow } = window;
  const remaining = view.byteLength - at;
  if (remaining < FRAME_SIZE) return canGrow ? { kind: "more", needed: at + FRAME_SIZE } : undefined;
  const type = blockTypeOf(view.getUint32(at, littleEndian));
  if (type.kind === "unknown") return undefined;
  const order = type.id === SECTION_HEADER ? byteOrderAt(view, at) : littleEndian;
  if (order === undefined) return undefined;
  const length = view.getUint32(at + 4, order);
  if (!isPlausibleLength(type, length)) return undefined;
  if (length > remaining) return canGrow ? { kind: "more", needed: at + length } : undefined;
  const bodyEnd = at + length - TRAILER_SIZE;
  if (view.getUint32(bodyEnd, order) !== length) return undefined;
  if (type.kind === "event" && eventEnd(view, at, bodyEnd, type, order) === undefined) return undefined;
  return { kind: "sound", at, length, type, littleEndian: order };
}

/** Whether the section header at `at` is little-endian; undefined where its magic is none. */
export function byteOrderAt(view: DataView, at: number): boolean | undefined {
  if (view.byteLength - at < HEADER_SIZE + 4) return undefined;
  if (view.getUint32(at + HEADER_SIZE, true) === BYTE_ORDER_MAGIC) return true;
  return view.getUint32(at + HEADER_SIZE, false) === BYTE_ORDER_MAGIC ? false : undefined;
}

/**
 * The first sound block from `from` on; its start may be anywhere, for what is missing before it need not have been a
 * multiple of 4. In the order given, or in either where that is not known.
 */
export function findBlock(
  window: Window,
  from: number,
  littleEndian: boolean | undefined,
): FoundBlock | NeedsMore | undefined {
  const { view } = window;
  for (let at = from; view.byteLength - at >= FRAME_SIZE; at++) {
    if (littleEndian !== false && mayBeType(view.getUint32(at, true))) {
      const found = soundBlockAt(window, at, true);
      if (found !== undefined) return found;
    }
    if (littleEndian !== true && mayBeType(view.getUint32(at, false))) {
      const found = soundBlockAt(window, at, false);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** A quick look before a slower one: ids of blocks are 0x2.., the section header's, or 0x80..abcd. */
function mayBeType(value: number): boolean {
  return value >>> 8 === 2 || value === SECTION_HEADER || (value & 0xffff) === 0xabcd;
}
