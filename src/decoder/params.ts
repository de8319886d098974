import type { EventRecord } from "./event.ts";
import { cachedBySpec } from "./spec-cache.ts";

/**
 * Where the parameters of the event located last begin. Mostly one event is read at a time, so one scratch array
 * serves all of them, and an event costs no allocation beyond its record.
 */
let located: EventRecord | undefined;
let starts = new Int32Array(64);
/** Parameters before this one are quicker found by adding up lengths than by locating all of another event's. */
const NEAR = 4;

/**
 * Finds where each parameter of the event lies.
 * Returns the bytes of the event left over behind the last one: 0 in sound events, negative when they do not fit.
 */
export function locateParams(event: EventRecord): number {
  const { view, lengthsAt, lengthWidth, paramCount, littleEndian, end } = event;
  located = undefined;
  let at = lengthsAt + paramCount * lengthWidth;
  if (at > end) return -1;
  if (paramCount >= starts.length) starts = new Int32Array(2 * paramCount);
  for (let i = 0; i < paramCount; i++) {
    starts[i] = at;
    at +=
      lengthWidth === 2
        ? view.getUint16(lengthsAt + 2 * i, littleEndian)
        : view.getUint32(lengthsAt + 4 * i, littleEndian);
    if (at > end) return -1;
  }
  starts[paramCount] = at;
  located = event;
  return end - at;
}

/** Position in `event.bytes` of parameter `index`, which must be below `paramCount`. */
export function paramStart(event: EventRecord, index: number): number {
  if (located === event) return starts[index] as number;
  if (index < NEAR) return sumUp(event, index);
  locateParams(event);
  return starts[index] as number;
}

function sumUp(event: EventRecord, index: number): number {
  let at = event.lengthsAt + event.paramCount * event.lengthWidth;
  for (let i = 0; i < index; i++) at += paramLength(event, i);
  return at;
}

/** Length in bytes of parameter `index`; 0 for "no value" and for parameters the event does not have. */
export function paramLength(event: EventRecord, index: number): number {
  const { view, lengthsAt, littleEndian, paramCount } = event;
  if (index < 0 || index >= paramCount) return 0;
  if (event.lengthWidth === 2) return view.getUint16(lengthsAt + 2 * index, littleEndian);
  return view.getUint32(lengthsAt + 4 * index, littleEndian);
}

/** The bytes of parameter `index`, borrowed; empty for "no value". */
export function borrowParam(event: EventRecord, index: number): Uint8Array {
  const start = paramStart(event, index);
  return event.bytes.subarray(start, start + paramLength(event, index));
}

/** Position of the parameter of that name in the event's schema, -1 if the event has none or does not carry it. */
export function paramIndex(event: EventRecord, name: string): number {
  if (event.spec === undefined) return -1;
  const index = indexesOf(event.spec).get(name);
  return index === undefined || index >= event.paramCount ? -1 : index;
}

const indexesOf = cachedBySpec(
  ({ params }): ReadonlyMap<string, number> => new Map(params.map(({ name }, index) => [name, index])),
);

/** Tells that a record's content was replaced. */
export function forgetParams(event: EventRecord): void {
  if (located === event) located = undefined;
}
