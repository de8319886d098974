import type { EventRecord } from "./event.ts";

type Time = Pick<EventRecord, "tsHigh" | "tsLow">;

const HIGH_UNIT = 2n ** 32n;

/** The times of the earliest and the latest of some events, which need not come in the order of their times. */
export class TimeSpan {
  private earliest: Time | undefined;
  private latest: Time | undefined;

  /** Whether there was no event. */
  get isEmpty(): boolean {
    return this.latest === undefined;
  }

  /** Nanoseconds since 1970; 0 where there was no event. */
  get earliestTsNs(): bigint {
    return nsOf(this.earliest);
  }

  get latestTsNs(): bigint {
    return nsOf(this.latest);
  }

  see({ tsHigh, tsLow }: Time): void {
    if (this.earliest === undefined || isBefore(tsHigh, tsLow, this.earliest))
      this.earliest = { tsHigh, tsLow };
    if (this.latest === undefined || !isBefore(tsHigh, tsLow, this.latest)) this.latest = { tsHigh, tsLow };
  }
}

function isBefore(tsHigh: number, tsLow: number, time: Time): boolean {
  return tsHigh < time.tsHigh || (tsHigh === time.tsHigh && tsLow < time.tsLow);
}

function nsOf({ tsHigh, tsLow }: Time = { tsHigh: 0, tsLow: 0 }): bigint {
  return BigInt(tsHigh) * HIGH_UNIT + BigInt(tsLow);
}
