import { EventReader } from "../capture/event-reader.ts";
import { type EventRecord, isStateOnly } from "../decoder/event.ts";
import type { BlockBatch } from "../format/block-batch.ts";
import { SECTION_HEADER } from "../format/catalogue.ts";
import { crc32 } from "../format/crc32.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { type CutOptions, sideOptionsOf } from "./capture-cut.ts";
import { MetaEvents } from "./meta-events.ts";
import { type CutCounts, type CutEvent, SectionCut } from "./section-cut.ts";
import { SectionSides } from "./section-sides.ts";
import { newPart, type SplitPart, type Splitter } from "./split.ts";
import { StateBefore } from "./state-before.ts";

/** What an event goes by; undefined for events that belong to no part. */
export type KeyOfEvent = (event: EventRecord, state: CaptureState) => string | undefined;

/** More parts would each have to be told of all state changes. */
export const MAX_PARTS = 256;

/** The process of an event: its number on the host. */
export const processKey: KeyOfEvent = (_, { thread }) =>
  thread === undefined || thread.pid < 0 ? undefined : `pid${thread.pid}`;

/** The container of an event, `host` outside of any. */
export const containerKey: KeyOfEvent = (_, state) => {
  if (state.thread === undefined) return undefined;
  const id = state.containerIdOf(state.thread);
  return id === "" ? "host" : `container-${fileNameOf(id)}`;
};

/** What may stand in a file's name; another id never gives the same. */
function fileNameOf(id: string): string {
  const name = id.replace(/[^\w.-]/g, "_").slice(0, 64);
  return name === id ? id : `${name}-${crc32(new TextEncoder().encode(id)).toString(16).padStart(8, "0")}`;
}

/**
 * Splits a capture into one part for each key; each knows all that was known and holds what changes its events for the
 * state alone. Events without a key, and those of keys beyond the limit, are in no part; they are counted in `leftOut`.
 */
export class KeyedSplit implements Splitter {
  readonly parts: SplitPart[] = [];
  leftOut = 0;
  private readonly sections = new Map<string, SectionCut>();
  private readonly reader: EventReader;
  private readonly meta = new MetaEvents();
  private readonly before = new StateBefore();
  /** The state as others follow it, which parts that begin later are to tell them. */
  private readonly sides: SectionSides;
  private readonly keyOf: KeyOfEvent;
  private readonly options: CutOptions;

  constructor(keyOf: KeyOfEvent, options: CutOptions) {
    this.keyOf = keyOf;
    this.options = options;
    this.sides = new SectionSides(sideOptionsOf(options));
    this.reader = new EventReader(options.schema, options.onDamage);
    this.reader.beforeEvent = (event) => this.before.note(this.reader.state, event);
  }

  get counts(): CutCounts {
    const counts = { events: 0, stateOnly: 0, sections: 0 };
    for (const section of this.sections.values()) {
      counts.events += section.counts.events;
      counts.stateOnly += section.counts.stateOnly;
      counts.sections += section.counts.sections;
    }
    return counts;
  }

  get eventNumber(): number {
    return this.reader.number;
  }

  take(batch: BlockBatch): void {
    const { reader, meta, sections, sides } = this;
    if (batch.types[0] === SECTION_HEADER) {
      for (const section of sections.values()) section.endSection();
      meta.clear();
    }
    sides.take(batch);
    reader.load(batch);
    for (let event = reader.next(); event !== undefined; event = reader.next()) {
      this.takeEvent({ batch, index: reader.blockIndex, event });
      sides.states?.apply(event, reader.state);
      meta.see(event);
    }
    sides.states?.releaseEvents();
  }

  private takeEvent(found: CutEvent): void {
    const { event } = found;
    const { state } = this.reader;
    const key = isStateOnly(event) ? undefined : this.keyOf(event, state);
    const own = key === undefined ? undefined : this.sectionOf(key);
    if (own === undefined && !isStateOnly(event)) this.leftOut++;
    for (const section of this.sections.values())
      if (section !== own && section.hasBegun) section.pass(found, state);
    if (own === undefined) return;
    if (!own.hasBegun)
      this.before.restore(state, () => own.begin(state, this.meta, event.littleEndian, this.sides.states));
    own.keep(found, state);
  }

  private sectionOf(key: string): SectionCut | undefined {
    const known = this.sections.get(key);
    if (known !== undefined || this.sections.size >= MAX_PARTS) return known;
    const part = newPart(key);
    const section = new SectionCut(part.sink, this.options);
    this.parts.push(part);
    this.sections.set(key, section);
    return section;
  }
}
