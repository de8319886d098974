import { inferParamCount } from "../../decoder/infer-param-count.ts";
import { HEADER_SIZE, TRAILER_SIZE } from "../../format/block-batch.ts";
import { type BlockType, EVENT_HEADER_SIZES, eventHeaderSize } from "../../format/catalogue.ts";
import { V1_LENGTH_TOO_LARGE, V1_SURPLUS_BYTES } from "../../format/write-event.ts";

const CPU_SIZE = 2;
const FLAGS_SIZE = 4;

/**
 * Where the event of the block at `pos` ends by its own account; undefined where that is beyond `limit` or its
 * parameters do not fit. Told without the block's length and without an event table.
 */
export function eventEnd(
  view: DataView,
  pos: number,
  limit: number,
  type: BlockType,
  littleEndian: boolean,
): number | undefined {
  const at = pos + HEADER_SIZE + CPU_SIZE + (type.hasFlags ? FLAGS_SIZE : 0);
  const headerSize = eventHeaderSize(type);
  if (at + headerSize > limit) return undefined;
  const length = view.getUint32(at + 16, littleEndian);
  if (type.version > 1) {
    const end = at + length;
    const count = view.getUint32(at + 22, littleEndian);
    return end <= limit && paramsFit(view, at + headerSize, end, count, littleEndian) ? end : undefined;
  }
  const surplus = V1_LENGTH_TOO_LARGE.has(view.getUint16(at + 20, littleEndian)) ? V1_SURPLUS_BYTES : 0;
  const end = at + length - surplus;
  if (end > limit || length < headerSize) return undefined;
  return inferParamCount(view, at + headerSize, end, littleEndian) === undefined ? undefined : end;
}

/** Whether the length that an event tells of itself is that of its block, whatever is in it. */
export function tellsLength(
  view: DataView,
  pos: number,
  length: number,
  type: BlockType,
  littleEndian: boolean,
): boolean {
  const at = pos + HEADER_SIZE + CPU_SIZE + (type.hasFlags ? FLAGS_SIZE : 0);
  if (at + EVENT_HEADER_SIZES[1] > pos + length) return false;
  const surplus =
    type.version === 1 && V1_LENGTH_TOO_LARGE.has(view.getUint16(at + 20, littleEndian))
      ? V1_SURPLUS_BYTES
      : 0;
  const end = at + view.getUint32(at + 16, littleEndian) - surplus;
  return 4 * Math.ceil((end - pos + TRAILER_SIZE) / 4) === length;
}

/** Whether `count` lengths, of either width, and what they tell of have room; less is accepted, as readers do. */
function paramsFit(
  view: DataView,
  start: number,
  end: number,
  count: number,
  littleEndian: boolean,
): boolean {
  return (
    lengthsFit(view, start, end, count, 2, littleEndian) ||
    lengthsFit(view, start, end, count, 4, littleEndian)
  );
}

function lengthsFit(
  view: DataView,
  start: number,
  end: number,
  count: number,
  width: 2 | 4,
  littleEndian: boolean,
): boolean {
  let left = end - start - width * count;
  for (let at = start; at < start + width * count && left >= 0; at += width) {
    left -= width === 2 ? view.getUint16(at, littleEndian) : view.getUint32(at, littleEndian);
  }
  return left >= 0;
}
