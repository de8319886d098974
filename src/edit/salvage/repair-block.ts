import { type Block, FRAME_SIZE, HEADER_SIZE, TRAILER_SIZE } from "../../format/block-batch.ts";
import { BLOCK_TYPES, type BlockType, SECTION_HEADER } from "../../format/catalogue.ts";
import { eventEnd } from "./event-extent.ts";
import { byteOrderAt, isPlausibleLength } from "./sound-block.ts";
import type { Window } from "./window.ts";

/** A block whose frame was mended: what it is, and where its body lies. */
export interface RepairedBlock {
  readonly type: BlockType;
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** Behind all that belonged to it. */
  readonly end: number;
  readonly littleEndian: boolean;
  readonly detail: string;
}

const SECTION_HEADER_SIZE = 28;

/**
 * What a block was whose frame is damaged, if the rest of it tells: it begins at `at`, and no later than at `limit`
 * the next one does.
 */
export function repairBlock(
  window: Window,
  at: number,
  limit: number,
  littleEndian: boolean | undefined,
): RepairedBlock | undefined {
  if (limit - at < FRAME_SIZE) return undefined;
  const header = repairSectionHeader(window, at, limit);
  if (header !== undefined || littleEndian === undefined) return header;
  for (const type of likelyTypes(window.view.getUint32(at, littleEndian))) {
    const repaired =
      (type.kind === "event" ? repairEvent(window, at, limit, type, littleEndian) : undefined) ??
      repairByLength(window, at, limit, type, littleEndian);
    if (repaired !== undefined) return repaired;
  }
  return undefined;
}

/**
 * What is left of a list that begins at `at`: all up to `limit`, of which its entries will tell how much is sound.
 */
export function partialList(
  { view }: Window,
  at: number,
  limit: number,
  littleEndian: boolean,
): RepairedBlock | undefined {
  const type = limit - at < FRAME_SIZE ? undefined : BLOCK_TYPES.get(view.getUint32(at, littleEndian));
  if (type === undefined || !type.kind.endsWith("-list")) return undefined;
  const bounds = { bodyStart: at + HEADER_SIZE, bodyEnd: limit, end: limit };
  return { type, ...bounds, littleEndian, detail: "only its beginning is left" };
}

/** The event type that a framed block of an unknown one was before a bit of it flipped, if its contents tell so. */
export function eventTypeOf(block: Block): number | undefined {
  const { view, start, end, littleEndian } = block;
  const types = likelyTypes(block.type).filter((type) => {
    const eventBytesEnd = eventEnd(view, start - HEADER_SIZE, end, type, littleEndian);
    return type.kind === "event" && eventBytesEnd !== undefined && end - eventBytesEnd < 4;
  });
  return types[0]?.id;
}

/** The type itself, or those that one flipped bit makes of it. */
function likelyTypes(id: number): readonly BlockType[] {
  const known = BLOCK_TYPES.get(id);
  if (known !== undefined) return known.id === SECTION_HEADER ? [] : [known];
  return [...BLOCK_TYPES.values()].filter((type) => type.id !== SECTION_HEADER && isOneBit(type.id ^ id));
}

function isOneBit(bits: number): boolean {
  return bits !== 0 && (bits & (bits - 1)) === 0;
}

/** An event tells its length itself; the length behind it or the next block must agree. */
function repairEvent(
  { view, atEnd }: Window,
  at: number,
  limit: number,
  type: BlockType,
  littleEndian: boolean,
): RepairedBlock | undefined {
  const bodyEnd = eventEnd(view, at, limit, type, littleEndian);
  if (bodyEnd === undefined) return undefined;
  const length = 4 * Math.ceil((bodyEnd - at + TRAILER_SIZE) / 4);
  const end = at + length;
  const isCut = atEnd && limit === view.byteLength && end > limit;
  if (end > limit && !isCut) return undefined;
  // Its first length alone proves nothing of its end, behind which something else may have been written.
  const agrees = isCut
    ? view.getUint32(at + 4, littleEndian) === length
    : end === limit || trailerBefore(view, end, littleEndian) === length;
  if (!agrees) return undefined;
  const detail = isCut
    ? "its end was missing, but nothing of the event"
    : "its frame was damaged, its contents are whole";
  return { type, bodyStart: at + HEADER_SIZE, bodyEnd, end: Math.min(end, limit), littleEndian, detail };
}

/** One of the frame's two lengths tells just where the next block begins. */
function repairByLength(
  { view }: Window,
  at: number,
  limit: number,
  type: BlockType,
  littleEndian: boolean,
): RepairedBlock | undefined {
  const length = limit - at;
  if ((length & 3) !== 0 || !isPlausibleLength(type, length)) return undefined;
  const agrees =
    view.getUint32(at + 4, littleEndian) === length || trailerBefore(view, limit, littleEndian) === length;
  if (!agrees) return undefined;
  const bounds = { bodyStart: at + HEADER_SIZE, bodyEnd: limit - TRAILER_SIZE, end: limit };
  return { type, ...bounds, littleEndian, detail: "its frame was damaged" };
}

/** A section header is known by its magic and one of its lengths, or without the magic by both and its type. */
function repairSectionHeader({ view }: Window, at: number, limit: number): RepairedBlock | undefined {
  const end = at + SECTION_HEADER_SIZE;
  const [type] = [BLOCK_TYPES.get(SECTION_HEADER)];
  if (end > limit || type === undefined) return undefined;
  const bounds = { bodyStart: at + HEADER_SIZE, bodyEnd: end - TRAILER_SIZE, end };
  const isTyped = view.getUint32(at, true) === SECTION_HEADER;
  const magic = byteOrderAt(view, at);
  for (const littleEndian of magic === undefined ? [true, false] : [magic]) {
    const lengths =
      Number(view.getUint32(at + 4, littleEndian) === SECTION_HEADER_SIZE) +
      Number(trailerBefore(view, end, littleEndian) === SECTION_HEADER_SIZE);
    const isOne = magic === undefined ? isTyped && lengths === 2 : Number(isTyped) + lengths >= 2;
    if (isOne) return { type, ...bounds, littleEndian, detail: "its frame or magic was damaged" };
  }
  return undefined;
}

function trailerBefore(view: DataView, end: number, littleEndian: boolean): number {
  return view.getUint32(end - TRAILER_SIZE, littleEndian);
}
