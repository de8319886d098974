import type { EventRecord } from "./event.ts";
import { forgetParams } from "./params.ts";

const MIN_CAPACITY = 64;

/** Makes `into` a record of the same event, which borrows the same bytes. */
export function assignEvent(into: EventRecord, event: EventRecord): void {
  into.number = event.number;
  into.offset = event.offset;
  into.cpu = event.cpu;
  into.dumpFlags = event.dumpFlags;
  into.tsHigh = event.tsHigh;
  into.tsLow = event.tsLow;
  into.tid = event.tid;
  into.code = event.code;
  into.spec = event.spec;
  into.bytes = event.bytes;
  into.view = event.view;
  into.littleEndian = event.littleEndian;
  into.lengthsAt = event.lengthsAt;
  into.lengthWidth = event.lengthWidth;
  into.paramCount = event.paramCount;
  into.end = event.end;
  forgetParams(into);
}

/** Gives a record its own copy of the bytes that it borrowed, so that it outlives the chunk they came in. */
export function ownBytes(event: EventRecord): void {
  const bytes = event.bytes.slice(event.lengthsAt, event.end);
  event.bytes = bytes;
  event.view = new DataView(bytes.buffer);
  event.end -= event.lengthsAt;
  event.lengthsAt = 0;
  forgetParams(event);
}

/**
 * Copies an event into a record that owns its bytes, so that it outlives the chunk it came in.
 * `into`, the copy of an earlier event, is overwritten and returned where its buffer is large enough.
 */
export function copyEvent(event: EventRecord, into: EventRecord | undefined): EventRecord {
  const length = event.end - event.lengthsAt;
  if (into === undefined || into.bytes.length < length) return copyAnew(event, length);
  const { bytes, view } = into;
  for (let k = 0; k < length; k++) bytes[k] = event.bytes[event.lengthsAt + k] as number;
  assignEvent(into, event);
  into.bytes = bytes;
  into.view = view;
  into.lengthsAt = 0;
  into.end = length;
  return into;
}

function copyAnew(event: EventRecord, length: number): EventRecord {
  const bytes = new Uint8Array(Math.max(MIN_CAPACITY, length));
  bytes.set(event.bytes.subarray(event.lengthsAt, event.end));
  return { ...event, bytes, view: new DataView(bytes.buffer), lengthsAt: 0, end: length };
}
