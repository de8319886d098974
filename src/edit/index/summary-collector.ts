import type { EventRecord } from "../../decoder/event.ts";
import { TimeSpan } from "../../decoder/time-span.ts";
import type { EventSummary } from "../../filter/event-summary.ts";
import type { CaptureState } from "../../state/capture-state.ts";

/** More different values than this are not kept: a filter can then tell nothing from them. */
const MAX_VALUES = 4096;

/** Sums up the events of a stretch, each with the state at it. */
export class SummaryCollector {
  private readonly codes = new Set<number>();
  private readonly tids = new Set<number>();
  private readonly pids = new Set<number>();
  private readonly comms = new Set<string>();
  private readonly firstNumber: number;
  private readonly span = new TimeSpan();
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
      earliestTsNs: this.span.earliestTsNs,
      latestTsNs: this.span.latestTsNs,
      startTsNs: this.hasOneStart ? this.startTsNs : undefined,
      codes: [...this.codes].sort((a, b) => a - b),
      tids: listed(this.tids),
      pids: listed(this.pids),
      comms: listed(this.comms),
    };
  }

  private seeTime(event: EventRecord, startTsNs: bigint | undefined): void {
    if (this.span.isEmpty) this.startTsNs = startTsNs;
    else if (startTsNs !== this.startTsNs) this.hasOneStart = false;
    this.span.see(event);
  }
}

function listed<T>(values: ReadonlySet<T>): readonly T[] | undefined {
  return values.size > MAX_VALUES ? undefined : [...values];
}
