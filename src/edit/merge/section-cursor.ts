import type { Capture } from "../../capture/capture.ts";
import { type EventRecord, isStateOnly, timestampNs } from "../../decoder/event.ts";
import type { BlockBatch } from "../../format/block-batch.ts";
import { SECTION_HEADER } from "../../format/catalogue.ts";
import { ScapError } from "../../format/errors.ts";

/** What takes events out of batches: with a state, or without. */
export interface EventSource {
  readonly blockIndex: number;
  load(batch: BlockBatch): void;
  next(): EventRecord | undefined;
}

/**
 * Goes through the events of one section of a capture, one at a time; `event` is the one it stands at, with the
 * section's clock set right.
 */
export class SectionCursor<S extends EventSource = EventSource> {
  readonly source: S;
  /** The event, good until `advance`; undefined before the first and behind the last. */
  event: EventRecord | undefined;
  /**
   * Its place among the events of all, as two u32: its time, or that of the event before where it has none of its own.
   */
  orderHigh = 0;
  orderLow = 0;
  batch: BlockBatch | undefined;
  private readonly blocks: AsyncIterator<BlockBatch>;
  private readonly section: number;
  readonly shiftNs: bigint;
  private sectionsSeen = 0;

  /** `section` counts from 0. */
  constructor(capture: Capture, source: S, { section, shiftNs }: { section: number; shiftNs: bigint }) {
    this.blocks = capture.blocks();
    this.source = source;
    this.section = section;
    this.shiftNs = shiftNs;
  }

  /** Goes on to the next event that is at hand; false where more of the capture has to be read first. */
  advance(): boolean {
    this.event = this.batch === undefined ? undefined : this.source.next();
    if (this.event === undefined) return false;
    if (!hasTime(this.event)) return true;
    if (this.shiftNs !== 0n) shift(this.event, this.shiftNs);
    this.orderHigh = this.event.tsHigh;
    this.orderLow = this.event.tsLow;
    return true;
  }

  /** Reads on to the next event; `event` stays undefined at the end of the section, or where damage ends the reading. */
  async load(): Promise<void> {
    while (this.sectionsSeen <= this.section + 1) {
      const batch = await this.nextBatch();
      if (batch === undefined) break;
      if (batch.types[0] === SECTION_HEADER) this.sectionsSeen++;
      if (this.sectionsSeen !== this.section + 1) continue;
      this.batch = batch;
      this.source.load(batch);
      if (this.advance()) return;
    }
    this.batch = undefined;
    await this.leave();
  }

  /** Gives up what is left of the capture. */
  async leave(): Promise<void> {
    await this.blocks.return?.(undefined);
  }

  private async nextBatch(): Promise<BlockBatch | undefined> {
    try {
      const { done, value } = await this.blocks.next();
      return done ? undefined : value;
    } catch (error) {
      // The capture has noted it as damage; what came before it stays.
      if (error instanceof ScapError) return undefined;
      throw error;
    }
  }
}

/**
 * Visits the events of all cursors in the order of their times; of equal times the first in the list comes first, but
 * one that is kept for the state alone behind others: a slice begins with calls that others hold in full.
 * `pause` is awaited between batches, for what must not be done between any two events; `isDone` ends the visit early.
 */
export async function visitInOrder<C extends SectionCursor>(
  cursors: readonly C[],
  visit: (cursor: C) => void,
  pause: () => Promise<void> = async () => {},
  isDone: () => boolean = () => false,
): Promise<void> {
  for (const cursor of cursors) await cursor.load();
  for (let cursor = earliest(cursors); cursor !== undefined; cursor = earliest(cursors)) {
    visit(cursor);
    if (isDone()) break;
    if (cursor.advance()) continue;
    await pause();
    await cursor.load();
  }
  for (const cursor of cursors) await cursor.leave();
}

function earliest<C extends SectionCursor>(cursors: readonly C[]): C | undefined {
  let first: C | undefined;
  for (const cursor of cursors)
    if (cursor.event !== undefined && (first === undefined || isBefore(cursor, first))) first = cursor;
  return first;
}

function isBefore(a: SectionCursor, b: SectionCursor): boolean {
  if (a.orderHigh !== b.orderHigh) return a.orderHigh < b.orderHigh;
  if (a.orderLow !== b.orderLow) return a.orderLow < b.orderLow;
  return isForStateAlone(b) && !isForStateAlone(a);
}

function isForStateAlone({ event }: SectionCursor): boolean {
  return event !== undefined && isStateOnly(event);
}

/** Events made in user space may have none: 0, or all ones. */
function hasTime({ tsHigh, tsLow }: EventRecord): boolean {
  const isZero = tsHigh === 0 && tsLow === 0;
  return !isZero && (tsHigh !== 0xffff_ffff || tsLow !== 0xffff_ffff);
}

const MAX_TS_NS = 2n ** 64n - 2n;

function shift(event: EventRecord, shiftNs: bigint): void {
  const shiftedNs = timestampNs(event) + shiftNs;
  // Not beyond what has a time: 0 and all ones stand for none.
  const tsNs = shiftedNs < 1n ? 1n : shiftedNs > MAX_TS_NS ? MAX_TS_NS : shiftedNs;
  event.tsHigh = Number((tsNs >> 32n) & 0xffff_ffffn);
  event.tsLow = Number(tsNs & 0xffff_ffffn);
}
