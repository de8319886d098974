import { EventFlag, type EventSpec } from "../schema/types.ts";
import type { EventRecord } from "./event.ts";

/** A record of an event of another kind in the place of `event`; owns its bytes, which are copied. */
export function composeEvent(
  event: EventRecord,
  spec: EventSpec,
  params: readonly Uint8Array[],
): EventRecord {
  const lengthWidth = lengthWidthOf(spec);
  let at = params.length * lengthWidth;
  const bytes = new Uint8Array(params.reduce((sum, { length }) => sum + length, at));
  const view = new DataView(bytes.buffer);
  params.forEach((param, index) => {
    if (lengthWidth === 4) view.setUint32(4 * index, param.length, event.littleEndian);
    else view.setUint16(2 * index, param.length, event.littleEndian);
    bytes.set(param, at);
    at += param.length;
  });
  return {
    ...event,
    code: spec.code,
    spec,
    bytes,
    view,
    lengthsAt: 0,
    lengthWidth,
    paramCount: params.length,
    end: bytes.length,
  };
}

/** Bytes that an event of that kind has for each parameter's length. */
export function lengthWidthOf({ flags }: EventSpec): 2 | 4 {
  return (flags & EventFlag.LARGE_PAYLOAD) !== 0 ? 4 : 2;
}
