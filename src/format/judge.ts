import { FRAME_SIZE, HEADER_SIZE, TRAILER_SIZE } from "./block-batch.ts";
import { BLOCK_TYPES, blockTypeOf, INTERFACE_LIST, PROCESS_LIST, SECTION_HEADER } from "./catalogue.ts";
import { type Damage, damageOf, ScapError, type ScapErrorCode } from "./errors.ts";
import { foreignFormat } from "./foreign-format.ts";
import { resavedListLength } from "./resaved-interface-list.ts";
import { BYTE_ORDER_MAGIC } from "./section-header.ts";
import { shortProcessListLength } from "./short-process-list.ts";

/** A block claiming more is taken for damage: process lists of very large machines stay far below. */
export const MAX_BLOCK_SIZE = 256 * 1024 * 1024;
const MIN_SECTION_HEADER_SIZE = 28;

/** What to do with a block that is not plainly sound. */
export type Verdict =
  | {
      readonly kind: "block";
      readonly type: number;
      /** Bytes to the next block. */
      readonly length: number;
      /** Bytes from the block's start to the end of its body. */
      readonly bodyEnd: number;
      readonly littleEndian: boolean;
      readonly damage?: Damage | undefined;
    }
  | { readonly kind: "incomplete"; readonly needed: number; readonly damage?: Damage | undefined }
  | { readonly kind: "stop"; readonly error: ScapError; readonly damage: Damage };

/** One odd block: the bytes at hand, where it starts and what its frame claims. */
interface Frame {
  readonly view: DataView;
  readonly pos: number;
  /** Offset of the block in the capture. */
  readonly offset: number;
  readonly type: number;
  readonly length: number;
  readonly littleEndian: boolean;
  /** No more bytes will come. */
  readonly atEnd: boolean;
  readonly remaining: number;
}

/**
 * Decides about the block at `pos`: a section header, an unfinished block, or one whose frame is odd.
 * `base` is the offset of the view's first byte. The rules are those of docs/format.md, "Damage".
 */
export function judgeBlock(
  view: DataView,
  pos: number,
  base: number,
  littleEndian: boolean,
  atEnd: boolean,
): Verdict {
  const offset = base + pos;
  const remaining = view.byteLength - pos;
  if (offset === 0 && remaining >= 4 && view.getUint32(pos, true) !== SECTION_HEADER)
    return notACapture(view, pos);
  if (remaining < FRAME_SIZE) return waitFor(FRAME_SIZE, { offset, remaining, atEnd });
  const type = view.getUint32(pos, littleEndian);
  if (type === SECTION_HEADER) return judgeSectionHeader(view, pos, offset, atEnd);
  const length = view.getUint32(pos + 4, littleEndian);
  const frame = { view, pos, offset, type, length, littleEndian, atEnd, remaining };
  return judgeLength(frame) ?? judgeTrailer(frame);
}

function judgeSectionHeader(view: DataView, pos: number, offset: number, atEnd: boolean): Verdict {
  const remaining = view.byteLength - pos;
  if (remaining < FRAME_SIZE + 4) return waitFor(FRAME_SIZE + 4, { offset, remaining, atEnd });
  // The magic tells the byte order that the block's own length is written in.
  const magic = view.getUint32(pos + HEADER_SIZE, true);
  const littleEndian = magic === BYTE_ORDER_MAGIC;
  if (!littleEndian && view.getUint32(pos + HEADER_SIZE, false) !== BYTE_ORDER_MAGIC) {
    const shown = magic.toString(16).padStart(8, "0");
    return stop("not-a-capture", `byte-order magic is 0x${shown}, not 0x1a2b3c4d`, offset, SECTION_HEADER);
  }
  const length = view.getUint32(pos + 4, littleEndian);
  const frame = { view, pos, offset, type: SECTION_HEADER, length, littleEndian, atEnd, remaining };
  if (length < MIN_SECTION_HEADER_SIZE) {
    return stop(
      "bad-length",
      `block length ${length} is less than ${MIN_SECTION_HEADER_SIZE}`,
      offset,
      SECTION_HEADER,
    );
  }
  return judgeLength(frame) ?? judgeTrailer(frame);
}

/** A verdict if the length alone decides. */
function judgeLength(frame: Frame): Verdict | undefined {
  const { length, offset, type, remaining, atEnd } = frame;
  if (length < FRAME_SIZE) {
    return stop("bad-length", `block length ${length} is less than ${FRAME_SIZE}`, offset, type);
  }
  if (length > MAX_BLOCK_SIZE) {
    return stop("limit", `block length ${length} is over the limit of ${MAX_BLOCK_SIZE}`, offset, type);
  }
  if (length <= remaining) return undefined;
  if (!atEnd) return { kind: "incomplete", needed: length };
  const detail = `block of ${length} bytes, but the capture ends after ${remaining}`;
  const error = new ScapError("truncated", detail, { offset, block: nameOf(type) });
  // A writer that died between an event and its trailer lost nothing of the event.
  if (blockTypeOf(type).kind === "event" && length - remaining <= TRAILER_SIZE) {
    return block(frame, remaining, length - TRAILER_SIZE, damageOf(error, false));
  }
  return { kind: "stop", error, damage: damageOf(error) };
}

function judgeTrailer(frame: Frame): Verdict {
  const { view, pos, offset, type, length, littleEndian } = frame;
  const { kind } = blockTypeOf(type);
  const trailer = view.getUint32(pos + length - TRAILER_SIZE, littleEndian);
  if (trailer === length) {
    const odd = (length & 3) !== 0 && kind !== "event";
    return block(
      frame,
      length,
      length - TRAILER_SIZE,
      odd ? oddity("bad-length", `block length ${length} is not a multiple of 4`, offset, type) : undefined,
    );
  }
  const mended = judgeShortList(frame);
  if (mended !== undefined) return mended;
  const detail = `the length after the block is ${trailer}, before it ${length}`;
  if (kind === "section-header") {
    return block(frame, length, length - TRAILER_SIZE, oddity("bad-trailer", detail, offset, type));
  }
  const next = plausibleBlockAt(frame, length);
  if (next === "unknown") return { kind: "incomplete", needed: length + HEADER_SIZE };
  if (next === "no") return stop("bad-trailer", detail, offset, type);
  return block(frame, length, length - TRAILER_SIZE, oddity("bad-trailer", detail, offset, type));
}

/** Known faults of writers: lists that claim too short a length (docs/format.md, "Interface list" and "Process list"). */
function judgeShortList(frame: Frame): Verdict | undefined {
  const { offset, type, length, atEnd, remaining } = frame;
  const real = knownFaultLength(frame);
  if (real === "more" && !atEnd) return { kind: "incomplete", needed: remaining + length };
  if (typeof real !== "number") return undefined;
  const detail = `the list is ${real} bytes long but claims ${length}, a known fault of its writer; read in full`;
  return block(frame, real, real - TRAILER_SIZE, oddity("bad-length", detail, offset, type));
}

/**
 * The true length of a list whose writer told too short a one, a fault that is known of some; `more` when the view
 * ends before it is clear.
 */
export function knownFaultLength({
  view,
  pos,
  type,
  length,
  littleEndian,
  atEnd,
}: Pick<Frame, "view" | "pos" | "type" | "length" | "littleEndian" | "atEnd">): number | "more" | undefined {
  if (type === INTERFACE_LIST) return resavedListLength(view, pos, length, littleEndian, atEnd);
  if (type === PROCESS_LIST) return shortProcessListLength(view, pos, length, littleEndian, atEnd);
  return undefined;
}

/** Whether a known block type with a possible length, or the end of the capture, follows after `length` bytes. */
function plausibleBlockAt(
  { view, pos, littleEndian, atEnd }: Frame,
  length: number,
): "yes" | "no" | "unknown" {
  const at = pos + length;
  if (view.byteLength - at < HEADER_SIZE) {
    if (!atEnd) return "unknown";
    return view.byteLength === at ? "yes" : "no";
  }
  const nextLength = view.getUint32(at + 4, littleEndian);
  const known = BLOCK_TYPES.has(view.getUint32(at, littleEndian));
  return known && nextLength >= FRAME_SIZE && nextLength <= MAX_BLOCK_SIZE ? "yes" : "no";
}

function waitFor(
  needed: number,
  { offset, remaining, atEnd }: { offset: number; remaining: number; atEnd: boolean },
): Verdict {
  if (!atEnd) return { kind: "incomplete", needed };
  const detail = `capture ends inside a block header: ${remaining} stray bytes`;
  const error = new ScapError(offset === 0 ? "not-a-capture" : "truncated", detail, { offset });
  return { kind: "stop", error, damage: damageOf(error) };
}

function notACapture(view: DataView, pos: number): Verdict {
  const start = view.getUint32(pos, false).toString(16).padStart(8, "0");
  // Of these bytes alone: what is told must not depend on how many there are at hand.
  const what = foreignFormat(new Uint8Array(view.buffer, view.byteOffset + pos, 4));
  const advice = what === undefined ? "" : `; it is ${what}`;
  const error = new ScapError(
    "not-a-capture",
    `this is no .scap capture: it starts with ${start}, not with a section header (0a0d0d0a)${advice}`,
    { offset: 0 },
  );
  return { kind: "stop", error, damage: damageOf(error) };
}

function stop(code: ScapErrorCode, detail: string, offset: number, type: number): Verdict {
  const error = new ScapError(code, detail, { offset, block: nameOf(type) });
  return { kind: "stop", error, damage: damageOf(error) };
}

function oddity(code: ScapErrorCode, detail: string, offset: number, type: number): Damage {
  return { code, detail, context: { offset, block: nameOf(type) }, lost: false };
}

function block(
  { type, littleEndian }: Frame,
  length: number,
  bodyEnd: number,
  damage: Damage | undefined,
): Verdict {
  return { kind: "block", type, length, bodyEnd, littleEndian, damage };
}

function nameOf(type: number): string {
  return blockTypeOf(type).name;
}
