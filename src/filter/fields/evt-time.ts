import { type EventRecord, timestampNs } from "../../decoder/event.ts";
import type { TextSink } from "../../decoder/text-sink.ts";
import {
  nanosecondsOf,
  secondsOf,
  writeClock,
  writeIsoTime,
  writeLocalTime,
} from "../../decoder/time-text.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import type { FieldSpec, FieldType, FieldValue, ReadField } from "../field.ts";
import { composeText } from "./compose-text.ts";
import { compiledField, type FieldTraits, field } from "./define.ts";
import { nsSinceFirstEvent } from "./first-event.ts";

const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_MS = 1_000_000n;
const FRACTION_LENGTH = ".000000000".length;

/** Nanoseconds with all their zeros, behind the sign where time went backwards. */
export const PADDED: FieldTraits = { format: (value: FieldValue) => padded(String(value)) };

/** When an event happened: on the clock, since 1970, since other events. */
export const TIME_FIELDS: readonly FieldSpec[] = [
  text("evt.time", "Time of day with nanoseconds, in the viewer's time zone.", clock),
  text("evt.time.s", "Time of day in whole seconds, in the viewer's time zone.", wholeSecond(clock)),
  text("evt.time.iso8601", "Date and time with nanoseconds, in UTC.", iso),
  text("evt.datetime", "Date and time of day with nanoseconds, in the viewer's time zone.", date),
  text(
    "evt.datetime.s",
    "Date and time of day in whole seconds, in the viewer's time zone.",
    wholeSecond(date),
  ),
  text("evt.outputtime", "Time in the form the listing was asked for; by itself the time of day.", clock, {
    isFilterable: false,
  }),
  field("evt.rawtime", "time", "Nanoseconds since 1970.", timestampNs),
  field("evt.rawtime.s", "integer", "Whole seconds since 1970.", ({ tsHigh, tsLow }) =>
    secondsOf(tsHigh, tsLow),
  ),
  field(
    "evt.rawtime.ns",
    "integer",
    "Nanoseconds within the second.",
    ({ tsHigh, tsLow }) => nanosecondsOf(tsHigh, tsLow),
    PADDED,
  ),
  ...difference("evt.reltime", "the first event of the capture", () => nsSinceFirstEvent, PADDED),
  ...difference("evt.deltatime", "the event that the field was read of before", nsSinceLastReading),
  compiledField(
    "evt.around",
    "integer",
    "Milliseconds, rounded up, between the event and the time in brackets, which is in nanoseconds since 1970. " +
      "evt.around[T]=N accepts the events that are at most N milliseconds away from T.",
    (argument = "0") => msFrom(BigInt(argument)),
    {
      argument: "index",
      isArgumentRequired: true,
      example: "[1654086600000000000]",
      isPrintable: false,
      isComparable: false,
      isTransformable: false,
    },
  ),
];

function padded(digits: string): string {
  return digits.startsWith("-") ? `-${digits.slice(1).padStart(9, "0")}` : digits.padStart(9, "0");
}

type WriteTime = (sink: TextSink, event: EventRecord) => void;

function text(name: string, description: string, write: WriteTime, traits: FieldTraits = {}): FieldSpec {
  return field(name, "string", description, (event) => composeText((sink) => write(sink, event)), {
    cost: 2,
    ...traits,
  });
}

function clock(sink: TextSink, { tsHigh, tsLow }: EventRecord): void {
  writeClock(sink, tsHigh, tsLow);
}

function iso(sink: TextSink, { tsHigh, tsLow }: EventRecord): void {
  writeIsoTime(sink, tsHigh, tsLow);
}

function date(sink: TextSink, event: EventRecord): void {
  writeLocalTime(sink, timestampNs(event));
}

function wholeSecond(write: WriteTime): WriteTime {
  return (sink, event) => {
    write(sink, event);
    sink.truncate(sink.length - FRACTION_LENGTH);
  };
}

/** A time difference as a whole, and its seconds and nanoseconds; `measure` makes a reader of nanoseconds. */
function difference(
  name: string,
  since: string,
  measure: () => (event: EventRecord, state: CaptureState) => bigint,
  traits: FieldTraits = {},
): FieldSpec[] {
  const part = (suffix: string, type: FieldType, description: string, pick: (ns: bigint) => bigint) =>
    compiledField(name + suffix, type, description, () => picked(measure(), pick), {
      ...traits,
      ...(suffix === ".ns" ? PADDED : {}),
    });
  return [
    part("", "duration", `Nanoseconds since ${since}.`, (ns) => ns),
    { ...part(".s", "integer", `Whole seconds since ${since}.`, (ns) => ns / NS_PER_SECOND), format: String },
    part(
      ".ns",
      "integer",
      `What ${name} has beyond whole seconds, in nanoseconds.`,
      (ns) => ns % NS_PER_SECOND,
    ),
  ];
}

function picked(
  read: (event: EventRecord, state: CaptureState) => bigint,
  pick: (ns: bigint) => bigint,
): ReadField {
  return (event, state) => pick(read(event, state));
}

function nsSinceLastReading(): (event: EventRecord) => bigint {
  let last: bigint | undefined;
  return (event) => {
    const now = timestampNs(event);
    const passed = now - (last ?? now);
    last = now;
    return passed;
  };
}

function msFrom(time: bigint): ReadField {
  return (event) => {
    const ns = timestampNs(event) - time;
    return ((ns < 0n ? -ns : ns) + NS_PER_MS - 1n) / NS_PER_MS;
  };
}
