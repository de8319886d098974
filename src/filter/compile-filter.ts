import { type EventRecord, timestampNs } from "../decoder/event.ts";
import type { View } from "../decoder/view.ts";
import { currentSchema } from "../schema/current.ts";
import type { Schema } from "../schema/types.ts";
import type { CaptureState } from "../state/capture-state.ts";
import type { Expression } from "./ast.ts";
import type { Check, CheckContext } from "./check.ts";
import { compileExpression, type Macros } from "./compile-expression.ts";
import { defaultFields } from "./default-fields.ts";
import { anyCode } from "./event-codes.ts";
import type { SummaryTest } from "./event-summary.ts";
import type { ReadField } from "./field.ts";
import type { FieldRegistry } from "./fields.ts";
import type { FilterWarning } from "./filter-error.ts";
import type { CaptureClock } from "./number-rules.ts";
import { parseFilter } from "./parser.ts";
import type { Prerequisite } from "./prerequisite.ts";
import { mayPassCheck } from "./summary-check.ts";

/** What a filter is compiled for. */
export interface FilterOptions {
  /** The stream of events it is asked about: fields and names of events differ. */
  readonly view: View;
  /** The fields it may name; all there are unless told otherwise. */
  readonly fields?: FieldRegistry;
  /** Conditions by name, as text or parsed. They may name each other, but not in a circle. */
  readonly macros?: Macros;
  /** Items of lists by name; items may name further lists. */
  readonly lists?: ReadonlyMap<string, readonly string[]>;
  /** The event table that events are decoded with. */
  readonly schema?: Schema;
  /** Told of warnings as they are found. */
  readonly warn?: (warning: FilterWarning) => void;
}

/** A filter that events can be asked of. */
export interface Filter {
  /**
   * Whether an event passes. The state is that at the event. A filter that relates to the capture's first event, or to
   * the event it was asked about before, must be asked about all events, in order.
   */
  test(event: EventRecord, state: CaptureState): boolean;
  readonly ast: Expression;
  readonly warnings: readonly FilterWarning[];
  /**
   * Codes of the event table whose events can pass; undefined where all can, or where the filter must be asked about all.
   * It says nothing of codes that the table does not have.
   */
  readonly eventCodes: ReadonlySet<number> | undefined;
  /**
   * Whether one of the events of which only a summary is known may pass; undefined where the filter must be asked about
   * all events because a field remembers what it read before.
   */
  readonly mayPass: SummaryTest | undefined;
  /** Whether it may be asked about some events only, in any order. */
  readonly isMemoryless: boolean;
  /** What a capture must tell, all of it, before any event can pass; empty where that is not known. */
  readonly prerequisites: readonly Prerequisite[];
}

/** Compiles a filter. Throws a FilterError that says where and why it cannot be. */
export function compileFilter(filter: string | Expression, options: FilterOptions): Filter {
  const ast = typeof filter === "string" ? parseFilter(filter) : filter;
  const { view, fields = defaultFields(), schema = currentSchema, lists = new Map() } = options;
  const warnings: FilterWarning[] = [];
  const readings = { number: 0 };
  const clock: CaptureClock = { firstNs: 0n, isAsked: false };
  let setClock: ReadField | undefined;
  const context: CheckContext = {
    view,
    fields,
    schema,
    lists,
    clock,
    guards: new Set(),
    anyCodes: anyCode(schema.eventCount),
    prepare(event, state) {
      readings.number++;
      setClock?.(event, state);
    },
    share: shareReadings(readings),
    warn(code, message, { start, end }) {
      const warning = { code, message, start, end };
      warnings.push(warning);
      options.warn?.(warning);
    },
  };
  const check = compileExpression(ast, context, options.macros ?? new Map());
  setClock = clock.isAsked ? clockSetter(clock, context) : undefined;
  const isMemoryless = !check.isStateful && !clock.isAsked;
  return {
    test: testOf(check, readings, setClock),
    ast,
    warnings,
    eventCodes: isMemoryless ? possibleCodes(check, schema) : undefined,
    mayPass: check.isStateful ? undefined : (summary) => mayPassCheck(check, summary),
    isMemoryless,
    prerequisites: check.prerequisites,
  };
}

/** How often the filter was asked: what was read before that is of another event. */
interface Readings {
  number: number;
}

/** Readers with one key share what they read for an event. */
function shareReadings(readings: Readings): (key: string, read: ReadField) => ReadField {
  const shared = new Map<string, ReadField>();
  return (key, read) => {
    const known = shared.get(key);
    if (known !== undefined) return known;
    let number = -1;
    let value: ReturnType<ReadField>;
    const reader: ReadField = (event, state) => {
      if (number === readings.number) return value;
      value = read(event, state);
      number = readings.number;
      return value;
    };
    shared.set(key, reader);
    return reader;
  };
}

function testOf(
  { test, codes, isStateful }: Check,
  readings: Readings,
  setClock: ReadField | undefined,
): Filter["test"] {
  const { canBeTrue } = codes;
  const last = canBeTrue.length - 1;
  return (event, state) => {
    setClock?.(event, state);
    // Fields that remember must see every event that reaches them.
    if (!isStateful && canBeTrue[Math.min(event.code, last)] === 0) return false;
    readings.number++;
    return test(event, state);
  };
}

/** Notes when the capture's first event was, as `evt.reltime` has it; without that field the first one asked about. */
function clockSetter(clock: CaptureClock, { fields, view }: CheckContext): ReadField {
  const sinceFirst = fields.get("evt.reltime")?.compile(undefined, view);
  return (event, state) => {
    const now = timestampNs(event);
    const passed = sinceFirst?.(event, state);
    if (typeof passed === "bigint") clock.firstNs = now - passed;
    else if (clock.firstNs === 0n) clock.firstNs = now;
    return undefined;
  };
}

function possibleCodes(
  { codes: { canBeTrue } }: Check,
  { eventCount }: Schema,
): ReadonlySet<number> | undefined {
  const known = canBeTrue.subarray(0, eventCount);
  if (known.every((can) => can === 1)) return undefined;
  return new Set(Array.from(known.keys()).filter((code) => known[code] === 1));
}
