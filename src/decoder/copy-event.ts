import type { EventRecord } from "./event.ts";
import { forgetParams } from "./params.ts";

const MIN_CAPACITY = 64;

/**
 * Copies an event into a record that owns its bytes, so that it outlives the chunk it came in.
 * `into`, the copy of an earlier event, is overwritten and returned where its buffer is large enough.
 */
export function copyEvent(event: EventRecord, into: EventRecord | undefined): EventRecord {
  const length = event.end - event.lengthsAt;
  if (into === undefined || into.bytes.length < length) return copyAnew(event, length);
  const { bytes } = into;
  for (let k = 0; k < length; k++) bytes[k] = event.bytes[event.lengthsAt + k] as number;
  into.number = event.number;
  into.offset = event.offset;
  into.cpu = event.cpu;
  into.dumpFlags = event.dumpFlags;
  into.tsHigh = event.tsHigh;
  into.tsLow = event.tsLow;
  into.tid = event.tid;
  into.code = event.code;
  into.spec = event.spec;
  into.littleEndian = event.littleEndian;
  into.lengthWidth = event.lengthWidth;
  into.paramCount = event.paramCount;
  into.end = length;
  forgetParams(into);
  return into;
}

function copyAnew(event: EventRecord, length: number): EventRecord {
  const bytes = new Uint8Array(Math.max(MIN_CAPACITY, length));
  bytes.set(event.bytes.subarray(event.lengthsAt, event.end));
  return { ...event, bytes, view: new DataView(bytes.buffer), lengthsAt: 0, end: length };
}
