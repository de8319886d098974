import type { EventRecord } from "../../decoder/event.ts";
import type { EventSummary } from "../../filter/event-summary.ts";
import type { CaptureState } from "../../state/capture-state.ts";

/** More different values than this are not kept: a filter can then tell nothing from them. */
const MAX_VALUES = 4096;
const TS_HIGH_UNIT = 2n ** 32n;

/** Sums up the events of a stretch, each with the state at it. */
export class SummaryCollector {
  private readonly codes = new Set<number>();
  private readonly tids = new Set<number>();
  private readonly pids = new Set<number>();
  private readonly comms = new Set<string>();
  private readonly firstNumber: number;
  private earliest: Time | undefined;
  private latest: Time | undefined;
  private startTsNs: bigint | undefined;
  private hasOneStart = true;
  private tid: number | undefined;
  private pid: number | undefined;
  private comm: string | undefined;

  constructor(firstNumber: number) {
    this.firstNumber = firstNumber;
  }

  see(event: EventRecord, { thread, firstEventTsNs }: CaptureState): void {
    this.codes.add(event.code);
    this.seeTime(event, firstEventTsNs);
    if (event.tid !== this.tid) this.tids.add(event.tid);
    this.tid = event.tid;
    if (thread === undefined) return;
    if (thread.pid !== this.pid) this.pids.add(thread.pid);
    if (thread.comm !== this.comm) this.comms.add(thread.comm);
    this.pid = thread.pid;
    this.comm = thread.comm;
  }

  /** What was seen, up to the event of that number. */
  finish(lastNumber: number): EventSummary {
    return {
      firstNumber: this.firstNumber,
      lastNumber,
      earliestTsNs: nsOf(this.earliest),
      latestTsNs: nsOf(this.latest),
      startTsNs: this.hasOneStart ? this.startTsNs : undefined,
      codes: [...this.codes].sort((a, b) => a - b),
      tids: listed(this.tids),
      pids: listed(this.pids),
      comms: listed(this.comms),
    };
  }

  private seeTime({ tsHigh, tsLow }: EventRecord, startTsNs: bigint | undefined): void {
    if (this.earliest === undefined || isBefore(tsHigh, tsLow, this.earliest))
      this.earliest = { tsHigh, tsLow };
    if (this.latest === undefined) this.startTsNs = startTsNs;
    else if (startTsNs !== this.startTsNs) this.hasOneStart = false;
    if (this.latest === undefined || !isBefore(tsHigh, tsLow, this.latest)) this.latest = { tsHigh, tsLow };
  }
}

type Time = Pick<EventRecord, "tsHigh" | "tsLow">;

function isBefore(tsHigh: number, tsLow: number, time: Time): boolean {
  return tsHigh < time.tsHigh || (tsHigh === time.tsHigh && tsLow < time.tsLow);
}

function nsOf({ tsHigh, tsLow }: Time = { tsHigh: 0, tsLow: 0 }): bigint {
  return BigInt(tsHigh) * TS_HIGH_UNIT + BigInt(tsLow);
}

function listed<T>(values: ReadonlySet<T>): readonly T[] | undefined {
  return values.size > MAX_VALUES ? undefined : [...values];
}
