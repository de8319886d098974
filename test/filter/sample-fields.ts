import type { EventRecord } from "../../src/decoder/event.ts";
import { compileFilter, type Filter, type FilterOptions } from "../../src/filter/compile-filter.ts";
import { FieldError, type FieldResult, type FieldSpec, type FieldType } from "../../src/filter/field.ts";
import { createFieldRegistry, type FieldRegistry } from "../../src/filter/fields.ts";
import { FilterError } from "../../src/filter/filter-error.ts";
import { CaptureState } from "../../src/state/capture-state.ts";

/** Fields of every type whose values a test sets; those it does not set are absent. */
export const SAMPLE_FIELDS: readonly FieldSpec[] = [
  sample("t.text", "string"),
  sample("t.other", "string"),
  sample("t.bytes", "bytes"),
  sample("t.int", "integer"),
  sample("t.int2", "integer"),
  sample("t.bool", "boolean"),
  sample("t.bool2", "boolean"),
  sample("t.double", "double"),
  sample("t.time", "time"),
  sample("t.span", "duration"),
  sample("t.ip", "ip"),
  sample("t.ip2", "ip"),
  sample("t.net", "net", { isComparable: false }),
  sample("t.port", "port"),
  sample("t.port2", "port"),
  sample("t.list", "string", { matching: "list" }),
  sample("t.list2", "string", { matching: "list" }),
  sample("t.any", "string", {
    matching: "any",
    argument: "index",
    isComparable: false,
    isTransformable: false,
  }),
  sample("t.ends", "port", { matching: "ends", isPrintable: false, isComparable: false }),
  sample("t.endips", "ip", { matching: "ends", isPrintable: false, isComparable: false }),
  sample("t.endnets", "net", { matching: "ends", isPrintable: false, isComparable: false }),
  sample("t.arg", "string", { argument: "index-or-key", isArgumentRequired: true, example: ".flags" }),
  sample("t.env", "string", { argument: "key", example: "[HOME]" }),
  sample("t.old", "string", { views: ["recorded"] }),
  sample("t.shown", "string", { isFilterable: false }),
  sample("t.hex", "integer", { format: (value) => value.toString(16).toUpperCase() }),
  sample("evt.reltime", "duration"),
  sample("evt.time", "string"),
  sample("evt.time.s", "string"),
  sample("evt.around", "integer", { argument: "index", isArgumentRequired: true, example: "[1]" }),
];

/** What the fields hold, by name, or by `name[argument]` where one is given. */
export type Values = Readonly<Record<string, FieldResult>>;

let current: Values = {};
/** Names of the fields that were read, in order. */
export const readings: string[] = [];

export const SAMPLE_REGISTRY: FieldRegistry = createFieldRegistry(SAMPLE_FIELDS);

/** An event of a code, and of nothing else unless a test says so. */
export function eventOf(code = 3, traits: Partial<EventRecord> = {}): EventRecord {
  const bytes = new Uint8Array(0);
  return {
    number: 1,
    offset: 0,
    cpu: 0,
    dumpFlags: 0,
    tsHigh: 0,
    tsLow: 0,
    tid: 1,
    code,
    spec: undefined,
    bytes,
    view: new DataView(bytes.buffer),
    littleEndian: true,
    lengthsAt: 0,
    lengthWidth: 2,
    paramCount: 0,
    end: 0,
    ...traits,
  };
}

const state = new CaptureState();

/** Compiles a filter over the sample fields. */
export function compile(text: string, options: Partial<FilterOptions> = {}): Filter {
  return compileFilter(text, { view: "recorded", fields: SAMPLE_REGISTRY, ...options });
}

/** Asks a filter about an event whose sample fields have values. */
export function ask(filter: Filter, values: Values = {}, event = eventOf()): boolean {
  return withValues(values, () => filter.test(event, state));
}

/** Whether an event with these values passes a filter. */
export function passes(text: string, values: Values = {}, options: Partial<FilterOptions> = {}): boolean {
  return ask(compile(text, options), values);
}

/** Runs something while the sample fields have values. */
export function withValues<T>(values: Values, run: () => T): T {
  current = values;
  readings.length = 0;
  return run();
}

/** Where compiling fails and why: `start-end: message`, and the suggestion behind an arrow. */
export function failureOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const { span, message, suggestion } = error;
    return `${span.start}-${span.end}: ${message}${suggestion === undefined ? "" : ` -> ${suggestion}`}`;
  }
  return "compiles";
}

/** The bytes of text. */
export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A field whose value tests set. */
export function sample(name: string, type: FieldType, traits: Partial<FieldSpec> = {}): FieldSpec {
  return {
    name,
    type,
    matching: "single",
    argument: "none",
    isArgumentRequired: false,
    description: "",
    example: "",
    views: ["recorded", "current"],
    isFilterable: true,
    isPrintable: true,
    isComparable: true,
    isTransformable: true,
    cost: 1,
    compile(argument) {
      if (argument === "bad") throw new FieldError(`${name} knows no "bad"`);
      const key = argument === undefined ? name : `${name}[${argument}]`;
      return () => {
        readings.push(key);
        return current[key];
      };
    },
    ...traits,
  };
}
