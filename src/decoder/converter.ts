import { concatenate } from "../format/concatenate.ts";
import { conversionRule, type ParamSource } from "../schema/conversion.ts";
import { PARAM_TYPES } from "../schema/param-types.ts";
import { EventFlag, type EventSpec, type ParamType, type Schema } from "../schema/types.ts";
import { copyEvent } from "./copy-event.ts";
import type { EventRecord } from "./event.ts";
import { borrowParam } from "./params.ts";

/** libs gives up after so many steps; the longest chain there is has eight. */
const MAX_STEPS = 50;
/** Enter events are remembered for at most so many threads, so that random tids cannot fill the memory. */
const MAX_REMEMBERED = 131072;
const NOTHING = new Uint8Array(0);
const UNSET_ID_BYTE = 0xff;

/**
 * Turns the events of a capture into those that a current libsinsp shows: inputs of enter events move into the exit
 * event, obsolete codes become current ones, short events get the parameters they lack. Unlike libs it never gives
 * up: an enter event of another call counts as none, surplus parameters are kept, an event without a rule passes.
 */
export class EventConverter {
  private readonly schema: Schema;
  private readonly remembered = new Map<number, EventRecord>();

  constructor(schema: Schema) {
    this.schema = schema;
  }

  /** The event in its current form; undefined when it is not shown any more. */
  convert(event: EventRecord): EventRecord | undefined {
    let current: EventRecord | undefined = event;
    for (let step = 0; step < MAX_STEPS && current !== undefined; step++) {
      const { spec } = current as EventRecord;
      if (spec === undefined || (spec.flags & EventFlag.UNUSED) !== 0) return undefined;
      if ((spec.flags & EventFlag.CONVERTER_MANAGED) === 0) return passes(spec) ? current : undefined;
      if (spec.isExit && !isOutdated(spec, current)) return current;
      const next = this.step(current);
      if (next === current) return current;
      current = next;
    }
    return current;
  }

  /** One conversion; the event itself when it is current. */
  private step(event: EventRecord): EventRecord | undefined {
    const rule = conversionRule(event.code, event.paramCount);
    if (rule === undefined) return event.spec?.isExit ? event : undefined;
    switch (rule.action) {
      case "remember":
        this.remember(event);
        return undefined;
      case "remember+pass":
        this.remember(event);
        return event;
      case "pass":
        return event;
      case "append":
        return this.rebuild(event, event.code, [...ownParams(event), ...rule.sources]);
      case "become":
        return this.rebuild(event, rule.code, rule.sources);
    }
  }

  private remember(event: EventRecord): void {
    const known = this.remembered.get(event.tid);
    if (known === undefined && this.remembered.size >= MAX_REMEMBERED) return;
    this.remembered.set(event.tid, copyEvent(event, known));
  }

  /** The event with another code and its parameters taken from their sources. */
  private rebuild(
    event: EventRecord,
    code: number,
    sources: readonly ParamSource[],
  ): EventRecord | undefined {
    const spec = this.schema.event(code);
    if (spec === undefined) return undefined;
    const usesEnter = sources.some(({ from }) => from === "enter");
    const enter = usesEnter ? this.enterOf(event) : undefined;
    const params = sources.map((source, at) => paramOf(source, spec.params[at]?.type, event, enter));
    const rebuilt = composeEvent(event, spec, params);
    if (enter !== undefined) this.remembered.delete(event.tid);
    return rebuilt;
  }

  private enterOf(event: EventRecord): EventRecord | undefined {
    const enter = this.remembered.get(event.tid);
    return enter !== undefined && enter.code === event.code - 1 ? enter : undefined;
  }
}

function passes({ flags }: EventSpec): boolean {
  return (flags & EventFlag.OLD_VERSION) === 0;
}

function isOutdated({ flags, params }: EventSpec, { paramCount }: EventRecord): boolean {
  return (flags & EventFlag.OLD_VERSION) !== 0 || paramCount < params.length;
}

function ownParams({ paramCount }: EventRecord): ParamSource[] {
  return Array.from({ length: paramCount }, (_, index) => ({ from: "old", index }));
}

/** The bytes of one parameter of the new event. */
function paramOf(
  source: ParamSource,
  type: ParamType | undefined,
  event: EventRecord,
  enter: EventRecord | undefined,
): Uint8Array {
  switch (source.from) {
    case "old":
      return source.index < event.paramCount ? borrowParam(event, source.index) : NOTHING;
    case "enter":
      if (enter !== undefined && source.index < enter.paramCount) return borrowParam(enter, source.index);
      return source.otherwise === "zero" ? zeroOf(type) : NOTHING;
    case "zero":
      return zeroOf(type);
    case "none":
      return NOTHING;
    case "container-json":
      return containerJson(event);
  }
}

/** The zero of a type; ids are unset instead, and types of varying size have none. */
function zeroOf(type: ParamType = "NONE"): Uint8Array {
  const zero = new Uint8Array(PARAM_TYPES[type].sizeBytes ?? 0);
  return type === "UID" || type === "GID" ? zero.fill(UNSET_ID_BYTE) : zero;
}

/** Old container events (id, type, name, image) as the JSON text that replaced them; libs does not escape either. */
function containerJson(event: EventRecord): Uint8Array {
  const text = (index: number) => {
    const bytes = borrowParam(event, index);
    return bytes.subarray(0, Math.max(bytes.length - 1, 0));
  };
  const typeBytes = borrowParam(event, 1);
  const type =
    typeBytes.length === 4
      ? event.view.getUint32(typeBytes.byteOffset - event.view.byteOffset, event.littleEndian)
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

/** A record of an event of another kind in the place of `event`; owns its bytes, which are copied. */
export function composeEvent(
  event: EventRecord,
  spec: EventSpec,
  params: readonly Uint8Array[],
): EventRecord {
  const lengthWidth = (spec.flags & EventFlag.LARGE_PAYLOAD) !== 0 ? 4 : 2;
  const lengths = new Uint8Array(params.length * lengthWidth);
  const lengthsView = new DataView(lengths.buffer);
  params.forEach(({ length }, at) => {
    if (lengthWidth === 4) lengthsView.setUint32(4 * at, length, event.littleEndian);
    else lengthsView.setUint16(2 * at, length, event.littleEndian);
  });
  const bytes = concatenate([lengths, ...params]);
  return {
    ...event,
    code: spec.code,
    spec,
    bytes,
    view: new DataView(bytes.buffer),
    lengthsAt: 0,
    lengthWidth,
    paramCount: params.length,
    end: bytes.length,
  };
}
