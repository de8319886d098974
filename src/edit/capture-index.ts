import { gunzipSync, gzipSync } from "fflate";
import { EventReader } from "../capture/event-reader.ts";
import type { EventRecord } from "../decoder/event.ts";
import type { BlockBatch } from "../format/block-batch.ts";
import { ByteSink } from "../format/byte-sink.ts";
import { SECTION_HEADER } from "../format/catalogue.ts";
import type { OnDamage } from "../format/errors.ts";
import type { Schema } from "../schema/types.ts";
import type { Selection } from "./capture-cut.ts";
import { MetaEvents } from "./meta-events.ts";
import { SectionCut } from "./section-cut.ts";

/** A place in a capture from which it can be read as if from its start. */
export interface Checkpoint {
  /** Offset of the event's block in the uncompressed capture. */
  readonly offset: number;
  /** Events before it. */
  readonly events: number;
  /** A section that tells the state there: its beginning and events for the state alone. */
  readonly state: Uint8Array;
  /** How many events that has. */
  readonly stateEvents: number;
}

/** More than lists, supplement and notes on containers ever take together. */
const MAX_STATE_BYTES = 768 * 1024 * 1024;

/** Makes checkpoints of a capture whose blocks it is given, in order. */
export class IndexBuilder {
  /** Checkpoints made and not yet taken away. */
  readonly checkpoints: Checkpoint[] = [];
  private readonly reader: EventReader;
  private readonly meta = new MetaEvents();
  private readonly onDamage: OnDamage;
  private readonly interval: number;
  private next: number;

  /** `interval` is how many events lie between two checkpoints. */
  constructor(interval: number, { schema, onDamage }: { schema: Schema; onDamage: OnDamage }) {
    this.interval = interval;
    this.next = interval;
    this.onDamage = onDamage;
    this.reader = new EventReader(schema, onDamage);
    this.reader.beforeEvent = (event) => this.look(event);
  }

  /** Events gone through so far. */
  get events(): number {
    return this.reader.number;
  }

  take(batch: BlockBatch): void {
    if (batch.types[0] === SECTION_HEADER) this.meta.clear();
    this.reader.load(batch);
    for (let event = this.reader.next(); event !== undefined; event = this.reader.next())
      this.meta.see(event);
  }

  private look(event: EventRecord): void {
    if (event.number <= this.next) return;
    this.next = event.number - 1 + this.interval;
    const { state } = this.reader;
    state.finishRemovals();
    const sink = new ByteSink();
    const section = new SectionCut(sink, { onDamage: this.onDamage });
    section.begin(state, this.meta, event.littleEndian);
    section.writePending(state);
    section.finishBeginning();
    const { stateOnly } = section.counts;
    this.checkpoints.push({
      offset: event.offset,
      events: event.number - 1,
      state: sink.takeAll(),
      stateEvents: stateOnly,
    });
  }
}

/** The selection by number in the stream that begins with a checkpoint's section and goes on at its offset. */
export function selectionBehind(
  checkpoint: Checkpoint,
  { firstNumber = 1, lastNumber }: Selection,
): Selection {
  const before = eventsNotInStream(checkpoint);
  return {
    firstNumber: firstNumber - before,
    lastNumber: lastNumber === undefined ? undefined : lastNumber - before,
  };
}

/** What is to be added to an event's number in that stream. */
export function eventsNotInStream({ events, stateEvents }: Checkpoint): number {
  return events - stateEvents;
}

/** A checkpoint as a line of an index. */
export function checkpointLine({ offset, events, stateEvents, state }: Checkpoint): string {
  let text = "";
  for (const byte of gzipSync(state, { mtime: 0 })) text += String.fromCharCode(byte);
  return JSON.stringify({ offset, events, stateEvents, state: btoa(text) });
}

/** The checkpoint of a line; undefined where it is none. */
export function parseCheckpoint(line: string): Checkpoint | undefined {
  try {
    const { offset, events, stateEvents, state } = JSON.parse(line) as Record<string, unknown>;
    if (!isCount(offset) || !isCount(events) || !isCount(stateEvents) || typeof state !== "string")
      return undefined;
    const compressed = Uint8Array.from(atob(state), (symbol) => symbol.charCodeAt(0));
    if (sizeOfGzip(compressed) > MAX_STATE_BYTES) return undefined;
    return { offset, events, stateEvents, state: gunzipSync(compressed) };
  } catch {
    return undefined;
  }
}

/** The size that a gzip member claims to have uncompressed, at its end. */
function sizeOfGzip(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
