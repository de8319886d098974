import type { EventFacts, ParamFacts } from "./event-facts.ts";
import { hexDigits } from "./hex-text.ts";

/** More bytes of an event are counted, not shown: hexadecimal digits of any block must fit a string. */
export const MAX_BYTES = 1024 * 1024;

/** An event as an object for JSON. */
export function eventObject({ block, params, fields, thread, fd, ...header }: EventFacts): object {
  const { offset, name, comments, bytes } = block;
  return {
    ...header,
    comments,
    params: params.map(paramObject),
    thread,
    fd: fd === null ? null : { number: fd.number, ...fd.entry },
    fields: Object.fromEntries(fields.map(({ name: field, json }) => [field, json])),
    block: { offset, name, length: bytes.length, hex: hexDigits(bytes.subarray(0, MAX_BYTES)) },
  };
}

function paramObject({ bytes, ...rest }: ParamFacts): object {
  return { ...rest, length: bytes.length, hex: hexDigits(bytes.subarray(0, MAX_BYTES)) };
}
