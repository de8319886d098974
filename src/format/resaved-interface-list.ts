import { HEADER_SIZE } from "./block-batch.ts";
import { BLOCK_TYPES } from "./catalogue.ts";

const MAX_INTERFACE_TYPE = 4;
/** u32 entry length, u16 type, u16 name length, then at least one IPv4 address triple. */
const MIN_ENTRY_SIZE = 20;

/** Of the 28 or more bytes of an entry no more than 12 are forgotten: its length word, and the link speed in old types. */
const MAX_GROWTH = 2;

/**
 * The true length of an interface list (V2) whose claimed length forgot its entries' length words: every
 * sysdig and libs up to 2026 writes such a block when it re-saves a capture older than August 2018.
 * Walks the entries and takes the first 4-byte boundary behind one that holds the claimed length as trailer and is
 * followed by a known block or the end. `more` when the view ends first; undefined when it is no such list.
 */
export function resavedListLength(
  view: DataView,
  pos: number,
  claimed: number,
  littleEndian: boolean,
  atEnd: boolean,
): number | "more" | undefined {
  let at = pos + HEADER_SIZE;
  for (;;) {
    if (view.byteLength - at < HEADER_SIZE) return "more";
    const entryLength = view.getUint32(at, littleEndian);
    const type = view.getUint16(at + 4, littleEndian);
    if (type < 1 || type > MAX_INTERFACE_TYPE || entryLength < MIN_ENTRY_SIZE - 4 || entryLength > claimed)
      return undefined;
    at += 4 + entryLength;
    const trailerAt = pos + 4 * Math.ceil((at - pos) / 4);
    const length = trailerAt + 4 - pos;
    if (length <= claimed) continue;
    if (length > MAX_GROWTH * claimed) return undefined;
    if (view.byteLength - trailerAt < 4) return "more";
    if (view.getUint32(trailerAt, littleEndian) !== claimed) continue;
    if (atEnd && view.byteLength === trailerAt + 4) return length;
    if (view.byteLength - trailerAt < 8) return "more";
    if (BLOCK_TYPES.has(view.getUint32(trailerAt + 4, littleEndian))) return length;
  }
}
