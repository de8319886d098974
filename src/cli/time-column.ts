import { type EventRecord, timestampNs } from "../decoder/event.ts";
import type { TextSink } from "../decoder/text-sink.ts";
import { nanosecondsOf, secondsOf, writeClock, writeIsoTime, writeSeconds } from "../decoder/time-text.ts";

/** Forms of the time of an event; the letters are sysdig's. */
export const TIME_FORMS = ["h", "a", "r", "d", "D", "iso"] as const;
export type TimeForm = (typeof TIME_FORMS)[number];

/** What each form shows, for the help. */
export const TIME_FORM_HELP: Readonly<Record<TimeForm, string>> = {
  h: "time of day, local zone (TZ)",
  a: "seconds since 1970",
  r: "seconds since the capture's first event",
  d: "seconds since the call was entered",
  D: "seconds since the event shown before",
  iso: "date and time, UTC",
};

/** Writes the time of one event after the other; some forms depend on the events before. */
export interface TimeColumn {
  /** Which events it must see that are not shown. */
  readonly needs: "nothing" | "first event" | "all events";
  /** Takes note of an event, shown or not. */
  see(event: EventRecord): void;
  /** Writes the time of an event that is shown. */
  write(sink: TextSink, event: EventRecord): void;
}

/** The column for a form. */
export function createTimeColumn(form: TimeForm): TimeColumn {
  switch (form) {
    case "h":
      return stateless((sink, { tsHigh, tsLow }) => writeClock(sink, tsHigh, tsLow));
    case "a":
      return stateless((sink, { tsHigh, tsLow }) =>
        writeSeconds(sink, secondsOf(tsHigh, tsLow), nanosecondsOf(tsHigh, tsLow)),
      );
    case "iso":
      return stateless((sink, { tsHigh, tsLow }) => writeIsoTime(sink, tsHigh, tsLow));
    case "r":
      return sinceFirst();
    case "D":
      return sinceShown();
    case "d":
      return sinceEnter();
  }
}

const NS_PER_SECOND = 1_000_000_000n;
/** Random tids must not fill the memory. */
const MAX_THREADS = 1_000_000;

function stateless(write: TimeColumn["write"]): TimeColumn {
  return { needs: "nothing", see: () => {}, write };
}

function sinceFirst(): TimeColumn {
  let first: bigint | undefined;
  return {
    needs: "first event",
    see(event) {
      // Events made in user space may carry 0 or all ones, which are no times.
      if (first === undefined && event.tsHigh !== 0 && event.tsHigh !== 0xffffffff)
        first = timestampNs(event);
    },
    write: (sink, event) => writeDifference(sink, timestampNs(event) - (first ?? timestampNs(event))),
  };
}

function sinceShown(): TimeColumn {
  let last: bigint | undefined;
  return {
    needs: "nothing",
    see: () => {},
    write(sink, event) {
      const tsNs = timestampNs(event);
      writeDifference(sink, tsNs - (last ?? tsNs));
      last = tsNs;
    },
  };
}

/** Time of an exit event since the last enter event of its thread; 0 for enter events. */
function sinceEnter(): TimeColumn {
  const entered = new Map<number, bigint>();
  return {
    needs: "all events",
    see(event) {
      if ((event.code & 1) !== 0) return;
      if (entered.size >= MAX_THREADS) entered.clear();
      entered.set(event.tid, timestampNs(event));
    },
    write(sink, event) {
      const start = (event.code & 1) === 0 ? undefined : entered.get(event.tid);
      writeDifference(sink, start === undefined ? 0n : timestampNs(event) - start);
    },
  };
}

function writeDifference(sink: TextSink, ns: bigint): void {
  const size = ns < 0n ? -ns : ns;
  if (ns < 0n) sink.byte(0x2d);
  writeSeconds(sink, Number(size / NS_PER_SECOND), Number(size % NS_PER_SECOND));
}
