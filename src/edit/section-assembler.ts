import { createRecord, decodeEvent, type EventRecord } from "../decoder/event.ts";
import { type BlockBatch, BlockList, blockAt, TRAILER_SIZE } from "../format/block-batch.ts";
import { ByteSink } from "../format/byte-sink.ts";
import { BLOCK_TYPES, type BlockKind, blockTypeOf } from "../format/catalogue.ts";
import { crc32 } from "../format/crc32.ts";
import { batchOf } from "../format/framing.ts";
import { writeProcessList } from "../format/process-list.ts";
import { writeSectionHeader } from "../format/section-header.ts";
import { UNKNOWN_THREAD } from "../format/thread-info.ts";
import { borrowBlock, copyBlock, writeRawBlock } from "../format/write-block.ts";
import { WRITE_TARGETS } from "../format/write-target.ts";
import type { Schema } from "../schema/types.ts";
import { isFramed, mendBlock, type SoundBlock } from "./mend-block.ts";
import type { RewriteOptions } from "./rewrite-block.ts";
import { eventTypeOf } from "./salvage/repair-block.ts";
import { writeLostNotes } from "./state-notes.ts";

/** Something that was not as readers need it, and what became of it. */
export interface EditFinding {
  /** `lost`: could not be read; `left-out`: no reader takes it there; `mended`: kept, in a sound form; `added`. */
  readonly kind: "lost" | "left-out" | "mended" | "added";
  /** In the uncompressed input. */
  readonly offset: number;
  /** Of the input. */
  readonly sizeBytes: number;
  readonly detail: string;
  /** Of a block that was mended: whether some of what it held is lost. */
  readonly isPartial?: boolean;
  /** How many bytes shorter a block of which some is lost became. */
  readonly lostBytes?: number;
}

/** An event to be written: its record, and the block it is in. */
export type WriteEvent = (event: EventRecord, batch: BlockBatch, index: number, sink: ByteSink) => number;

export interface AssemblerOptions {
  readonly sink: ByteSink;
  readonly schema: Schema;
  readonly onFinding: (finding: EditFinding) => void;
  /** How blocks that are no events are written; as they are, where they can be, if nothing is said. */
  readonly rewrite?: RewriteOptions;
  /** Writes what becomes of an event and returns how many events that is; without it events are copied. */
  readonly writeEvent?: WriteEvent;
  /** Told of each event that is kept; valid until the next. */
  readonly onEvent?: (event: EventRecord) => void;
}

/** The order that all readers understand (docs/format.md, "Writing"). */
const RANKS: Readonly<Record<BlockKind, number>> = {
  "section-header": 0,
  unknown: 1,
  "machine-info": 2,
  "interface-list": 3,
  "user-list": 4,
  "process-list": 5,
  "fd-list": 6,
  "state-supplement": 7,
  event: 8,
};

/** Without the trailer; an event with flags counts as one without. */
const MAX_EVENT_BLOCK_SIZE = 8 + 65_536 - 4;

/** What the lists of a section that lost its header are taken from, if it has none of its own. */
const SHARED_KINDS: ReadonlySet<BlockKind> = new Set(["machine-info", "interface-list", "user-list"]);

/** What a state supplement corrects. */
const STATE_KINDS: ReadonlySet<BlockKind> = new Set(["process-list", "fd-list"]);

/** More is written before the event comes that it would wait for. */
const MAX_HELD_BYTES = 256 * 1024 * 1024;

/**
 * Puts blocks together to sections that every reader takes: a header first, then the lists in their order, then events
 * and nothing else. Blocks are copied as they are wherever that is sound.
 */
export class SectionAssembler {
  blocksWritten = 0;
  eventsWritten = 0;
  /** Event blocks met so far, readable or not: the number of the last. */
  private eventBlocks = 0;
  private readonly options: AssemblerOptions;
  private readonly record = createRecord();
  /** Blocks that are no events, since the last event. */
  private held: SoundBlock[] = [];
  private hasHeader = false;
  private hasEvents = false;
  private heldBytes = 0;
  /** Of the input, where the block being taken is not as it was there. */
  private sizeBytes: number | undefined;
  /** What the section has of blocks that are no events, to know copies by. */
  private headKeys = new Set<string>();
  /** The threads of its process lists. */
  private tids = new Set<number>();
  /** What the section begins with, as it was, where lists written for a target may tell less. */
  private readonly before = new ByteSink({ capacity: 0 });
  /** Those of its lists that a section without a header of its own can share. */
  private shared = new Map<BlockKind, SoundBlock>();

  constructor(options: AssemblerOptions) {
    this.options = options;
  }

  /**
   * Takes the blocks of a batch, whose bytes are not needed afterwards. `sizeBytes` is for a block that was mended and is
   * the only one: how long it was in the input.
   */
  take(batch: BlockBatch, sizeBytes?: number): void {
    this.sizeBytes = sizeBytes;
    const { sink, rewrite } = this.options;
    sink.littleEndian = rewrite?.littleEndian ?? batch.littleEndian;
    for (let index = 0; index < batch.count; index++) {
      if (blockTypeOf(batch.types[index] as number).kind === "event") this.takeEvent(batch, index);
      else this.takeOther(batch, index);
    }
  }

  /** Ends the capture. */
  finish(): void {
    if (this.eventsWritten === 0 && this.held.length > 0) this.flushHead();
    for (const block of this.held) this.leaveOut(block, "no event follows it");
    this.held = [];
  }

  private takeEvent(batch: BlockBatch, index: number): void {
    const { sink, schema, onEvent, writeEvent } = this.options;
    const { record } = this;
    this.eventBlocks++;
    const event = decodeEvent(
      batch,
      index,
      this.eventBlocks,
      schema,
      ({ detail }) => this.tell("lost", batch, index, detail),
      record,
    );
    if (event === undefined) return;
    if (isTooLong(batch, index)) return this.leaveOutEvent(batch, index);
    if (this.held.length > 0 || !this.hasHeader) this.flushHeld();
    this.hasEvents = true;
    const written = writeEvent?.(event, batch, index, sink) ?? this.copyEvent(batch, index);
    this.blocksWritten += written;
    this.eventsWritten += written;
    onEvent?.(event);
  }

  private leaveOutEvent(batch: BlockBatch, index: number): void {
    this.tell("left-out", batch, index, "the event is longer than other readers accept");
  }

  private copyEvent(batch: BlockBatch, index: number): number {
    if (isFramed(batch, index)) copyBlock(this.options.sink, batch, index);
    else this.reframe(batch, index);
    return 1;
  }

  private reframe(batch: BlockBatch, index: number): void {
    const body = batch.bytes.subarray((batch.starts[index] as number) + 8, batch.bodyEnds[index]);
    writeRawBlock(this.options.sink, batch.types[index] as number, body);
    this.tell("mended", batch, index, "its frame was written anew");
  }

  private takeOther(batch: BlockBatch, index: number): void {
    const isUnknown = !BLOCK_TYPES.has(batch.types[index] as number);
    const eventType = isUnknown ? eventTypeOf(blockAt(batch, index)) : undefined;
    if (eventType !== undefined) return this.takeRetyped(batch, index, eventType);
    const block = mendBlock(batch, index, this.options.rewrite);
    if (block === undefined) return this.tell("lost", batch, index, "nothing of it can be read");
    const { sizeBytes = block.sizeBytes } = this;
    const lostBytes = block.problem?.lost ? Math.max(0, sizeBytes - block.bytes.length) : 0;
    const partial = block.problem?.lost ? { isPartial: true, lostBytes } : {};
    if (block.problem !== undefined) this.tell("mended", batch, index, block.problem.detail, partial);
    if (block.kind === "section-header") this.endSection();
    // Its bytes are wanted when the batch is gone.
    this.held.push({ ...block, sizeBytes: sizeBytes - lostBytes, bytes: block.bytes.slice() });
    this.heldBytes += block.bytes.length;
    if (this.options.rewrite?.target !== undefined && !this.hasEvents) this.keepBefore(batch, index);
    if (this.heldBytes > MAX_HELD_BYTES) this.flushHeld();
  }

  /** An event of which one bit of the block's type was wrong. */
  private takeRetyped(batch: BlockBatch, index: number, type: number): void {
    this.tell("mended", batch, index, `its type is taken for ${blockTypeOf(type).name}`);
    const bytes = borrowBlock(batch, index).slice();
    new DataView(bytes.buffer).setUint32(0, type, batch.littleEndian);
    const list = new BlockList(1);
    list.add(type, 0, bytes.length - TRAILER_SIZE);
    const base = batch.base + (batch.starts[index] as number);
    const view = new DataView(bytes.buffer);
    this.takeEvent(batchOf({ bytes, view, base }, list, batch.littleEndian), 0);
  }

  private endSection(): void {
    if (this.hasEvents)
      for (const block of this.held) this.leaveOut(block, "it stands between events and a section");
    else if (this.held.length > 0) this.flushHead();
    this.held = [];
    this.heldBytes = 0;
    this.headKeys.clear();
    this.shared.clear();
    this.tids.clear();
    this.before.truncate(0);
    this.hasHeader = false;
    this.hasEvents = false;
  }

  private keepBefore(batch: BlockBatch, index: number): void {
    this.before.littleEndian = batch.littleEndian;
    copyBlock(this.before, batch, index);
  }

  /** An event is to follow. */
  private flushHeld(): void {
    this.heldBytes = 0;
    if (this.hasEvents) this.flushLate();
    else this.flushHead();
  }

  /** Writes the beginning of a section, with whatever it lacks. */
  private flushHead(): void {
    const start = this.options.sink.length;
    const blocks = this.held.toSorted((a, b) => RANKS[a.kind] - RANKS[b.kind]);
    this.held = [];
    const hasHeader = this.hasHeader || blocks[0]?.kind === "section-header";
    if (!hasHeader) this.addHeader(blocks[0]?.offset ?? 0);
    this.hasHeader = true;
    const fdLists = blocks.filter(({ kind }) => kind === "fd-list");
    for (const block of blocks) if (block.kind !== "fd-list") this.write(block);
    this.addThreads(blocks, fdLists);
    for (const block of fdLists) this.write(block);
    if (blocks.some(({ kind }) => STATE_KINDS.has(kind))) this.writeNotes(start);
    for (const block of blocks) {
      this.headKeys.add(keyOf(block));
      if (SHARED_KINDS.has(block.kind)) this.shared.set(block.kind, block);
    }
  }

  /** Has a state supplement tell what the lists from `start` on cannot, for those who read it. */
  private writeNotes(start: number): void {
    const { sink, onFinding } = this.options;
    const before = this.before.takeAll();
    if (before.length === 0) return;
    const head = new ByteSink({ capacity: sink.length - start, littleEndian: sink.littleEndian });
    head.raw(sink.borrow().subarray(start));
    const { length } = head;
    writeLostNotes(head, before, ({ detail, context }) =>
      onFinding({ kind: "lost", offset: context.offset ?? 0, sizeBytes: 0, detail }),
    );
    if (head.length > length) this.blocksWritten++;
    sink.raw(head.borrow().subarray(length));
  }

  /** What stands behind events begins a section that lost its header, or is of no use to any reader. */
  private flushLate(): void {
    const [copies, others] = partition(this.held, (block) => this.headKeys.has(keyOf(block)));
    for (const block of copies) this.leaveOut(block, "it repeats one at the section's beginning");
    if (!others.some(({ kind }) => kind === "process-list")) {
      for (const block of others) this.leaveOut(block, "it stands behind events");
      this.held = [];
      return;
    }
    const kinds = new Set(others.map(({ kind }) => kind));
    const shared = [...this.shared.values()].filter(({ kind }) => !kinds.has(kind));
    this.headKeys = new Set();
    this.tids = new Set();
    this.hasHeader = false;
    this.held = [...shared, ...others];
    this.flushHead();
  }

  private addHeader(offset: number): void {
    writeSectionHeader(this.options.sink);
    this.blocksWritten++;
    this.options.onFinding({
      kind: "added",
      offset,
      sizeBytes: 0,
      detail: "a section header, which was missing",
    });
  }

  /** Readers want every thread that has fds in a process list before it. */
  private addThreads(blocks: readonly SoundBlock[], fdLists: readonly SoundBlock[]): void {
    for (const { tids } of blocks) for (const tid of tids) this.tids.add(tid);
    const missing = new Set(
      fdLists.flatMap(({ tid }) => (tid === undefined || this.tids.has(tid) ? [] : [tid])),
    );
    if (missing.size === 0) return;
    const threads = [...missing].map((tid) => ({ ...UNKNOWN_THREAD, tid, pid: tid }));
    writeProcessList(this.options.sink, threads, { target: WRITE_TARGETS["sysdig-0.29"] });
    this.blocksWritten++;
    const detail = `a process list with ${missing.size} threads that have fds but no entry`;
    this.options.onFinding({ kind: "added", offset: fdLists[0]?.offset ?? 0, sizeBytes: 0, detail });
  }

  private write({ bytes }: SoundBlock): void {
    this.options.sink.raw(bytes);
    this.blocksWritten++;
  }

  private leaveOut({ type, offset, sizeBytes }: SoundBlock, why: string): void {
    const detail = `${blockTypeOf(type).name}: ${why}`;
    this.options.onFinding({ kind: "left-out", offset, sizeBytes, detail });
  }

  private tell(
    kind: "lost" | "left-out" | "mended",
    batch: BlockBatch,
    index: number,
    why: string,
    partial: Pick<EditFinding, "isPartial" | "lostBytes"> = {},
  ): void {
    const detail = `${blockTypeOf(batch.types[index] as number).name}: ${why}`;
    const offset = batch.base + (batch.starts[index] as number);
    const sizeBytes = this.sizeBytes ?? borrowBlock(batch, index).length;
    this.options.onFinding({ kind, offset, sizeBytes, detail, ...partial });
  }
}

/** Other readers stop at a longer event, unless it is one of the large kind. */
export function isTooLong({ types, starts, bodyEnds }: BlockBatch, index: number): boolean {
  const { isLarge } = blockTypeOf(types[index] as number);
  return !isLarge && (bodyEnds[index] as number) - (starts[index] as number) > MAX_EVENT_BLOCK_SIZE;
}

function keyOf({ type, bytes }: SoundBlock): string {
  return `${type} ${bytes.length} ${crc32(bytes)}`;
}

function partition<T>(values: readonly T[], test: (value: T) => boolean): [T[], T[]] {
  return [values.filter(test), values.filter((value) => !test(value))];
}
