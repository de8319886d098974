/**
 * Whole blocks in a shared buffer, as parallel arrays: an object per block would cost more than reading it.
 * All blocks of a batch belong to one section, so one byte order holds for all of them.
 * `bytes` is borrowed from the source and never written to again.
 */
export interface BlockBatch {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Offset of `bytes[0]` in the uncompressed capture. */
  readonly base: number;
  readonly littleEndian: boolean;
  readonly count: number;
  /** Block type of each block. */
  readonly types: Uint32Array;
  /** Position of each block's first byte in `bytes`. */
  readonly starts: Uint32Array;
  /** Position after each block's body (and padding), where its trailer begins. */
  readonly bodyEnds: Uint32Array;
}

/** u32 type, u32 length … u32 length again. */
export const FRAME_SIZE = 12;
/** The body of a block begins after its type and length. */
export const HEADER_SIZE = 8;
/** Behind the body the length is repeated. */
export const TRAILER_SIZE = 4;

/** A block taken out of a batch. The body is borrowed: copy what must outlive the batch's bytes. */
export interface Block {
  readonly type: number;
  /** Offset of the block in the uncompressed capture. */
  readonly offset: number;
  readonly view: DataView;
  readonly littleEndian: boolean;
  /** Bounds of the body in `view`, padding included. */
  readonly start: number;
  readonly end: number;
}

/** Block number `index` of a batch. */
export function blockAt(batch: BlockBatch, index: number): Block {
  const start = batch.starts[index] ?? 0;
  return {
    type: batch.types[index] ?? 0,
    offset: batch.base + start,
    view: batch.view,
    littleEndian: batch.littleEndian,
    start: start + HEADER_SIZE,
    end: batch.bodyEnds[index] ?? start,
  };
}

/** The bytes of a block's body, borrowed. */
export function borrowBody({ view, start, end }: Block): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, end - start);
}

/** Collects the blocks of a batch. */
export class BlockList {
  count = 0;
  types: Uint32Array;
  starts: Uint32Array;
  bodyEnds: Uint32Array;

  constructor(capacity: number) {
    this.types = new Uint32Array(capacity);
    this.starts = new Uint32Array(capacity);
    this.bodyEnds = new Uint32Array(capacity);
  }

  add(type: number, start: number, bodyEnd: number): void {
    const at = this.count;
    if (at === this.types.length) this.grow();
    this.types[at] = type;
    this.starts[at] = start;
    this.bodyEnds[at] = bodyEnd;
    this.count = at + 1;
  }

  private grow(): void {
    this.types = doubled(this.types);
    this.starts = doubled(this.starts);
    this.bodyEnds = doubled(this.bodyEnds);
  }
}

function doubled(array: Uint32Array): Uint32Array {
  const grown = new Uint32Array(2 * array.length + 16);
  grown.set(array);
  return grown;
}
