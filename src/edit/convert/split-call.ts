import { composeEvent } from "../../decoder/compose-event.ts";
import { EventConverter } from "../../decoder/converter.ts";
import type { EventRecord } from "../../decoder/event.ts";
import { borrowParam } from "../../decoder/params.ts";
import { type CallSplit, findCallSplit } from "../../schema/call-split.ts";
import { EventFlag, type EventSpec, type Schema } from "../../schema/types.ts";

/** A call as older drivers recorded it. */
export interface SplitCall {
  readonly enter: EventRecord;
  readonly exit: EventRecord;
}

/**
 * An exit event that holds its call's inputs, as recorded today, in an enter and an exit event, as recorded up to 2025:
 * the conversion of old events turned round. Undefined where the event is none, or something would be lost.
 */
export function splitCall(event: EventRecord, schema: Schema): SplitCall | undefined {
  const { spec } = event;
  if (spec === undefined || !spec.isExit || (spec.flags & EventFlag.CONVERTER_MANAGED) === 0)
    return undefined;
  if (event.paramCount !== spec.params.length) return undefined;
  const split = splitOf(spec, schema);
  if (split === undefined) return undefined;
  const { enterSpec, ownCount, enterParams } = split;
  const enter = composeEvent(
    event,
    enterSpec,
    enterParams.map((index) => borrowParam(event, index)),
  );
  const own = Array.from({ length: ownCount }, (_, index) => borrowParam(event, index));
  const exit = composeEvent(event, spec, own);
  return isLossless(event, { enter, exit }, schema) ? { enter, exit } : undefined;
}

const splits = new WeakMap<EventSpec, { readonly split: CallSplit | undefined }>();

function splitOf(spec: EventSpec, schema: Schema): CallSplit | undefined {
  const known = splits.get(spec);
  if (known !== undefined) return known.split;
  const split = findCallSplit(spec, schema);
  splits.set(spec, { split });
  return split;
}

/** Whether the two become just the event again. */
function isLossless(event: EventRecord, { enter, exit }: SplitCall, schema: Schema): boolean {
  const converter = new EventConverter(schema);
  // An enter event that is still shown today was not recorded, or it would be here.
  if (converter.convert(enter) !== undefined) return false;
  const again = converter.convert(exit);
  if (again === undefined || again.code !== event.code || again.paramCount !== event.paramCount) return false;
  for (let index = 0; index < event.paramCount; index++) {
    if (!areEqual(borrowParam(event, index), borrowParam(again, index))) return false;
  }
  return true;
}

function areEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
