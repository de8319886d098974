import type { EventRecord } from "../decoder/event.ts";
import type { BlockBatch } from "../format/block-batch.ts";
import { ByteSink } from "../format/byte-sink.ts";
import type { OnDamage } from "../format/errors.ts";
import { copyBlock } from "../format/write-block.ts";
import type { WriteTarget } from "../format/write-target.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { endsMemory, MemoryEvents } from "./memory-events.ts";
import type { MetaEvents } from "./meta-events.ts";
import { OpenCalls } from "./open-calls.ts";
import type { SideStates } from "./side-states.ts";
import { composeStateBlocks } from "./state-blocks.ts";
import { type StateEffect, stateEffectOf } from "./state-effect.ts";
import { copyAsStateOnly } from "./state-only-event.ts";

/** What was written of a capture. */
export interface CutCounts {
  /** Events that were kept. */
  events: number;
  /** Events written for the state alone. */
  stateOnly: number;
  /** Sections begun. */
  sections: number;
}

/** An event with its block. */
export interface CutEvent {
  readonly batch: BlockBatch;
  readonly index: number;
  readonly event: EventRecord;
}

/** How a section is written. */
export interface SectionCutOptions {
  readonly target?: WriteTarget | undefined;
  readonly onDamage: OnDamage;
}

/** State changes that no kept event has followed yet: more than this is written even if none ever does. */
const MAX_TAIL_BYTES = 16 * 1024 * 1024;

/**
 * Writes the events that are kept of a capture, in sections that know all that was known where they begin. Events that
 * are not kept but change what later ones show are written for the state alone, but not behind the last that is kept.
 */
export class SectionCut {
  readonly counts: CutCounts = { events: 0, stateOnly: 0, sections: 0 };
  private sink: ByteSink;
  private readonly options: SectionCutOptions;
  private readonly tail = new ByteSink({ capacity: 1024 });
  private tailEvents = 0;
  private readonly memory = new MemoryEvents();
  private readonly calls = new OpenCalls();
  private threads = 0;
  private begun = false;
  private hasWritten = false;

  constructor(sink: ByteSink, options: SectionCutOptions) {
    this.sink = sink;
    this.options = options;
  }

  /** Whether the section has begun; its beginning is written with the first event that is kept. */
  get hasBegun(): boolean {
    return this.begun;
  }

  /** Goes on to the next section of the capture, of which nothing is written before it has an event to keep. */
  endSection(): void {
    this.begun = false;
    this.hasWritten = false;
    this.dropTail();
    this.memory.clear();
    this.calls.clear();
  }

  /** Ends the section, and has the next one written elsewhere. */
  continueIn(sink: ByteSink): void {
    this.endSection();
    this.sink = sink;
  }

  /** Begins the section with what tells of a state: the one before the first event that is kept. */
  begin(state: CaptureState, meta: MetaEvents, littleEndian: boolean, sides?: SideStates): void {
    sides?.finishRemovals();
    this.beginWith(composeStateBlocks(state, { ...this.options, littleEndian, sides }), state, littleEndian);
    meta.write(this.tail);
    this.tailEvents += meta.count;
  }

  /** Begins the section with blocks that tell of the state. */
  beginWith(blocks: Uint8Array, state: CaptureState, littleEndian: boolean): void {
    this.begun = true;
    this.threads = state.threads.byTid.size;
    this.sink.littleEndian = littleEndian;
    this.tail.littleEndian = littleEndian;
    this.tail.raw(blocks);
  }

  /** Writes the calls that have begun before the section does. */
  writePending(state: CaptureState): void {
    const pending = [...state.threads.byTid.values()].flatMap((thread) =>
      thread.isPending && thread.pending !== undefined ? [thread.pending] : [],
    );
    for (const enter of pending.sort((a, b) => a.number - b.number)) this.calls.write(this.tail, enter);
    this.tailEvents += pending.length;
  }

  /** Writes the beginning before there is an event to keep. */
  finishBeginning(): void {
    this.moveTail();
  }

  /** Keeps an event, which the state is at; the section must have begun. */
  keep({ batch, index, event }: CutEvent, state: CaptureState): void {
    this.moveTail();
    const { sink } = this;
    if (state.thread !== undefined) this.counts.stateOnly += this.memory.release(sink, state.thread);
    this.counts.stateOnly += this.calls.prepare(sink, event, state.enter);
    copyBlock(sink, batch, index);
    this.counts.events++;
    this.threads = state.threads.byTid.size;
  }

  /** Passes over an event, which the state is at, unless the state needs it. */
  pass({ batch, index, event }: CutEvent, state: CaptureState): void {
    const effect = this.effectOf(event, state);
    if (effect === "none") return;
    if (effect === "memory") return state.thread && this.memory.hold(event, state.thread);
    const { tail } = this;
    // Behind a call that begins here they would stand between it and its end.
    const isBeginning = event.spec?.isExit === false;
    if ((isBeginning || endsMemory(event)) && state.thread !== undefined)
      this.tailEvents += this.memory.release(tail, state.thread);
    this.tailEvents += this.calls.prepare(tail, event, state.enter) + 1;
    copyAsStateOnly(tail, batch, index, event);
    if (tail.length > MAX_TAIL_BYTES) this.moveTail();
  }

  /** Copies a block that is no event. */
  copy(batch: BlockBatch, index: number): void {
    copyBlock(this.tail, batch, index);
  }

  /** A thread that became known is a change whatever the event. */
  private effectOf(event: EventRecord, state: CaptureState): StateEffect {
    const { size } = state.threads.byTid;
    const isNew = size !== this.threads;
    this.threads = size;
    return isNew && event.spec !== undefined ? "change" : stateEffectOf(event, state);
  }

  private moveTail(): void {
    if (this.tail.length === 0) return;
    if (!this.hasWritten) this.counts.sections++;
    this.hasWritten = true;
    this.sink.raw(this.tail.borrow());
    this.counts.stateOnly += this.tailEvents;
    this.dropTail();
  }

  private dropTail(): void {
    this.tail.truncate(0);
    this.tailEvents = 0;
  }
}
