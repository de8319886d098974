import { TRAILER_SIZE } from "../../format/block-batch.ts";
import { SECTION_HEADER } from "../../format/catalogue.ts";
import type { ChunkReader } from "../../format/chunk-reader.ts";
import { type SalvagedBlocks, Salvager } from "../salvage/salvager.ts";
import { type Window, windowOf } from "../salvage/window.ts";

const WINDOW_BYTES = 1024 * 1024;
/** There may be very many short ones. */
const FIRST_WINDOW_BYTES = 64 * 1024;
/** Damage in a capture may be so long; blocks behind more of it are taken for another's. */
const MAX_GAP_BYTES = 64 * 1024;

/** How far a chain goes in a window. */
interface Extent {
  /** Position behind its last block. */
  readonly end: number;
  /** Whether it goes no further. */
  readonly isOver: boolean;
  /** Bytes from `end` on that must be there to tell. */
  readonly needed: number;
  readonly littleEndian: boolean | undefined;
}

/** Takes the bytes of the blocks that follow one another from the reader's place on, with damage between them. */
export async function* chainOfBlocks(reader: ChunkReader): AsyncGenerator<Uint8Array> {
  let littleEndian: boolean | undefined;
  for (let wanted = FIRST_WINDOW_BYTES; ; ) {
    const bytes = await reader.peek(wanted);
    const atEnd = bytes.length < wanted;
    const extent = extentIn(windowOf(bytes, reader.offset, atEnd), littleEndian);
    if (extent.end > 0) yield bytes.subarray(0, extent.end);
    reader.skip(extent.end);
    if (extent.isOver || atEnd) return;
    littleEndian = extent.littleEndian;
    wanted = Math.max(WINDOW_BYTES, extent.needed);
  }
}

function extentIn(window: Window, littleEndian: boolean | undefined): Extent {
  const salvager = new Salvager();
  salvager.littleEndian = littleEndian;
  let end = 0;
  let take = salvager.take(window);
  for (;;) {
    for (const item of take.salvaged) {
      if (item.kind !== "blocks") continue;
      if (!goesOn(item, end, window.base)) return { end, isOver: true, needed: 0, littleEndian };
      end = endOf(item) - window.base;
    }
    if (take.needed !== undefined) break;
    take = salvager.take(window, take.used);
  }
  const { used, needed } = take;
  const told = salvager.littleEndian;
  return { end, isOver: used - end > MAX_GAP_BYTES, needed: used - end + needed, littleEndian: told };
}

/** Whether blocks belong to the chain that ended before them; behind a gap a section header begins another capture. */
function goesOn(
  { batch: { base, starts, types } }: SalvagedBlocks,
  end: number,
  windowBase: number,
): boolean {
  const gap = base + (starts[0] as number) - windowBase - end;
  return gap === 0 || (gap <= MAX_GAP_BYTES && types[0] !== SECTION_HEADER);
}

function endOf({ batch, sizeBytes }: SalvagedBlocks): number {
  const { base, starts, bodyEnds, count } = batch;
  if (sizeBytes !== undefined) return base + (starts[0] as number) + sizeBytes;
  return base + (bodyEnds[count - 1] as number) + TRAILER_SIZE;
}
