import { FRAME_SIZE, HEADER_SIZE, TRAILER_SIZE } from "./block-batch.ts";
import { BLOCK_TYPES } from "./catalogue.ts";

/** A list entry (V9) with all its strings empty and no tail. */
const MIN_ENTRY_SIZE = 124;
const LENGTH_SIZE = 4;

/**
 * What libs forgot to count in each entry of the process lists that libsinsp wrote: loginuid for two days in
 * September 2018, exe_writable from 21 December 2021 to 17 January 2022. The block's own length is their sum.
 */
const FORGOTTEN_BYTES = [4, 1];

/**
 * The true length of a process list (V9) whose claimed length lacks what its entries forgot to count.
 * `more` when the view ends first; undefined when it is no such list.
 */
export function shortProcessListLength(
  view: DataView,
  pos: number,
  claimed: number,
  littleEndian: boolean,
  atEnd: boolean,
): number | "more" | undefined {
  for (const forgotten of FORGOTTEN_BYTES) {
    const trailerAt = findTrailer(view, pos, claimed, littleEndian, forgotten);
    if (trailerAt === undefined) continue;
    const next = trailerAt + TRAILER_SIZE;
    const isAll = atEnd && view.byteLength === next;
    const isThere = isAll || view.byteLength >= next + LENGTH_SIZE;
    if (!isThere && !atEnd) return "more";
    if (!isThere || view.getUint32(trailerAt, littleEndian) !== claimed) continue;
    if (isAll || BLOCK_TYPES.has(view.getUint32(next, littleEndian))) return next - pos;
  }
  return undefined;
}

/** How many bytes each entry (V9) between two positions forgets to count; 0 where all is well or nothing explains it. */
export function forgottenBytes(view: DataView, start: number, end: number, littleEndian: boolean): number {
  const fits = (forgotten: number) => entriesFit(view, start, end, littleEndian, forgotten);
  return fits(0) ? 0 : (FORGOTTEN_BYTES.find(fits) ?? 0);
}

function entriesFit(
  view: DataView,
  start: number,
  end: number,
  littleEndian: boolean,
  forgotten: number,
): boolean {
  let at = start;
  while (end - at >= LENGTH_SIZE) {
    const length = view.getUint32(at, littleEndian);
    if (length < MIN_ENTRY_SIZE) return forgotten === 0 && isZero(view, at, end);
    at += length + forgotten;
  }
  return at <= end;
}

function isZero(view: DataView, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (view.getUint8(at) !== 0) return false;
  return true;
}

/** Where the trailer is if each entry takes `forgotten` bytes more than it claims; perhaps behind the view's end. */
function findTrailer(
  view: DataView,
  pos: number,
  claimed: number,
  littleEndian: boolean,
  forgotten: number,
): number | undefined {
  let at = pos + HEADER_SIZE;
  let left = claimed - FRAME_SIZE;
  while (left >= MIN_ENTRY_SIZE) {
    if (view.byteLength - at < LENGTH_SIZE) return view.byteLength;
    const length = view.getUint32(at, littleEndian);
    if (length < MIN_ENTRY_SIZE || length > left) return undefined;
    at += length + forgotten;
    left -= length;
  }
  return left < LENGTH_SIZE ? at + left : undefined;
}
