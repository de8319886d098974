import { type BlockBatch, BlockList, FRAME_SIZE, HEADER_SIZE, TRAILER_SIZE } from "./block-batch.ts";
import { SECTION_HEADER } from "./catalogue.ts";
import { type OnDamage, ScapError } from "./errors.ts";
import { judgeBlock, type Verdict } from "./judge.ts";

/** Blocks of a usual event capture are about this long; a wrong guess only costs a growing array. */
const TYPICAL_BLOCK_SIZE = 64;
/**
 * Room at first for the blocks of a section that begins inside a chunk: there may be thousands of sections in one, and
 * arrays of up to 64 bytes cost a tenth of longer ones.
 */
const SECTION_BLOCKS = 16;

/** How a stream of chunks is framed. */
export interface FramingOptions {
  /** A batch is good until the next chunk is pushed, else as long as it is held. */
  readonly reusesLists?: boolean;
  /** Where in the capture the stream begins: at a block, and inside a section unless that is the capture's start. */
  readonly offset?: number;
  /** Byte order of the section that it begins in. */
  readonly littleEndian?: boolean;
}

/**
 * Cuts a stream of chunks into blocks, whatever the chunks' bounds.
 * Copies only the block that straddles two chunks and holds no more than that one.
 * Damage goes to `onDamage`; damage that reading cannot get past also sets `stoppedBy`, and the rest is ignored.
 */
export class BlockFramer {
  /** Why reading stopped before the end of the capture, if it did. */
  stoppedBy: ScapError | undefined;
  private readonly onDamage: OnDamage;
  private littleEndian: boolean;
  /** Offset in the capture of the next byte to be framed. */
  private offset: number;
  private held = new Uint8Array(0);
  private heldLength = 0;
  /** How many bytes the unfinished block needs before framing can go on. */
  private needed = FRAME_SIZE;
  /** Lists of batches that nobody looks at any more. */
  private readonly spareLists: BlockList[] = [];
  /** Lists of the chunk before, to be used again; undefined where batches last. */
  private readonly usedLists: BlockList[] | undefined;

  constructor(
    onDamage: OnDamage,
    { reusesLists = false, offset = 0, littleEndian = true }: FramingOptions = {},
  ) {
    this.onDamage = onDamage;
    this.offset = offset;
    this.littleEndian = littleEndian;
    this.usedLists = reusesLists ? [] : undefined;
  }

  /** Where the next chunk belongs in the capture. */
  get position(): number {
    return this.offset + this.heldLength;
  }

  /** Whether the blocks so far were given whole, and none is begun. */
  get isBetweenBlocks(): boolean {
    return this.heldLength === 0;
  }

  /** The blocks that `chunk` completes, in order. `chunk` is borrowed and must not change afterwards. */
  push(chunk: Uint8Array): BlockBatch[] {
    const batches: BlockBatch[] = [];
    this.spareLists.push(...(this.usedLists?.splice(0) ?? []));
    let rest = chunk;
    while (rest.length > 0 && this.stoppedBy === undefined) {
      if (this.heldLength === 0) {
        rest = this.frame(rest, false, batches);
        this.hold(rest, rest.length);
        break;
      }
      rest = this.hold(rest, this.needed - this.heldLength);
      if (this.heldLength >= this.needed) this.frameHeld(false, batches);
    }
    return batches;
  }

  /** The blocks left at the end of the capture; an unfinished one is reported as truncated. */
  finish(): BlockBatch[] {
    const batches: BlockBatch[] = [];
    if (this.stoppedBy !== undefined) return batches;
    if (this.heldLength > 0) this.frameHeld(true, batches);
    else if (this.offset === 0)
      this.stop(new ScapError("not-a-capture", "the input is empty", { offset: 0 }));
    return batches;
  }

  private frameHeld(atEnd: boolean, batches: BlockBatch[]): void {
    const bytes = this.held.subarray(0, this.heldLength);
    this.held = new Uint8Array(0);
    this.heldLength = 0;
    const rest = this.frame(bytes, atEnd, batches);
    this.hold(rest, rest.length);
  }

  /** Keeps the first `count` bytes of `chunk` (or all) behind those already held; returns the others. */
  private hold(chunk: Uint8Array, count: number): Uint8Array {
    const taken = Math.min(count, chunk.length);
    const length = this.heldLength + taken;
    if (length > this.held.length) {
      // A length claimed by the file is never allocated at once: the buffer grows with what really arrives.
      const grown = new Uint8Array(Math.max(length, Math.min(this.needed, 2 * length)));
      grown.set(this.held.subarray(0, this.heldLength));
      this.held = grown;
    }
    this.held.set(chunk.subarray(0, taken), this.heldLength);
    this.heldLength = length;
    return chunk.subarray(taken);
  }

  /** Frames every whole block of `bytes` and returns the bytes of the unfinished one. */
  private frame(bytes: Uint8Array, atEnd: boolean, batches: BlockBatch[]): Uint8Array {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const base = this.offset;
    let list = this.takeList(Math.ceil(bytes.length / TYPICAL_BLOCK_SIZE));
    const flush = () => {
      if (list.count > 0) batches.push(toBatch(list, bytes, view, base, this.littleEndian));
    };
    let pos = 0;
    for (;;) {
      // Nothing but a section header may come first, however sound it looks.
      if (base + pos > 0) pos = frameSoundBlocks(view, pos, this.littleEndian, list);
      this.offset = base + pos;
      if (pos === view.byteLength) break;
      const verdict = judgeBlock(view, pos, base, this.littleEndian, atEnd);
      if (verdict.damage !== undefined) this.onDamage(verdict.damage);
      if (verdict.kind !== "block") {
        this.end(verdict);
        break;
      }
      if (verdict.type === SECTION_HEADER) {
        flush();
        list = this.takeList(SECTION_BLOCKS);
        this.littleEndian = verdict.littleEndian;
      }
      list.add(verdict.type, pos, pos + verdict.bodyEnd);
      pos += verdict.length;
    }
    flush();
    return this.stoppedBy === undefined && !atEnd ? bytes.subarray(pos) : bytes.subarray(bytes.length);
  }

  private takeList(capacity: number): BlockList {
    const list = this.spareLists.pop() ?? new BlockList(capacity);
    list.count = 0;
    this.usedLists?.push(list);
    return list;
  }

  private end(verdict: Exclude<Verdict, { kind: "block" }>): void {
    if (verdict.kind === "incomplete") this.needed = verdict.needed;
    else if (verdict.kind === "stop") this.stoppedBy = verdict.error;
  }

  private stop(error: ScapError): void {
    this.stoppedBy = error;
    this.onDamage({ code: error.code, detail: error.detail, context: error.context, lost: true });
  }
}

/** The hot loop: adds blocks while nothing about them is odd; returns the position of the first that is. */
export function frameSoundBlocks(
  view: DataView,
  from: number,
  littleEndian: boolean,
  list: BlockList,
): number {
  const end = view.byteLength;
  let pos = from;
  while (end - pos >= FRAME_SIZE) {
    const type = view.getUint32(pos, littleEndian);
    const length = view.getUint32(pos + 4, littleEndian);
    if (length < FRAME_SIZE || length > end - pos || (length & 3) !== 0 || type === SECTION_HEADER) break;
    const bodyEnd = pos + length - TRAILER_SIZE;
    if (view.getUint32(bodyEnd, littleEndian) !== length) break;
    list.add(type, pos, bodyEnd);
    pos += length;
  }
  return pos;
}

function toBatch(
  list: BlockList,
  bytes: Uint8Array,
  view: DataView,
  base: number,
  littleEndian: boolean,
): BlockBatch {
  const { count, types, starts, bodyEnds } = list;
  return { bytes, view, base, littleEndian, count, types, starts, bodyEnds };
}

/** The blocks of a list, as a batch of the bytes that they lie in. */
export function batchOf(
  { bytes, view, base }: Pick<BlockBatch, "bytes" | "view" | "base">,
  list: BlockList,
  littleEndian: boolean,
): BlockBatch {
  return toBatch(list, bytes, view, base, littleEndian);
}

/** Position of a block's body in its batch's bytes. */
export function bodyStart(batch: BlockBatch, index: number): number {
  return (batch.starts[index] ?? 0) + HEADER_SIZE;
}
