import type { Checkpoint } from "../capture/checkpoint.ts";
import { EventReader } from "../capture/event-reader.ts";
import type { Jumps } from "../capture/index/jump.ts";
import type { EventRecord } from "../decoder/event.ts";
import { isStateOnly } from "../decoder/event.ts";
import type { SummaryTest } from "../filter/event-summary.ts";
import type { BlockBatch } from "../format/block-batch.ts";
import { ByteSink } from "../format/byte-sink.ts";
import { type BlockKind, blockTypeOf, SECTION_HEADER } from "../format/catalogue.ts";
import { copyBlock } from "../format/write-block.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { MetaEvents } from "./meta-events.ts";
import { type CutCounts, type CutEvent, SectionCut, type SectionCutOptions } from "./section-cut.ts";
import { type SideOptions, type SideStates, sidesOfHead } from "./side-states.ts";
import { StateBefore } from "./state-before.ts";

/** Which events of a capture are kept. */
export interface Selection {
  /** Numbers of the first and the last event, from 1; all where undefined. */
  readonly firstNumber?: number | undefined;
  readonly lastNumber?: number | undefined;
  /** Asked about all events, in order, with the state at each. */
  readonly test?: ((event: EventRecord, state: CaptureState) => boolean) | undefined;
  /** Whether the test may let one of the events of a stretch pass; where undefined it must be asked about all. */
  readonly mayPass?: SummaryTest | undefined;
  /** The test looks at the event alone, not at the state. */
  readonly testsEventAlone?: boolean;
}

/** How a capture is cut. */
export interface CutOptions extends SectionCutOptions, Pick<SideOptions, "schema" | "sysdigSchema"> {
  /** Keep the section's own lists and all that changed the state since, instead of lists as of the cut. */
  readonly keepState?: boolean;
  /** Told of each event before anything is done with it. */
  readonly onEvent?: (event: EventRecord) => void;
}

/** Cuts a capture: takes its blocks batch by batch and appends to the sink what remains. */
export class CaptureCut {
  private readonly reader: EventReader;
  private readonly section: SectionCut;
  private meta = new MetaEvents();
  private readonly before = new StateBefore();
  private readonly selection: Selection;
  private readonly options: CutOptions;
  /** What stands before the first event of the section. */
  private readonly head = new ByteSink({ capacity: 64 * 1024 });
  private headIsSound = true;
  /** The section's state as others follow it; undefined once it is not needed, or not known. */
  private sides: SideStates | undefined;
  /** Whether sections may begin anywhere. */
  private isSplit = false;
  private batch: BlockBatch | undefined;
  /** Blocks of the batch that were dealt with. */
  private taken = 0;
  /** Whether an event of the section was read. */
  private hasEvents = false;
  /** Whether the event being read is kept, where that is known before the state is brought up to it. */
  private verdict: boolean | undefined;

  constructor(sink: ByteSink, selection: Selection, options: CutOptions) {
    this.selection = selection;
    this.options = options;
    this.section = new SectionCut(sink, options);
    this.reader = new EventReader(options.schema, (damage) => {
      if (!this.hasEvents) this.headIsSound = false;
      options.onDamage(damage);
    });
    this.reader.beforeEvent = (event) => this.look(event);
  }

  get counts(): Readonly<CutCounts> {
    return this.section.counts;
  }

  /** Number of the event read last. */
  get eventNumber(): number {
    return this.reader.number;
  }

  /** Whether no later event can be kept. */
  get isDone(): boolean {
    return this.reader.number >= (this.selection.lastNumber ?? Number.POSITIVE_INFINITY);
  }

  take(batch: BlockBatch): void {
    if (batch.types[0] === SECTION_HEADER) this.startSection();
    this.reader.load(batch);
    this.batch = batch;
    this.taken = 0;
    while (!this.isDone) {
      const event = this.reader.next();
      if (event === undefined) break;
      this.takeEvent({ batch, index: this.reader.blockIndex, event });
    }
    if (!this.isDone) this.takeOthers(batch.count);
    this.sides?.releaseEvents();
  }

  /** What of the capture need not be read, where an index tells; nothing where what is left out would be missed. */
  get jumps(): Jumps | undefined {
    const { test, mayPass, firstNumber = 1, lastNumber = Number.POSITIVE_INFINITY } = this.selection;
    if (this.options.keepState || (test !== undefined && mayPass === undefined)) return undefined;
    return {
      mayPass: (summary) =>
        summary.lastNumber >= firstNumber &&
        summary.firstNumber <= lastNumber &&
        mayPass?.(summary) !== false,
      // Between two events that are kept, what others change matters.
      onlyAtEnds: true,
      onJump: (checkpoint) => this.resume(checkpoint),
    };
  }

  private resume(checkpoint: Checkpoint): boolean {
    const meta = new MetaEvents();
    if (!this.reader.resume(checkpoint, (event) => meta.see(event))) return false;
    this.meta = meta;
    this.sides = sidesOfHead(checkpoint.state, sideOptionsOf(this.options));
    this.hasEvents = true;
    this.batch = undefined;
    return true;
  }

  /** Ends what is being written: what is kept from here on begins a capture of its own in another sink. */
  continueIn(sink: ByteSink): void {
    this.isSplit = true;
    this.section.continueIn(sink);
  }

  private startSection(): void {
    this.section.endSection();
    this.meta.clear();
    this.head.truncate(0);
    this.headIsSound = true;
    this.hasEvents = false;
    this.sides = undefined;
  }

  /** Before the event changes the state: where it is known already that it is kept, the section begins here. */
  private look(event: EventRecord): void {
    const { selection, section } = this;
    this.takeOthers(this.reader.blockIndex);
    this.options.onEvent?.(event);
    const { state } = this.reader;
    this.verdict = isWithin(event, selection) ? undefined : false;
    if (selection.test === undefined) this.verdict ??= true;
    else if (selection.testsEventAlone) this.verdict ??= selection.test(event, state);
    if (section.hasBegun) return;
    if (this.verdict || (this.options.keepState && !this.hasEvents)) {
      state.finishRemovals();
      this.begin(event);
      section.writePending(state);
    } else this.before.note(state, event);
  }

  private takeEvent(found: CutEvent): void {
    const { section, before } = this;
    const { event } = found;
    const { state } = this.reader;
    if (this.keeps(event)) {
      if (!section.hasBegun) before.restore(state, () => this.begin(event));
      section.keep(found, state);
    } else if (section.hasBegun) section.pass(found, state);
    this.followAside(event);
    this.hasEvents = true;
    this.seeMeta(event);
  }

  /** Brings the states of others up to the event, as long as a section may begin behind it. */
  private followAside(event: EventRecord): void {
    if (this.section.hasBegun && !this.isSplit) this.sides = undefined;
    else if (!this.hasEvents)
      this.sides = sidesOfHead(this.head.borrow().slice(), sideOptionsOf(this.options));
    this.sides?.apply(event, this.reader.state);
  }

  private keeps(event: EventRecord): boolean {
    const { test, testsEventAlone } = this.selection;
    if (test === undefined || testsEventAlone) return this.verdict === true;
    // Filters may depend on the events before: they are asked about those out of range too.
    const passes = test(event, this.reader.state) && !isStateOnly(event);
    return passes && this.verdict !== false;
  }

  /** A section whose first event is kept begins as it did, unless its beginning was damaged. */
  private begin({ littleEndian }: EventRecord): void {
    const { section, head, meta } = this;
    const { state } = this.reader;
    if (this.hasEvents || !this.headIsSound) section.begin(state, meta, littleEndian, this.sides);
    else section.beginWith(head.borrow(), state, littleEndian);
  }

  /**
   * Takes the blocks up to a place in the batch that are no events, or none that could be read. A filter selects events;
   * without one all the rest stays too.
   */
  private takeOthers(to: number): void {
    const { batch, section, selection } = this;
    for (let index = this.taken; batch !== undefined && index < to; index++) {
      const { kind } = blockTypeOf(batch.types[index] as number);
      // What lists tell between events, the states of others would lack.
      if (this.hasEvents && isMetadata(kind)) this.sides = undefined;
      if (!this.hasEvents && kind !== "event") copyBlock(this.head, batch, index);
      else if (section.hasBegun && (selection.test === undefined || isMetadata(kind)))
        section.copy(batch, index);
    }
    this.taken = to + 1;
  }

  private seeMeta(event: EventRecord): void {
    if (event.spec?.source !== "METAEVENT" || this.meta.see(event)) return;
    const context = { offset: event.offset, event: `event ${event.number}` };
    const detail = "too many containers and users to tell of them where the cut begins";
    this.options.onDamage({ code: "limit", detail, context, lost: true });
  }
}

/** How others follow what is cut. */
export function sideOptionsOf({ schema, sysdigSchema, target }: CutOptions): SideOptions {
  return { schema, sysdigSchema, isForSysdig: target?.name === "sysdig-0.29" };
}

function isWithin({ number }: EventRecord, { firstNumber = 1, lastNumber }: Selection): boolean {
  return number >= firstNumber && (lastNumber === undefined || number <= lastNumber);
}

function isMetadata(kind: BlockKind): boolean {
  return kind !== "event" && kind !== "unknown" && kind !== "section-header";
}
