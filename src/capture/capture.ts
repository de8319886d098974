import type { EventRecord } from "../decoder/event.ts";
import { compileFilter, type Filter } from "../filter/compile-filter.ts";
import type { SummaryTest } from "../filter/event-summary.ts";
import type { BlockBatch } from "../format/block-batch.ts";
import type { Damage, OnDamage } from "../format/errors.ts";
import { readBlocks } from "../format/reader.ts";
import type { SectionHeader } from "../format/section-header.ts";
import { type CaptureInput, type CaptureSource, type Compression, openSource } from "../format/source.ts";
import { currentSchema } from "../schema/current.ts";
import { asKnownTo, loadSysdigSchema } from "../schema/sysdig-schema.ts";
import type { Schema } from "../schema/types.ts";
import type { CaptureState, StateOptions } from "../state/capture-state.ts";
import { ScapEvent } from "./event.ts";
import { EventReader } from "./event-reader.ts";
import type { CaptureIndex, IndexedEvents } from "./index/capture-index.ts";
import { IndexSource } from "./index/index-source.ts";
import { blocksOfIntervals, type Jumps, wantedIntervals } from "./index/jump.ts";

/** Damage beyond this many findings is counted, not kept. */
const MAX_DAMAGE_KEPT = 1000;

export interface CaptureOptions {
  /** The event table to decode with; the newest reads captures of every age. */
  readonly schema?: Schema;
  /** Told of damage as it is found. */
  readonly onDamage?: OnDamage;
  /**
   * Reads a file into the same buffers again and again, which takes less memory. Then what borrows bytes (events, the
   * bytes of parameters and blocks) is good only until the next batch is asked for, and the next event of `events`.
   */
  readonly reusesBuffers?: boolean;
  /**
   * Goes on behind damage to gzip or zstd data where that can be read again, for what finds blocks by itself: `recoverCapture`.
   * Offsets do not count what is missing.
   */
  readonly salvages?: boolean;
  /** Gives `chunks` as they are stored, compressed or not, for what looks into compressed data by itself: `carveCaptures`. */
  readonly isRaw?: boolean;
  /**
   * An index of the capture, as the program's command `index` writes it: a path, or bytes. Where it fits, readings that ask
   * for some events only pass over stretches that have none of them; a capture that is compressed, or a stream, has none.
   */
  readonly index?: string | ArrayBufferView | ArrayBufferLike | Blob | undefined;
  /** Told when a reading uses the index, and when it does not because of what `refusal` says. */
  readonly onIndex?: (refusal: string | undefined) => void;
}

/** Which events are given. */
export interface EventOptions extends StateOptions {
  /** Only events that pass: an expression as sysdig and Falco have them, or a compiled one for the same view. */
  readonly filter?: string | Filter;
  /**
   * What is known beforehand of events that will be asked for: those of stretches of which it is false may be left out,
   * which an index makes quick. What a filter says need not be said again.
   */
  readonly mayPass?: SummaryTest | undefined;
}

/** Where the bytes of a capture come from, opened anew for every reading. */
export type OpenSource = (onDamage: OnDamage) => Promise<CaptureSource>;

/**
 * Opens a capture: a file's path (`-` for standard input; in Node), its bytes, a Blob or a stream; plain, gzip or
 * zstd. Nothing is read before events or blocks are asked for; what is not an input at all is thrown as TypeError then.
 */
export function openCapture(input: string | CaptureInput, options: CaptureOptions = {}): Capture {
  const { index, onIndex } = options;
  return new Capture(
    typeof input === "string" ? openPath(input, options) : openInput(input, options),
    options,
    index === undefined ? undefined : new IndexSource(input, index, onIndex),
  );
}

function openPath(path: string, { reusesBuffers = false, salvages, isRaw }: CaptureOptions): OpenSource {
  return async (onDamage) => {
    // Loaded only where files exist: everything else runs in a browser too. Bundlers for one take no-files.ts instead.
    const { openFile, openStdin } = await import("../format/node-source.ts");
    return path === "-"
      ? openStdin({ onDamage, salvages, isRaw })
      : openFile(path, { onDamage, reusesBuffers, salvages, isRaw });
  };
}

function openInput(input: CaptureInput, { salvages, isRaw }: CaptureOptions): OpenSource {
  return async (onDamage) => openSource(input, { onDamage, salvages, isRaw });
}

/**
 * A capture and what its reading has found so far. Each of `blocks`, `batches` and `events` reads it from the start;
 * a stream can be read once.
 */
export class Capture {
  /** What was found wrong, in order; at most 1000 findings are kept. */
  readonly damage: Damage[] = [];
  /** How many findings there were, kept or not. */
  damageCount = 0;
  readonly schema: Schema;
  private readonly open: OpenSource;
  private readonly reusesBuffers: boolean;
  private readonly onDamage: OnDamage | undefined;
  private readonly index: IndexSource | undefined;
  private source: Pick<CaptureSource, "compression" | "sizeBytes" | "bytesRead"> | undefined;
  private reader: EventReader | undefined;

  constructor(open: OpenSource, options: CaptureOptions, index?: IndexSource) {
    const { schema = currentSchema, onDamage, reusesBuffers = false } = options;
    this.open = open;
    this.index = index;
    this.reusesBuffers = reusesBuffers;
    this.schema = schema;
    this.onDamage = onDamage;
  }

  /** Compression of the input, known once reading has begun. */
  get compression(): Compression {
    return this.source?.compression ?? "none";
  }

  /** Whether readings that are for some events only may use an index. */
  get hasIndex(): boolean {
    return this.index !== undefined;
  }

  /** Size of the input as it is stored, in bytes, where that is known. */
  get sizeBytes(): number | undefined {
    return this.source?.sizeBytes;
  }

  /** Bytes of the input read so far. */
  get bytesRead(): number {
    return this.source?.bytesRead ?? 0;
  }

  /** Header of the section of the event taken last. */
  get section(): SectionHeader | undefined {
    return this.reader?.section;
  }

  /** Machine, threads, fds, users at the event taken last. */
  get state(): CaptureState | undefined {
    return this.reader?.state;
  }

  /** The bytes, uncompressed, for who reads them in a way of their own; damage to the compression goes to `damage`. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const source = await this.open((damage) => this.note(damage));
    this.source = source;
    yield* source.chunks;
  }

  /**
   * The blocks, in batches. All damage is noted in `damage` as it is found; damage that reading cannot get past is
   * also thrown, as ScapError, after everything before it was given. With `jumps` blocks may be left out, where an index
   * tells which.
   */
  async *blocks(jumps?: Jumps): AsyncGenerator<BlockBatch> {
    const index = jumps && this.schema === currentSchema ? await this.index?.open() : undefined;
    if (jumps === undefined || index === undefined) return yield* this.allBlocks();
    try {
      const wanted = wantedIntervals(index, jumps);
      yield* wanted === undefined ? this.allBlocks() : this.jumpingBlocks(index, wanted, jumps);
    } finally {
      await index.close();
    }
  }

  /** What the index tells of the capture's events as a whole; undefined without an index that fits. */
  async indexedEvents(): Promise<IndexedEvents | undefined> {
    const index = await this.index?.open();
    await index?.close();
    return index?.events;
  }

  private async *jumpingBlocks(
    index: CaptureIndex,
    wanted: readonly boolean[],
    jumps: Jumps,
  ): AsyncGenerator<BlockBatch> {
    const source = { compression: "none" as const, sizeBytes: index.capture.sizeBytes, bytesRead: 0 };
    this.source = source;
    this.index?.onUse(undefined);
    yield* blocksOfIntervals(index, wanted, jumps, {
      onDamage: (damage) => this.note(damage),
      onRefusal: (reason) => this.index?.onUse(reason),
      onProgress(position) {
        source.bytesRead = position;
      },
      reusesLists: this.reusesBuffers,
    });
  }

  private async *allBlocks(): AsyncGenerator<BlockBatch> {
    let isCutShort = false;
    const source = await this.open((damage) => {
      isCutShort ||= damage.lost;
      this.note(damage);
    });
    this.source = source;
    const note = (damage: Damage) => {
      // A block cut short is no news where the compressed stream already was.
      if (damage.code !== "truncated" || !isCutShort) this.note(damage);
    };
    yield* readBlocks(source.chunks, note, { reusesLists: this.reusesBuffers });
  }

  /**
   * The events in batches: the fast way, without a promise for each event. Damage as with `blocks`; a filter that cannot
   * be is thrown as FilterError, which says where and why.
   */
  async *batches(options: EventOptions = {}): AsyncGenerator<EventBatch> {
    const { view = "recorded", compatible = false, filter } = options;
    const test = typeof filter === "string" ? compileFilter(filter, { view, schema: this.schema }) : filter;
    const wording = compatible && view === "recorded" ? await loadSysdigSchema() : undefined;
    const state = { view, compatible, wording };
    const schema = wording === undefined ? this.schema : asKnownTo(wording, this.schema);
    const reader = new EventReader(schema, (damage) => this.note(damage), state);
    this.reader = reader;
    for await (const batch of this.blocks(this.jumpsOf(options, test, reader))) {
      reader.load(batch);
      yield new EventBatch(reader, test);
      reader.leave();
    }
  }

  /** What may be passed over: nothing where all events matter, and where an index does not have the state. */
  private jumpsOf(
    { view = "recorded", compatible = false, mayPass }: EventOptions,
    filter: Filter | undefined,
    reader: EventReader,
  ): Jumps | undefined {
    if (view !== "recorded" || compatible || (mayPass ?? filter) === undefined) return undefined;
    if (filter !== undefined && filter.mayPass === undefined) return undefined;
    return {
      mayPass: (summary) => filter?.mayPass?.(summary) !== false && mayPass?.(summary) !== false,
      onJump: (checkpoint) => reader.resume(checkpoint),
    };
  }

  /** The events one by one. Damage and errors as with `batches`. */
  async *events(options: EventOptions = {}): AsyncGenerator<ScapEvent> {
    for await (const batch of this.batches(options)) yield* batch;
  }

  /** Takes note of damage, also of what others that work on the capture find. */
  note(damage: Damage): void {
    this.damageCount++;
    if (this.damage.length < MAX_DAMAGE_KEPT) this.damage.push(damage);
    this.onDamage?.(damage);
  }
}

/**
 * Events in the order of the capture; can be gone through once, and only until the next batch is asked for: events not
 * taken by then are passed over. The state follows the event taken last, of whatever batch.
 */
export class EventBatch implements Iterable<ScapEvent> {
  private readonly reader: EventReader;
  private readonly filter: Filter | undefined;
  private readonly load: number;

  constructor(reader: EventReader, filter?: Filter) {
    this.reader = reader;
    this.filter = filter;
    this.load = reader.loads;
  }

  /** The state at the record taken last. */
  get state(): CaptureState {
    return this.reader.state;
  }

  /**
   * The next event's bare record, undefined at the end of the batch or once the next is read: what costs least. The
   * record is filled anew for the event after it; a copy (`{ ...record }`) lasts.
   */
  next(): EventRecord | undefined {
    const { reader, filter } = this;
    if (reader.loads !== this.load) return undefined;
    for (;;) {
      const event = reader.next();
      if (event === undefined || filter === undefined || filter.test(event, reader.state)) return event;
    }
  }

  *[Symbol.iterator](): Generator<ScapEvent> {
    for (let record = this.next(); record !== undefined; record = this.next()) {
      yield new ScapEvent({ ...record }, this.reader.state);
    }
  }
}
