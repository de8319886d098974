import type { FieldMemories } from "../../capture/checkpoint.ts";
import { EventReader } from "../../capture/event-reader.ts";
import { type Interval, MAX_STATE_BYTES } from "../../capture/index/index-document.ts";
import type { EventRecord } from "../../decoder/event.ts";
import type { BlockBatch } from "../../format/block-batch.ts";
import { ByteSink } from "../../format/byte-sink.ts";
import { SECTION_HEADER } from "../../format/catalogue.ts";
import type { OnDamage } from "../../format/errors.ts";
import { BlockFramer } from "../../format/framing.ts";
import type { Schema } from "../../schema/types.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { MetaEvents } from "../meta-events.ts";
import { SectionCut } from "../section-cut.ts";
import { SectionSides } from "../section-sides.ts";
import type { SideOptions } from "../side-states.ts";
import { MemoryKeeper } from "./memory-keeper.ts";
import { SummaryCollector } from "./summary-collector.ts";

/** An interval as it is found: what the index adds is not known yet. */
export type FoundInterval = Omit<Interval, "lead" | "state" | "memories"> & {
  /** A section that tells the state before it; none before the first. */
  readonly state: Uint8Array | undefined;
  /** What fields remember there. */
  readonly memories: FieldMemories;
};

type Beginning = Omit<FoundInterval, "summary">;

export interface IndexBuilderOptions extends Pick<SideOptions, "schema" | "sysdigSchema"> {
  readonly onDamage: OnDamage;
}

/** Divides a capture whose blocks it is given, in order, into the intervals of an index. */
export class IndexBuilder {
  /** Intervals that have ended and were not yet taken away. */
  readonly intervals: FoundInterval[] = [];
  private readonly reader: EventReader;
  private readonly meta = new MetaEvents();
  private readonly memories = new MemoryKeeper();
  private readonly options: IndexBuilderOptions;
  private readonly interval: number;
  private next: number;
  private section = 0;
  private beginning: Beginning | undefined;
  private summary = new SummaryCollector(1);
  /** Whether what the section tells of containers is all kept. */
  private hasAllMeta = true;
  /** The section's state as others follow it, for the slices that begin at a checkpoint. */
  private readonly sides: SectionSides;

  /** `interval` is how many events lie between two checkpoints. */
  constructor(interval: number, options: IndexBuilderOptions) {
    this.options = options;
    this.interval = interval;
    this.next = interval;
    this.reader = new EventReader(options.schema, options.onDamage);
    this.sides = new SectionSides({ ...options, isForSysdig: false });
    this.reader.beforeEvent = (event) => this.look(event);
  }

  /** Events gone through so far. */
  get events(): number {
    return this.reader.number;
  }

  /** Whether there was a section. */
  get hasBegun(): boolean {
    return this.beginning !== undefined;
  }

  take(batch: BlockBatch): void {
    if (batch.types[0] === SECTION_HEADER) this.startSection(batch);
    this.sides.take(batch);
    this.reader.load(batch);
    for (let event = this.reader.next(); event !== undefined; event = this.reader.next()) {
      this.sides.states?.apply(event, this.reader.state);
      this.memories.see(event, this.reader.state);
      this.summary.see(event, this.reader.state);
      if (!this.meta.see(event)) this.hasAllMeta = false;
    }
    this.sides.states?.releaseEvents();
  }

  /** Ends the last interval. */
  finish(): void {
    this.endInterval(this.events);
  }

  private startSection(batch: BlockBatch): void {
    this.section = batch.base + (batch.starts[0] ?? 0);
    this.meta.clear();
    this.hasAllMeta = true;
    this.beginning ??= {
      offset: this.section,
      littleEndian: batch.littleEndian,
      section: this.section,
      startTsNs: undefined,
      state: undefined,
      memories: new Map(),
    };
  }

  private look(event: EventRecord): void {
    if (event.number <= this.next) return;
    this.next = event.number - 1 + this.interval;
    const state = this.stateBefore(event);
    if (state === undefined) return;
    this.endInterval(event.number - 1);
    const { offset, littleEndian } = event;
    const startTsNs = this.reader.state.firstEventTsNs;
    const memories = this.memories.save(this.reader.state);
    this.beginning = { offset, littleEndian, section: this.section, startTsNs, state, memories };
  }

  /** The state as a section; undefined where that cannot tell all of it. */
  private stateBefore({ littleEndian }: EventRecord): Uint8Array | undefined {
    const { state } = this.reader;
    let isWhole = this.hasAllMeta;
    state.finishRemovals();
    const sink = new ByteSink();
    const section = new SectionCut(sink, {
      onDamage: () => {
        isWhole = false;
      },
    });
    section.begin(state, this.meta, littleEndian, this.sides.states);
    section.writePending(state);
    section.finishBeginning();
    if (!isWhole || sink.length > MAX_STATE_BYTES) return undefined;
    const bytes = sink.takeAll();
    return tellsAccounts(bytes, state, this.options.schema) ? bytes : undefined;
  }

  private endInterval(lastNumber: number): void {
    if (this.beginning !== undefined)
      this.intervals.push({ ...this.beginning, summary: this.summary.finish(lastNumber) });
    this.summary = new SummaryCollector(lastNumber + 1);
  }
}

/** Whether a section tells users, groups and host as they are: lists cut long names, and have no supplement. */
function tellsAccounts(section: Uint8Array, state: CaptureState, schema: Schema): boolean {
  const reader = new EventReader(schema, () => {});
  const framer = new BlockFramer(() => {});
  for (const batch of framer.push(section)) {
    reader.load(batch);
    reader.leave();
  }
  return accountsText(reader.state) === accountsText(state);
}

function accountsText({ accounts, machine }: CaptureState): string {
  return JSON.stringify([accounts.hostUsers(), accounts.hostGroups(), machine?.hostname]);
}
