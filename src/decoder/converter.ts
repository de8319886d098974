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
const MAX_LOOPED_SIZE = 32;
const NOTHING = new Uint8Array(0);
const UNSET_ID_BYTE = 0xff;

/** What an event is by now; a form with parameters of its own is put together as a record at the end of the way only. */
interface Form {
  readonly code: number;
  readonly spec: EventSpec | undefined;
  readonly paramCount: number;
  readonly params?: readonly Uint8Array[];
}

/**
 * Turns the events of a capture into those that a current libsinsp shows: inputs of enter events move into the exit
 * event, obsolete codes become current ones, short events get the parameters they lack. Unlike libs it never gives
 * up: an enter event of another call counts as none, surplus parameters are kept, an event without a rule passes.
 */
export class EventConverter {
  private readonly schema: Schema;
  private readonly remembered = new Map<number, EventRecord>();
  /** Records of enter events that were used, to be those of others. */
  private readonly spare: EventRecord[] = [];

  constructor(schema: Schema) {
    this.schema = schema;
  }

  /** The event in its current form; undefined when it is not shown any more. */
  convert(event: EventRecord): EventRecord | undefined {
    let form: Form | undefined = event;
    for (let step = 0; step < MAX_STEPS && form !== undefined; step++) {
      const { spec }: Form = form;
      if (spec === undefined || (spec.flags & EventFlag.UNUSED) !== 0) return undefined;
      const isManaged = (spec.flags & EventFlag.CONVERTER_MANAGED) !== 0;
      if (!isManaged && !passes(spec)) return undefined;
      if (!isManaged || (spec.isExit && !isOutdated(spec, form))) break;
      const next = this.step(event, form);
      if (next === form) break;
      form = next;
    }
    return form && recordOf(event, form);
  }

  /** One conversion; the form itself when it is current. */
  private step(event: EventRecord, form: Form): Form | undefined {
    const rule = conversionRule(form.code, form.paramCount);
    if (rule === undefined) return form.spec?.isExit ? form : undefined;
    switch (rule.action) {
      case "remember":
        this.remember(recordOf(event, form));
        return undefined;
      case "remember+pass":
        this.remember(recordOf(event, form));
        return form;
      case "pass":
        return form;
      case "append":
        return this.rebuild(event, form, { code: form.code, kept: form.paramCount, sources: rule.sources });
      case "become":
        return this.rebuild(event, form, { code: rule.code, kept: 0, sources: rule.sources });
    }
  }

  private remember(event: EventRecord): void {
    const known = this.remembered.get(event.tid);
    if (known === undefined && this.remembered.size >= MAX_REMEMBERED) return;
    this.remembered.set(event.tid, copyEvent(event, known ?? this.spare.pop()));
  }

  /** The form with another code, as many of its parameters as are kept, and others behind them. */
  private rebuild(
    event: EventRecord,
    form: Form,
    { code, kept, sources }: { code: number; kept: number; sources: readonly ParamSource[] },
  ): Form | undefined {
    const spec = this.schema.event(code);
    if (spec === undefined) return undefined;
    const old = form.params ?? ownParams(event);
    const enter = sources.some(usesEnter) ? this.enterOf(event.tid, form) : undefined;
    const params = old.slice(0, kept);
    for (const source of sources)
      params.push(paramOf(source, spec.params[params.length]?.type, { event, old, enter }));
    if (enter !== undefined) this.forget(event.tid, enter);
    return { code, spec, paramCount: params.length, params };
  }

  private enterOf(tid: number, { code }: Form): EventRecord | undefined {
    const enter = this.remembered.get(tid);
    return enter !== undefined && enter.code === code - 1 ? enter : undefined;
  }

  /** The form that borrows the record's bytes is put together before another event is remembered. */
  private forget(tid: number, enter: EventRecord): void {
    this.remembered.delete(tid);
    this.spare.push(enter);
  }
}

function recordOf(event: EventRecord, { spec, params }: Form): EventRecord {
  return spec === undefined || params === undefined ? event : composeEvent(event, spec, params);
}

function usesEnter({ from }: ParamSource): boolean {
  return from === "enter";
}

function passes({ flags }: EventSpec): boolean {
  return (flags & EventFlag.OLD_VERSION) === 0;
}

function isOutdated({ flags, params }: EventSpec, { paramCount }: Form): boolean {
  return (flags & EventFlag.OLD_VERSION) !== 0 || paramCount < params.length;
}

function ownParams(event: EventRecord): Uint8Array[] {
  const params: Uint8Array[] = [];
  for (let index = 0; index < event.paramCount; index++) params.push(borrowParam(event, index));
  return params;
}

/** What the parameters of a new event come from. */
interface Sources {
  readonly event: EventRecord;
  readonly old: readonly Uint8Array[];
  readonly enter: EventRecord | undefined;
}

/** The bytes of one parameter of the new event. */
function paramOf(
  source: ParamSource,
  type: ParamType | undefined,
  { event, old, enter }: Sources,
): Uint8Array {
  switch (source.from) {
    case "old":
      return old[source.index] ?? NOTHING;
    case "enter":
      if (enter !== undefined && source.index < enter.paramCount) return borrowParam(enter, source.index);
      return source.otherwise === "zero" ? zeroOf(type) : NOTHING;
    case "zero":
      return zeroOf(type);
    case "none":
      return NOTHING;
    case "container-json":
      return containerJson(old, event.littleEndian);
  }
}

const zeroes = new Map<ParamType, Uint8Array>();

/** The zero of a type; ids are unset instead, and types of varying size have none. */
function zeroOf(type: ParamType = "NONE"): Uint8Array {
  let zero = zeroes.get(type);
  if (zero === undefined) {
    zero = new Uint8Array(PARAM_TYPES[type].sizeBytes ?? 0);
    if (type === "UID" || type === "GID") zero.fill(UNSET_ID_BYTE);
    zeroes.set(type, zero);
  }
  return zero;
}

/** Old container events (id, type, name, image) as the JSON text that replaced them; libs does not escape either. */
function containerJson(params: readonly Uint8Array[], littleEndian: boolean): Uint8Array {
  const text = (index: number) => params[index]?.subarray(0, -1) ?? NOTHING;
  const typeBytes = params[1] ?? NOTHING;
  const type =
    typeBytes.length === 4
      ? new DataView(typeBytes.buffer, typeBytes.byteOffset, 4).getUint32(0, littleEndian)
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
  let at = params.length * lengthWidth;
  const bytes = new Uint8Array(params.reduce((sum, { length }) => sum + length, at));
  const view = new DataView(bytes.buffer);
  params.forEach((param, index) => {
    if (lengthWidth === 4) view.setUint32(4 * index, param.length, event.littleEndian);
    else view.setUint16(2 * index, param.length, event.littleEndian);
    copyBytes(param, bytes, at);
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

/** Most parameters are short, and for those a loop is quicker than the engine's own copying. */
function copyBytes(from: Uint8Array, into: Uint8Array, at: number): void {
  if (from.length > MAX_LOOPED_SIZE) return into.set(from, at);
  for (let k = 0; k < from.length; k++) into[at + k] = from[k] as number;
}
