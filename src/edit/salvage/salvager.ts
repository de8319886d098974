import { type BlockBatch, BlockList, HEADER_SIZE, TRAILER_SIZE } from "../../format/block-batch.ts";
import { ByteSink } from "../../format/byte-sink.ts";
import { blockTypeOf, SECTION_HEADER } from "../../format/catalogue.ts";
import { batchOf, frameSoundBlocks } from "../../format/framing.ts";
import { knownFaultLength } from "../../format/judge.ts";
import { BYTE_ORDER_MAGIC } from "../../format/section-header.ts";
import { writeRawBlock } from "../../format/write-block.ts";
import { tellsLength } from "./event-extent.ts";
import { partialList, type RepairedBlock, repairBlock } from "./repair-block.ts";
import { findBlock, isPlausibleLength, type NeedsMore, soundBlockAt } from "./sound-block.ts";
import { type Window, windowOf } from "./window.ts";

/** Something that was not as it should be, and what became of it. */
export interface SalvageFinding {
  /** Lost bytes are of no block that could be told; mended ones are kept. */
  readonly kind: "lost" | "mended";
  /** What was wrong: no block, a fault that writers are known for, a frame that was damaged or cut off. */
  readonly cause: "gap" | "known-fault" | "frame" | "cut";
  /** Type of the block, where there is one. */
  readonly type?: number;
  /** In the uncompressed capture, as it was found. */
  readonly offset: number;
  readonly sizeBytes: number;
  readonly detail: string;
  /** Of a mended block: whether only some of it is left. */
  readonly isPartial?: boolean;
}

/** What comes out of a stretch of a capture, in its order: whole blocks, and what was found between them. */
export type Salvaged = SalvagedBlocks | SalvageFinding;

/** Blocks as they were found; one that was mended comes alone, and tells how many bytes of the capture it was. */
export interface SalvagedBlocks {
  readonly kind: "blocks";
  readonly batch: BlockBatch;
  readonly sizeBytes?: number | undefined;
}

/** Beyond so many bytes without a block they are given up, without a look at what their header may have been. */
const MAX_SEARCH_BYTES = 4 * 1024 * 1024;
const FRAME_SIZE = HEADER_SIZE + TRAILER_SIZE;
const TYPICAL_BLOCK_SIZE = 64;
const FEW_BLOCKS = 16;

/** Thousands of tiny sections may be in one window. */
const MAX_TAKEN = 256;

/** What a window gave. */
export interface Take {
  readonly salvaged: readonly Salvaged[];
  /** Position behind it. */
  readonly used: number;
  /** So many bytes from there on must be there before it goes on; undefined where the window holds more. */
  readonly needed: number | undefined;
}

/** What to do at a place where no sound block follows the one before. */
type Decision =
  | {
      readonly kind: "batch";
      readonly batch: BlockBatch;
      readonly end: number;
      readonly finding?: SalvageFinding;
    }
  | { readonly kind: "lost"; readonly end: number }
  | NeedsMore;

/**
 * Finds the blocks of a damaged capture. Where the chain of blocks breaks it looks for the next sound one, mends what
 * was between if its remains tell enough, and gives it up otherwise. A block that was not touched is never lost.
 */
export class Salvager {
  /** Undefined until a section header or a sound block has told it. */
  littleEndian: boolean | undefined;
  /** Whether the next byte is where a block has to begin. */
  private isAtBoundary = true;
  /** Where a block begins that only seems to be whole. */
  private distrusted = -1;
  private lost: { readonly offset: number; sizeBytes: number } | undefined;

  /** What the window holds from position `from` on, or the first of it: not more at a time than is soon forgotten. */
  take(window: Window, from = 0): Take {
    const salvaged: Salvaged[] = [];
    const { view } = window;
    let pos = from;
    let needed = FRAME_SIZE;
    while (pos < view.byteLength) {
      if (salvaged.length >= MAX_TAKEN) return { salvaged, used: pos, needed: undefined };
      pos = this.takeSound(window, pos, salvaged);
      if (pos === view.byteLength) break;
      const decision = this.decide(window, pos);
      if (decision.kind === "more") {
        needed = decision.needed - pos;
        break;
      }
      if (decision.kind === "batch") this.keep(decision.batch, decision.finding, salvaged);
      else this.lose(window.base + pos, decision.end - pos);
      pos = decision.end;
    }
    if (window.atEnd) this.tellLost(salvaged);
    return { salvaged, used: pos, needed };
  }

  /** The chain of sound blocks from `pos` on. */
  private takeSound(window: Window, pos: number, salvaged: Salvaged[]): number {
    const { littleEndian, isAtBoundary } = this;
    if (littleEndian === undefined || !isAtBoundary) return pos;
    const { view } = window;
    // Where blocks are odd, a list for all that the window may hold would be made for each of them.
    const expected = pos === 0 ? view.byteLength / TYPICAL_BLOCK_SIZE : FEW_BLOCKS;
    const list = new BlockList(Math.ceil(expected));
    let end = frameSoundBlocks(view, pos, littleEndian, list);
    const last = list.starts[list.count - 1];
    if (list.count > 0 && last !== undefined && hidesBlocks(window, last, end, littleEndian)) {
      list.count--;
      end = last;
      this.distrusted = window.base + last;
    }
    if (list.count > 0) this.keep(batchOf(window, list, littleEndian), undefined, salvaged);
    return end;
  }

  private decide(window: Window, pos: number): Decision {
    if (!this.isAtBoundary) return this.search(window, pos, pos);
    if (this.distrusted === window.base + pos) return this.search(window, pos, pos + 1);
    const found = soundBlockAt(window, pos, this.littleEndian ?? true);
    if (found?.kind === "more") return found;
    const sound = found ?? this.framedBlock(window, pos);
    if (sound?.kind === "more") return sound;
    if (sound !== undefined)
      return { kind: "batch", batch: this.oneBlock(window, pos, sound), end: pos + sound.length };
    // Here too, in the other byte order, where none has been told yet.
    const from = this.littleEndian === undefined ? pos : pos + 1;
    return this.decideFault(window, pos) ?? this.search(window, pos, from);
  }

  /** A block of any type whose two lengths agree; of no use where one is looked for, but a block has to begin here. */
  private framedBlock({ view, canGrow }: Window, pos: number) {
    const { littleEndian } = this;
    const remaining = view.byteLength - pos;
    if (littleEndian === undefined || remaining < FRAME_SIZE) return undefined;
    const length = view.getUint32(pos + 4, littleEndian);
    if (!isPlausibleLength(blockTypeOf(view.getUint32(pos, littleEndian)), length)) return undefined;
    if (length > remaining) return canGrow ? { kind: "more" as const, needed: pos + length } : undefined;
    const trailer = view.getUint32(pos + length - TRAILER_SIZE, littleEndian);
    return trailer === length ? { kind: "framed" as const, length, littleEndian } : undefined;
  }

  /** Lists whose writers are known to have told too short a length. */
  private decideFault(window: Window, pos: number): Decision | undefined {
    const { littleEndian } = this;
    const { view, atEnd, canGrow } = window;
    if (littleEndian === undefined || view.byteLength - pos < FRAME_SIZE) return undefined;
    const type = view.getUint32(pos, littleEndian);
    const claimed = view.getUint32(pos + 4, littleEndian);
    if (!isPlausibleLength(blockTypeOf(type), claimed)) return undefined;
    const length = knownFaultLength({ view, pos, type, length: claimed, littleEndian, atEnd });
    if (length === "more" && canGrow) return { kind: "more", needed: 2 * view.byteLength + FRAME_SIZE };
    if (typeof length !== "number") return undefined;
    const batch = this.oneBlock(window, pos, { length, littleEndian });
    const detail = "the length of the list was too short, a known fault of its writer";
    const finding = { ...mended(window, pos, length, "known-fault", detail), type };
    return { kind: "batch", batch, end: pos + length, finding };
  }

  /** Looks for the next sound block; what is before it is mended or lost. */
  private search(window: Window, pos: number, from: number): Decision {
    const { view, atEnd } = window;
    const next = this.nextBoundary(window, pos, from);
    if (next?.kind === "more")
      return { kind: "more", needed: Math.max(next.needed, pos + 2 * (view.byteLength - pos)) };
    if (next === undefined && !atEnd) return this.searchOn(window, pos);
    const limit = next?.at ?? view.byteLength;
    if (limit === pos && next !== undefined)
      return { kind: "batch", batch: this.oneBlock(window, pos, next), end: pos + next.length };
    return this.mend(window, pos, limit) ?? { kind: "lost", end: limit };
  }

  private searchOn({ view, canGrow }: Window, pos: number): Decision {
    const searched = view.byteLength - pos;
    if (canGrow && searched < MAX_SEARCH_BYTES)
      return { kind: "more", needed: pos + 2 * searched + FRAME_SIZE };
    return { kind: "lost", end: view.byteLength - FRAME_SIZE + 1 };
  }

  /** The next sound block, unless it lies inside of the block at `pos`: data that a process wrote may hold a capture. */
  private nextBoundary(window: Window, pos: number, from: number) {
    const inner = findBlock(window, from, this.littleEndian);
    const { littleEndian } = this;
    if (inner?.kind !== "sound" || !this.isAtBoundary || littleEndian === undefined) return inner;
    const { view, atEnd } = window;
    const length = view.getUint32(pos + 4, littleEndian);
    const claimedEnd = pos + length;
    if (claimedEnd <= inner.at || claimedEnd > view.byteLength) return inner;
    // Only an event that tells its length twice is believed, and only if no other block ends where it would: a length may
    // lead to a block by chance.
    const type = blockTypeOf(view.getUint32(pos, littleEndian));
    if (type.kind !== "event" || !tellsLength(view, pos, length, type, littleEndian)) return inner;
    if (endsBlock(window, claimedEnd, inner.at, littleEndian)) return inner;
    const isLast = atEnd && claimedEnd === view.byteLength;
    const outer = isLast ? undefined : soundBlockAt(window, claimedEnd, littleEndian);
    return outer === undefined && !isLast ? inner : outer;
  }

  /** The block that begins at `pos`, if what is left of it up to `limit` tells. */
  private mend(window: Window, pos: number, limit: number): Decision | undefined {
    if (!this.isAtBoundary) return undefined;
    const { littleEndian } = this;
    const { view, atEnd } = window;
    const repaired = repairBlock(window, pos, limit, littleEndian);
    const block =
      repaired ?? (littleEndian === undefined ? undefined : partialList(window, pos, limit, littleEndian));
    if (block === undefined) return undefined;
    const cause = atEnd && limit === view.byteLength && block.end === limit ? "cut" : "frame";
    const told = mended(window, pos, block.end - pos, cause, `${block.type.name}: ${block.detail}`);
    const finding = repaired === undefined ? { ...told, isPartial: true } : told;
    return { kind: "batch", batch: rebuilt(window, pos, block), end: block.end, finding };
  }

  private oneBlock(
    window: Window,
    pos: number,
    { length, littleEndian }: { readonly length: number; readonly littleEndian: boolean },
  ): BlockBatch {
    const list = new BlockList(1);
    list.add(window.view.getUint32(pos, littleEndian), pos, pos + length - TRAILER_SIZE);
    return batchOf(window, list, littleEndian);
  }

  private keep(batch: BlockBatch, finding: SalvageFinding | undefined, salvaged: Salvaged[]): void {
    this.tellLost(salvaged);
    if (finding !== undefined) salvaged.push(finding);
    salvaged.push({ kind: "blocks", batch, sizeBytes: finding?.sizeBytes });
    this.isAtBoundary = true;
    this.littleEndian = batch.littleEndian;
  }

  private lose(offset: number, sizeBytes: number): void {
    this.lost ??= { offset, sizeBytes: 0 };
    this.lost.sizeBytes += sizeBytes;
    this.isAtBoundary = false;
  }

  private tellLost(salvaged: Salvaged[]): void {
    if (this.lost !== undefined)
      salvaged.push({ kind: "lost", cause: "gap", ...this.lost, detail: "no block can be told" });
    this.lost = undefined;
  }
}

/** Whether another block, that begins at `from` or behind, ends at `end`: then that is not the end of one around it. */
function endsBlock(window: Window, end: number, from: number, littleEndian: boolean): boolean {
  const start = end - window.view.getUint32(end - TRAILER_SIZE, littleEndian);
  return start >= from && soundBlockAt(window, start, littleEndian)?.kind === "sound";
}

/**
 * Whether the block from `start` to `end` only seems to be whole, as one can that lost its end: nothing follows it, and
 * blocks that begin inside of it lead beyond.
 */
function hidesBlocks(window: Window, start: number, end: number, littleEndian: boolean): boolean {
  const { view } = window;
  if (view.byteLength - end < FRAME_SIZE || soundBlockAt(window, end, littleEndian) !== undefined)
    return false;
  for (let from = start + 1; from < end; ) {
    const inner = findBlock(window, from, littleEndian);
    if (inner?.kind !== "sound" || inner.at >= end) return false;
    from = inner.at + inner.length;
    for (let next = soundBlockAt(window, from, littleEndian); from < end && next?.kind === "sound"; ) {
      from += next.length;
      next = soundBlockAt(window, from, littleEndian);
    }
    if (from > end) return true;
  }
  return false;
}

function mended(
  { base }: Window,
  pos: number,
  sizeBytes: number,
  cause: SalvageFinding["cause"],
  detail: string,
): SalvageFinding {
  return { kind: "mended", cause, offset: base + pos, sizeBytes, detail };
}

/** A batch of one block in a frame of its own. */
function rebuilt(window: Window, pos: number, block: RepairedBlock): BlockBatch {
  const { littleEndian, type, bodyStart, bodyEnd } = block;
  const sink = new ByteSink({ littleEndian });
  writeRawBlock(sink, type.id, window.bytes.subarray(bodyStart, bodyEnd));
  // A section header without its magic would be none.
  if (type.id === SECTION_HEADER) sink.patchU32(HEADER_SIZE, BYTE_ORDER_MAGIC);
  const bytes = sink.takeAll();
  const list = new BlockList(1);
  list.add(type.id, 0, bytes.length - TRAILER_SIZE);
  return batchOf(windowOf(bytes, window.base + pos, false), list, littleEndian);
}
