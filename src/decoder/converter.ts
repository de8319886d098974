import { concatenate } from "../format/concatenate.ts";
import type { EventSpec, Schema } from "../schema/types.ts";
import { lengthWidthOf } from "./compose-event.ts";
import { type ConversionWay, conversionWaysOf, type ParamOrigin } from "./conversion-way.ts";
import { assignEvent, copyEvent } from "./copy-event.ts";
import { createRecord, type EventRecord } from "./event.ts";
import { borrowParam, paramLength, paramStart } from "./params.ts";

/** Enter events are remembered for at most so many threads, so that random tids cannot fill the memory. */
const MAX_REMEMBERED = 131072;
/** Fewer enter events than these are not worth looking which of them were used. */
const MIN_SWEPT = 1024;
/** Converted events are put together in buffers of this size, the first ones in smaller ones. */
const FIRST_BUFFER_SIZE = 1024;
const BUFFER_SIZE = 65536;
const MAX_LOOPED_SIZE = 64;
const NOTHING = new Uint8Array(0);

/** The last enter event of a thread. */
interface Remembered {
  record: EventRecord;
  /** Whether its exit event has come. */
  isUsed: boolean;
}

/**
 * Turns the events of a capture into those that a current libsinsp shows: inputs of enter events move into the exit
 * event, obsolete codes become current ones, short events get the parameters they lack. Unlike libs it never gives
 * up: an enter event of another call counts as none, surplus parameters are kept, an event without a rule passes.
 */
export class EventConverter {
  private readonly wayOf: (code: number, paramCount: number) => ConversionWay;
  private readonly remembered = new Map<number, Remembered>();
  private sweepAt = MIN_SWEPT;
  private readonly converted = createRecord();
  private readonly origins = new OriginBounds();
  private buffer = NOTHING;
  private view = new DataView(NOTHING.buffer);
  private used = 0;

  constructor(schema: Schema) {
    this.wayOf = conversionWaysOf(schema);
  }

  /**
   * The event in its current form; undefined when it is not shown any more. A record that is not the event itself is
   * good until the next event is converted; its bytes never change.
   */
  convert(event: EventRecord): EventRecord | undefined {
    const way = this.wayOf(event.code, event.paramCount);
    const form = way.spec === undefined ? event : this.compose(event, way, way.spec);
    if (way.isRemembered) this.remember(form);
    return way.passes ? form : undefined;
  }

  private remember(event: EventRecord): void {
    const known = this.remembered.get(event.tid);
    if (known !== undefined) {
      known.record = copyEvent(event, known.record);
      known.isUsed = false;
    } else if (this.hasRoom()) {
      this.remembered.set(event.tid, { record: copyEvent(event, undefined), isUsed: false });
    }
  }

  /** Forgets the enter events that were used, where they have become many. */
  private hasRoom(): boolean {
    if (this.remembered.size < this.sweepAt) return true;
    for (const [tid, { isUsed }] of this.remembered) if (isUsed) this.remembered.delete(tid);
    const { size } = this.remembered;
    this.sweepAt = Math.max(MIN_SWEPT, 2 * size);
    return size < MAX_REMEMBERED;
  }

  /** Takes the enter event of that code which a thread's exit event ends, if it was recorded. */
  private takeEnter(tid: number, code: number): EventRecord | undefined {
    const known = this.remembered.get(tid);
    if (known === undefined || known.isUsed || known.record.code !== code) return undefined;
    known.isUsed = true;
    return known.record;
  }

  /** Puts the event together as it is at the end of its way. */
  private compose(event: EventRecord, way: ConversionWay, spec: EventSpec): EventRecord {
    const enter = way.enterCode < 0 ? undefined : this.takeEnter(event.tid, way.enterCode);
    const { origins } = this;
    const { length: paramCount } = way.origins;
    const lengthWidth = lengthWidthOf(spec);
    const sizeBytes = lengthWidth * paramCount + origins.find(way.origins, event, enter);
    const lengthsAt = this.reserve(sizeBytes);
    const { converted, buffer, view } = this;
    let at = lengthsAt + lengthWidth * paramCount;
    for (let index = 0; index < paramCount; index++) {
      const length = origins.lengths[index] as number;
      if (lengthWidth === 2) view.setUint16(lengthsAt + 2 * index, length, event.littleEndian);
      else view.setUint32(lengthsAt + 4 * index, length, event.littleEndian);
      copyBytes(origins.bytes[index] as Uint8Array, origins.starts[index] as number, length, buffer, at);
      at += length;
    }
    assignEvent(converted, event);
    converted.code = spec.code;
    converted.spec = spec;
    converted.bytes = buffer;
    converted.view = view;
    converted.lengthsAt = lengthsAt;
    converted.lengthWidth = lengthWidth;
    converted.paramCount = paramCount;
    converted.end = at;
    return converted;
  }

  /** Where in the buffer there is room for so many bytes, which are never written again. */
  private reserve(sizeBytes: number): number {
    if (this.used + sizeBytes > this.buffer.length) {
      const next = Math.min(Math.max(2 * this.buffer.length, FIRST_BUFFER_SIZE), BUFFER_SIZE);
      this.buffer = new Uint8Array(Math.max(next, sizeBytes));
      this.view = new DataView(this.buffer.buffer);
      this.used = 0;
    }
    const at = this.used;
    this.used += sizeBytes;
    return at;
  }
}

/** Where the parameters of the event that is put together last come from. */
class OriginBounds {
  readonly bytes: Uint8Array[] = [];
  readonly starts: number[] = [];
  readonly lengths: number[] = [];

  /** Finds them; returns how many bytes they have in all. */
  find(origins: readonly ParamOrigin[], event: EventRecord, enter: EventRecord | undefined): number {
    let sizeBytes = 0;
    for (let index = 0; index < origins.length; index++) {
      this.findOne(index, origins[index] as ParamOrigin, event, enter);
      sizeBytes += this.lengths[index] as number;
    }
    return sizeBytes;
  }

  private findOne(at: number, origin: ParamOrigin, event: EventRecord, enter: EventRecord | undefined): void {
    switch (origin.from) {
      case "old":
        return this.setParam(at, event, origin.index);
      case "enter":
        if (enter !== undefined && origin.index < enter.paramCount)
          return this.setParam(at, enter, origin.index);
        return this.setBytes(at, origin.otherwise);
      case "bytes":
        return this.setBytes(at, origin.bytes);
      case "container-json":
        return this.setBytes(at, containerJson(event));
    }
  }

  private setParam(at: number, event: EventRecord, index: number): void {
    this.bytes[at] = event.bytes;
    this.starts[at] = paramStart(event, index);
    this.lengths[at] = paramLength(event, index);
  }

  private setBytes(at: number, bytes: Uint8Array): void {
    this.bytes[at] = bytes;
    this.starts[at] = 0;
    this.lengths[at] = bytes.length;
  }
}

/** Old container events (id, type, name, image) as the JSON text that replaced them; libs does not escape either. */
function containerJson(event: EventRecord): Uint8Array {
  const param = (index: number) => (index < event.paramCount ? borrowParam(event, index) : NOTHING);
  const text = (index: number) => param(index).subarray(0, -1);
  const typeBytes = param(1);
  const type =
    typeBytes.length === 4
      ? new DataView(typeBytes.buffer, typeBytes.byteOffset, 4).getUint32(0, event.littleEndian)
      : 0;
  const encoder = new TextEncoder();
  return concatenate([
    encoder.encode('{"id":"'),
    text(0),
    encoder.encode(`","type":${type},"name":"`),
    text(2),
    encoder.encode('","image":"'),
    text(3),
    encoder.encode('"}\0'),
  ]);
}

/** Most parameters are short, and for those a loop is quicker than the engine's own copying. */
function copyBytes(from: Uint8Array, start: number, length: number, into: Uint8Array, at: number): void {
  if (length > MAX_LOOPED_SIZE) return into.set(from.subarray(start, start + length), at);
  for (let k = 0; k < length; k++) into[at + k] = from[start + k] as number;
}
