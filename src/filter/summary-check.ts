import { createRecord, type EventRecord } from "../decoder/event.ts";
import type { View } from "../decoder/view.ts";
import { CaptureState } from "../state/capture-state.ts";
import { createThread } from "../state/thread.ts";
import type { Check, Predicate } from "./check.ts";
import type { EventSummary, SummaryTest } from "./event-summary.ts";
import type { Operator } from "./operators.ts";
import type { Source } from "./source.ts";

/*
 * What a check says of events of which only a summary is known. A check that hangs on one thing of an event alone is
 * asked of made-up events, one for each value of that thing: so it need not be known how it compares.
 */

/** Whether an event of a summary may pass a check. */
export function mayPassCheck({ codes: { canBeTrue }, mayPass }: Check, summary: EventSummary): boolean {
  const last = canBeTrue.length - 1;
  if (!summary.codes.some((code) => canBeTrue[Math.min(code, last)] === 1)) return false;
  return mayPass === undefined || mayPass(summary);
}

/** The comparison of a source with constants. */
export interface ConstantCheck {
  /** What is compared: times as text may be read as times. */
  readonly source: Source;
  readonly operator: Operator;
  readonly constants: readonly string[];
  readonly test: Predicate;
  readonly view: View;
  /** Prepares what readers share and relate to for another event. */
  readonly prepare: Prepare;
}

/** To be called before an event is read. */
export type Prepare = (event: EventRecord, state: CaptureState) => void;

/** The test of summaries that follows from a check; undefined where every summary may hold an event that passes. */
export function summaryTestOf(check: ConstantCheck): SummaryTest | undefined {
  const { source, test, prepare } = check;
  if (source.spec === undefined) return undefined;
  return BY_FIELD[source.spec.name]?.({
    ...check,
    source: { ...source, read: prepared(source.read, prepare) },
    test: prepared(test, prepare),
  });
}

function prepared<T>(
  read: (event: EventRecord, state: CaptureState) => T,
  prepare: Prepare,
): (event: EventRecord, state: CaptureState) => T {
  return (event, state) => {
    prepare(event, state);
    return read(event, state);
  };
}

const BY_FIELD: Readonly<Record<string, (check: ConstantCheck) => SummaryTest | undefined>> = {
  "proc.name": (check) =>
    anyOfValues(
      check,
      ({ comms }) => comms,
      (at, comm) => {
        at.thread.comm = comm;
      },
    ),
  "proc.pid": (check) =>
    anyOfValues(
      check,
      ({ pids }) => pids,
      (at, pid) => {
        at.thread.pid = pid;
      },
    ),
  "thread.tid": (check) =>
    anyOfValues(
      check,
      ({ tids }) => tids,
      (at, tid) => {
        at.event.tid = tid;
      },
    ),
  "evt.num": numberTest,
  "evt.time": timeTest,
  "evt.time.s": timeTest,
  "evt.time.iso8601": timeTest,
  "evt.datetime": timeTest,
  "evt.datetime.s": timeTest,
  "evt.rawtime": timeTest,
  "evt.rawtime.s": timeTest,
  "evt.reltime": timeTest,
  "evt.reltime.s": timeTest,
};

/** An event that never was, at which a check can be asked. */
function madeUp(view: View) {
  const event = createRecord();
  const state = new CaptureState({ view });
  const thread = createThread(0);
  state.thread = thread;
  return { event, state, thread };
}

type MadeUp = ReturnType<typeof madeUp>;

/** An event without the thing has no value, and fails. */
function anyOfValues<T>(
  { test, view }: ConstantCheck,
  valuesOf: (summary: EventSummary) => readonly T[] | undefined,
  set: (at: MadeUp, value: T) => void,
): SummaryTest {
  const at = madeUp(view);
  return (summary) => {
    const values = valuesOf(summary);
    if (values === undefined) return true;
    return values.some((value) => {
      set(at, value);
      return test(at.event, at.state);
    });
  };
}

/** Which end of a range decides whether something in it passes. */
const DECIDING_END: Readonly<Partial<Record<Operator, "low" | "high">>> = {
  "<": "low",
  "<=": "low",
  ">": "high",
  ">=": "high",
};

function numberTest({ operator, constants, test, view }: ConstantCheck): SummaryTest | undefined {
  const end = DECIDING_END[operator];
  const { event, state } = madeUp(view);
  if (end !== undefined) {
    return ({ firstNumber, lastNumber }) => {
      event.number = end === "low" ? firstNumber : lastNumber;
      return test(event, state);
    };
  }
  if ((operator !== "=" && operator !== "in") || !constants.every((text) => /^[1-9]\d{0,14}$/.test(text)))
    return undefined;
  const numbers = constants.map(Number);
  return ({ firstNumber, lastNumber }) =>
    numbers.some((number) => number >= firstNumber && number <= lastNumber);
}

function timeTest({ source, operator, test, view }: ConstantCheck): SummaryTest | undefined {
  const end = DECIDING_END[operator];
  if (end === undefined || source.type === "string") return undefined;
  const { event, state } = madeUp(view);
  return (summary) => {
    const { earliestTsNs, latestTsNs, startTsNs } = summary;
    if (startTsNs === undefined) return true;
    state.firstEventTsNs = startTsNs;
    if (!rises(source, summary, event, state)) return true;
    setTime(event, end === "low" ? earliestTsNs : latestTsNs);
    return test(event, state);
  };
}

/** Longest stretch within which a clock that shows as much more as has passed was not set back in between. */
const HALF_A_DAY_NS = 12n * 3600n * 1_000_000_000n;
/** Clocks may show whole seconds only. */
const CLOCK_UNIT_NS = 1_000_000_000;

/** Whether later events have larger values: times of day begin anew at midnight, and where the zone changes. */
function rises(
  { type, read, spec }: Source,
  { earliestTsNs, latestTsNs }: EventSummary,
  event: EventRecord,
  state: CaptureState,
): boolean {
  if (type !== "duration" || spec?.type !== "string") return true;
  const passed = latestTsNs - earliestTsNs;
  if (passed >= HALF_A_DAY_NS) return false;
  setTime(event, earliestTsNs);
  const low = Number(read(event, state));
  setTime(event, latestTsNs);
  return Math.abs(Number(read(event, state)) - low - Number(passed)) <= CLOCK_UNIT_NS;
}

function setTime(event: EventRecord, tsNs: bigint): void {
  event.tsHigh = Number(tsNs >> 32n);
  event.tsLow = Number(tsNs & 0xffffffffn);
}
