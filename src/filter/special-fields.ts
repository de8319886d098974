import { timestampNs } from "../decoder/event.ts";
import { FieldError } from "./field.ts";
import type { Operator } from "./operators.ts";
import type { Source } from "./source.ts";
import { parseTime, TIME_FORMS, type TimeLiteral } from "./time-literal.ts";

/** Fields whose readers remember: neither the order nor the number of their readings may change. */
const STATEFUL = /^(evt\.deltatime|util\.cnt|thread\.(tot)?exectime|thread\.cpu)(\.|$)/;

/** Of those, the ones that remember by thread. */
const THREAD_SUMS = /\bthread\.(totexectime|cpu)\b/;

/**
 * Fields that hardly an event lacks: those of its header, and what is known of every thread. Those with an argument,
 * such as the environment or an ancestor, may well be missing.
 */
const USUALLY_PRESENT =
  /^(evt\.(num|type|dir|cpu|category|count|source|args|info|is_.*|failed)|evt\.(raw|rel|delta|date)?time.*|(proc|thread|user|group)\.[^[]*)$/;

/** Times as text: what they show of an event, and how exactly, in nanoseconds. */
const TIME_TEXTS: ReadonlyMap<string, { readonly isClock: boolean; readonly unitNs: bigint }> = new Map([
  ["evt.time", { isClock: true, unitNs: 1n }],
  ["evt.time.s", { isClock: true, unitNs: 1_000_000_000n }],
  ["evt.time.iso8601", { isClock: false, unitNs: 1n }],
  ["evt.datetime", { isClock: false, unitNs: 1n }],
  ["evt.datetime.s", { isClock: false, unitNs: 1_000_000_000n }],
]);

const ORDERINGS: ReadonlySet<Operator> = new Set(["<", "<=", ">", ">="]);
const EQUALITIES: ReadonlySet<Operator> = new Set(["=", "!=", "in", "intersects"]);

/** Whether the field's reader remembers what it read before. */
export function isStatefulField(name: string): boolean {
  return STATEFUL.test(name);
}

/** Whether a field, or what a transformer makes of one, is summed up over a thread as it is read. */
export function namesThreadSum(text: string): boolean {
  return THREAD_SUMS.test(text);
}

/** Whether there is hardly an event without the field, given as it is written. */
export function isUsuallyPresent(text: string): boolean {
  return USUALLY_PRESENT.test(text);
}

/** Whether a field shows the event's time as text. */
export function isTimeText(name: string): boolean {
  return TIME_TEXTS.has(name) || name === "evt.outputtime";
}

/** What to compare instead of a field: another source, and other text for it. */
export interface Reading {
  readonly source: Source;
  readonly rewrite: (text: string) => string;
}

/**
 * Times that a field has as text, read as times where a filter asks for their order or names them in a way of its own.
 * Times of day are compared within the day for the fields that show no date. Undefined where text is meant.
 */
export function timeReading(
  source: Source,
  operator: Operator,
  texts: readonly string[],
): Reading | undefined {
  const shown = source.spec && TIME_TEXTS.get(source.spec.name);
  const isOrdering = ORDERINGS.has(operator);
  if (shown === undefined || !(isOrdering || EQUALITIES.has(operator))) return undefined;
  const times = texts.flatMap((text) => text.split("..")).map(parseTime);
  if (!times.every((time): time is TimeLiteral => time !== undefined)) {
    if (isOrdering) throw new FieldError(`${source.text} is compared with a time: ${TIME_FORMS}`);
    return undefined;
  }
  return shown.isClock && times.every(({ kind }) => kind === "clock")
    ? clockReading(source)
    : instantReading(source, shown.unitNs);
}

/** Nanoseconds after midnight, from the text. */
function clockReading(source: Source): Reading {
  return {
    source: {
      ...source,
      type: "duration",
      read: (event, state) => clockNs(String(source.read(event, state))),
    },
    rewrite: (text) =>
      text
        .split("..")
        .map((part) => `${parseTime(part)?.ns}`)
        .join(".."),
  };
}

function clockNs(text: string): number {
  const [hour = 0, minute = 0, second = 0] = text.split(":").map((part) => Number(part.slice(0, 2)));
  return ((hour * 60 + minute) * 60 + second) * 1e9 + Number(text.slice(9));
}

function instantReading(source: Source, unitNs: bigint): Reading {
  return {
    source: {
      ...source,
      type: "time",
      cost: 0,
      read: (event) => {
        const ns = timestampNs(event);
        return ns - (ns % unitNs);
      },
    },
    rewrite: (text) => text,
  };
}
