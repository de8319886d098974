import { EventConverter } from "../decoder/converter.ts";
import { createRecord, decodeEvent, type EventRecord } from "../decoder/event.ts";
import { type Block, type BlockBatch, blockAt } from "../format/block-batch.ts";
import { type BlockKind, blockTypeOf } from "../format/catalogue.ts";
import { damageOf, type OnDamage, ScapError } from "../format/errors.ts";
import { parseFdList } from "../format/fd-list.ts";
import { BlockFramer } from "../format/framing.ts";
import { parseInterfaceList } from "../format/interface-list.ts";
import { parseMachineInfo } from "../format/machine-info.ts";
import { parseProcessList } from "../format/process-list.ts";
import { parseSectionHeader, type SectionHeader } from "../format/section-header.ts";
import { MAX_NOTES, parseStateSupplement, type SupplementNote } from "../format/state-supplement.ts";
import { parseUserList } from "../format/user-list.ts";
import type { Schema } from "../schema/types.ts";
import { CaptureState, type StateOptions } from "../state/capture-state.ts";
import { seedAccounts, seedFds, seedThreads, settleDirections, settleParents } from "../state/seed.ts";
import { applySupplement } from "../state/supplement.ts";
import type { Checkpoint } from "./checkpoint.ts";

/** How events are taken. */
export interface ReaderOptions extends StateOptions {
  /** False leaves the state at what the lists tell, which is for those who do not look at it. */
  readonly followsEvents?: boolean;
}

/**
 * Takes the events out of batches of blocks, in order, and keeps the state at the event taken last.
 * Metadata blocks on the way go into the state; a section header starts it anew. Event numbers run on.
 */
export class EventReader {
  /** The state at the event that `next` gave last. */
  state: CaptureState;
  section: SectionHeader | undefined;
  /** Number of the event taken last. */
  number = 0;
  /** Told of each event before the state is brought up to it. */
  beforeEvent: ((event: EventRecord) => void) | undefined;
  /** How many batches were loaded; tells a batch whether it is still the one being read. */
  loads = 0;
  /** How many blocks that are no events were taken into the state. */
  listBlocks = 0;
  private readonly schema: Schema;
  private readonly onDamage: OnDamage;
  private readonly stateOptions: StateOptions;
  private readonly followsEvents: boolean;
  private readonly converter: EventConverter | undefined;
  private readonly record = createRecord();
  private batch: BlockBatch | undefined;
  private index = 0;
  private eventBlocks = 0;
  private unknownToSysdig = 0;
  private isSeeded = false;
  private isBeginning = true;
  /** Whether anything followed the last section header: a capture may have millions of empty sections. */
  private isTouched = false;
  private readonly supplement: SupplementNote[] = [];

  /** In the current view events are numbered as libs numbers them, after conversion. */
  constructor(schema: Schema, onDamage: OnDamage, options: ReaderOptions = {}) {
    this.schema = schema;
    this.onDamage = onDamage;
    this.stateOptions = options;
    this.followsEvents = options.followsEvents ?? true;
    this.state = new CaptureState(options);
    this.converter = options.view === "current" ? new EventConverter(schema) : undefined;
  }

  /** Where in its batch the event taken last is. */
  get blockIndex(): number {
    return this.index - 1;
  }

  /** Goes on to the blocks of the next batch. Events of the batch before it that were not taken are passed over. */
  load(batch: BlockBatch): void {
    this.leave();
    this.batch = batch;
    this.index = 0;
    this.loads++;
  }

  /** Passes over the events of the batch that were not taken; its bytes are not looked at again. */
  leave(): void {
    while (this.next() !== undefined);
    this.state.releaseEvents();
    this.batch = undefined;
  }

  /**
   * The next event of the batch, with the state brought up to it; undefined at the end of the batch. The record is good
   * until the next event is asked for.
   */
  next(): EventRecord | undefined {
    const { batch } = this;
    if (batch === undefined) return undefined;
    while (this.index < batch.count) {
      const index = this.index++;
      if (blockTypeOf(batch.types[index] as number).kind !== "event") {
        this.applyBlock(blockAt(batch, index));
        continue;
      }
      const event = this.takeEvent(batch, index);
      if (event === undefined) continue;
      if (!this.isSeeded) this.settle();
      if (this.beforeEvent !== undefined) this.beforeEvent(event);
      if (this.followsEvents) this.state.apply(event);
      if (this.converter !== undefined && isForStateAlone(event)) continue;
      if (this.isBeginning && this.isTakenAtStart(event)) continue;
      return event;
    }
    return undefined;
  }

  /** libs takes what the capture begins with telling of containers and users for a part of its header. */
  private isTakenAtStart({ spec }: EventRecord): boolean {
    this.isBeginning = this.state.imitates === "libs" && INITIAL_STATE.has(spec?.name ?? "");
    return this.isBeginning;
  }

  private takeEvent(batch: BlockBatch, index: number): EventRecord | undefined {
    this.eventBlocks++;
    const event = decodeEvent(batch, index, this.eventBlocks, this.schema, this.onDamage, this.record);
    if (event !== undefined && this.isUnknownToSysdig(event)) return undefined;
    if (this.converter === undefined || event === undefined) {
      this.number = this.eventBlocks - this.unknownToSysdig;
      if (event !== undefined) event.number = this.number;
      return event;
    }
    const converted = this.converter.convert(event);
    if (converted !== undefined) converted.number = ++this.number;
    return converted;
  }

  /**
   * Goes on at a checkpoint: what is loaded next begins there. False, and nothing has changed, where its state is none.
   * `see` is told of the events that tell the state.
   */
  resume(checkpoint: Checkpoint, see: (event: EventRecord) => void = () => {}): boolean {
    const state = this.restore(checkpoint, see);
    if (state === undefined) return false;
    this.batch = undefined;
    this.state = state;
    this.section = checkpoint.header;
    this.isSeeded = true;
    this.isBeginning = false;
    this.supplement.length = 0;
    this.number = checkpoint.events;
    this.eventBlocks = checkpoint.events;
    return true;
  }

  private restore(
    { state: section, startTsNs }: Checkpoint,
    see: (event: EventRecord) => void,
  ): CaptureState | undefined {
    let isSound = true;
    const onDamage = () => {
      isSound = false;
    };
    const framer = new BlockFramer(onDamage);
    const reader = new EventReader(this.schema, onDamage, this.stateOptions);
    for (const batch of [...framer.push(section), ...framer.finish()]) {
      reader.load(batch);
      for (let event = reader.next(); event !== undefined; event = reader.next()) see(event);
    }
    reader.leave();
    reader.settle();
    reader.state.firstEventTsNs = startTsNs;
    return isSound ? reader.state : undefined;
  }

  /** sysdig 0.29.3 neither shows nor counts what its event table lacks, and learns nothing of it. */
  private isUnknownToSysdig({ spec }: EventRecord): boolean {
    if (spec !== undefined || this.state.imitates !== "sysdig") return false;
    this.unknownToSysdig++;
    return true;
  }

  /** Finishes the state that the section's lists tell, as the first event does; where one has, nothing happens. */
  settle(): void {
    if (this.isSeeded) return;
    settleParents(this.state);
    settleDirections(this.state);
    // Other readers pass over it.
    if (this.state.imitates === undefined) applySupplement(this.state, this.supplement);
    this.supplement.length = 0;
    this.isSeeded = true;
    this.isTouched = true;
  }

  /** Takes notes on the state, which count once all lists are known; no more than one block may have. */
  supplementState(notes: readonly SupplementNote[]): void {
    for (const note of notes) if (this.supplement.length < MAX_NOTES) this.supplement.push(note);
  }

  private applyBlock(block: Block): void {
    this.listBlocks++;
    const { kind } = blockTypeOf(block.type);
    if (kind !== "section-header") this.isTouched = true;
    try {
      APPLY[kind](this, block, this.onDamage);
    } catch (error) {
      if (!(error instanceof ScapError)) throw error;
      this.onDamage(damageOf(error));
      if (error.code === "unsupported-version") throw error;
    }
  }

  /** Starts a section: everything known of the machine before it is forgotten. */
  startSection(header: SectionHeader): void {
    this.section = header;
    if (!this.isTouched) return;
    this.state = new CaptureState(this.stateOptions);
    this.isSeeded = false;
    this.isTouched = false;
    this.supplement.length = 0;
  }
}

/** Events that tell of what there was before the capture. */
const INITIAL_STATE: ReadonlySet<string> = new Set([
  "container",
  "asyncevent",
  "useradded",
  "userdeleted",
  "groupadded",
  "groupdeleted",
]);

/** Enter events that pass the conversion have told the state their news; their exit event tells it again. */
function isForStateAlone({ spec }: EventRecord): boolean {
  return spec?.source === "SYSCALL" && !spec.isExit;
}

type ApplyBlock = (reader: EventReader, block: Block, onDamage: OnDamage) => void;

const APPLY: Readonly<Record<BlockKind, ApplyBlock>> = {
  "section-header": (reader, block) => reader.startSection(parseSectionHeader(block)),
  "machine-info": ({ state }, block, onDamage) => {
    state.machine = parseMachineInfo(block, onDamage) ?? state.machine;
  },
  "process-list": ({ state }, block, onDamage) => seedThreads(state, parseProcessList(block, onDamage)),
  "fd-list": ({ state }, block, onDamage) => {
    const list = parseFdList(block, onDamage);
    if (list !== undefined) seedFds(state, list.tid, list.fds);
  },
  "interface-list": ({ state }, block, onDamage) => {
    state.interfaces = parseInterfaceList(block, onDamage);
  },
  "user-list": ({ state }, block, onDamage) => seedAccounts(state, parseUserList(block, onDamage)),
  "state-supplement": (reader, block, onDamage) =>
    reader.supplementState(parseStateSupplement(block, onDamage)),
  event: () => {},
  unknown: () => {},
};
