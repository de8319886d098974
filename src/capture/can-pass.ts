import type { EventRecord } from "../decoder/event.ts";
import type { Filter } from "../filter/compile-filter.ts";
import type { BlockBatch } from "../format/block-batch.ts";
import { currentSchema } from "../schema/current.ts";
import { CaptureState, type StateOptions } from "../state/capture-state.ts";
import type { Capture } from "./capture.ts";
import { EventReader } from "./event-reader.ts";

/** How often the lists may grow between events, and findings, beyond which a capture is read in the usual way. */
const MAX_LOOKS = 100;
const MAX_DAMAGE = 1000;
/** What of a state is the same at all events. */
const ALWAYS_KNOWN: ReadonlySet<PropertyKey> = new Set(["view", "imitates"]);

/**
 * Whether an event of the capture may pass the filter: false only where none can, which is found out without following
 * the state and so takes a fraction of the time. It goes on until something speaks for an event that passes. Reads the
 * capture and notes its damage, all of it where the answer is false. Errors as with `Capture.blocks`.
 */
export async function canAnyPass(
  capture: Capture,
  filter: Filter,
  options: StateOptions,
  blocks: AsyncIterable<BlockBatch> = capture.blocks(),
): Promise<boolean> {
  // Which parameters become what is only known of the table that comes with the program.
  if (!filter.isMemoryless || capture.schema !== currentSchema) return true;
  const outlook = new Outlook(filter, options);
  const note = capture.note.bind(capture);
  const reader = new EventReader(capture.schema, note, { ...options, followsEvents: false });
  let isEmpty = true;
  for await (const batch of blocks) {
    isEmpty = false;
    reader.load(batch);
    for (let event = reader.next(); event !== undefined; event = reader.next())
      if (outlook.isGoodWith(event, reader)) return true;
    if (capture.damageCount > MAX_DAMAGE) return true;
  }
  return isEmpty;
}

/** Two reasons for which no event may pass, each good as long as no event speaks against it. */
class Outlook {
  private readonly filter: Filter;
  private readonly noState: CaptureState;
  /** No event passed, and none had to ask for the state. */
  private failsByEvents = true;
  /** Something that the filter wants was not told. */
  private lacksSomething: boolean;
  private readonly untold: Set<Filter["prerequisites"][number]>;
  private listBlocks = 0;
  private looks = 0;

  constructor(filter: Filter, options: StateOptions) {
    this.filter = filter;
    this.noState = stateOutOfReach(options);
    this.untold = new Set(filter.prerequisites);
    this.lacksSomething = this.untold.size > 0;
  }

  isGoodWith(event: EventRecord, reader: EventReader): boolean {
    if (this.failsByEvents) this.failsByEvents = this.isDecidedAgainst(event);
    if (this.lacksSomething) this.lacksSomething = this.isStillLacking(event, reader);
    return !this.failsByEvents && !this.lacksSomething;
  }

  private isDecidedAgainst(event: EventRecord): boolean {
    try {
      return !this.filter.test(event, this.noState);
    } catch (error) {
      if (error === STATE_WANTED) return false;
      throw error;
    }
  }

  private isStillLacking(event: EventRecord, { state, listBlocks }: EventReader): boolean {
    const hasNewLists = listBlocks !== this.listBlocks;
    this.listBlocks = listBlocks;
    if (hasNewLists && ++this.looks > MAX_LOOKS) return false;
    for (const wanted of this.untold)
      if (wanted.isToldBy(event) || (hasNewLists && wanted.isKnownTo(state))) this.untold.delete(wanted);
    return this.untold.size > 0;
  }
}

const STATE_WANTED = new Error("the state was asked for");

/** A state that nothing can be learnt from: whoever asks is stopped. */
function stateOutOfReach(options: StateOptions): CaptureState {
  return new Proxy(new CaptureState(options), {
    get(state, property) {
      if (ALWAYS_KNOWN.has(property)) return Reflect.get(state, property);
      throw STATE_WANTED;
    },
  });
}
