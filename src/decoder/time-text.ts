import type { TextSink } from "./text-sink.ts";

const NS_PER_SECOND = 1_000_000_000;
const NS_PER_SECOND_BIG = 1_000_000_000n;

/**
 * Seconds since 1970 of a timestamp given as two u32, exact: the number as a whole would not fit a double,
 * so 2^48 and 2^32 are split into seconds and nanoseconds first.
 */
export function secondsOf(tsHigh: number, tsLow: number): number {
  const high = Math.floor(tsHigh / 65536);
  const low = tsHigh & 0xffff;
  return high * 281474 + low * 4 + Math.floor(restOf(high, low, tsLow) / NS_PER_SECOND);
}

/** Nanoseconds within the second of a timestamp given as two u32. */
export function nanosecondsOf(tsHigh: number, tsLow: number): number {
  return restOf(Math.floor(tsHigh / 65536), tsHigh & 0xffff, tsLow) % NS_PER_SECOND;
}

// 2^48 = 281474 s + 976710656 ns, 2^32 = 4 s + 294967296 ns; the sum stays below 2^47.
function restOf(high: number, low: number, tsLow: number): number {
  return high * 976710656 + low * 294967296 + tsLow;
}

/** The second whose clock was written last, by the timestamp it began at. */
const clock = { startHigh: Number.NaN, startLow: 0, text: new Uint8Array(0) };
const encoder = new TextEncoder();

/** Writes `HH:MM:SS.nnnnnnnnn` in the local time zone. */
export function writeClock(sink: TextSink, tsHigh: number, tsLow: number): void {
  let nanoseconds = (tsHigh - clock.startHigh) * 4294967296 + (tsLow - clock.startLow);
  if (!(nanoseconds >= 0 && nanoseconds < NS_PER_SECOND)) {
    nanoseconds = nanosecondsOf(tsHigh, tsLow);
    clock.startHigh = tsHigh;
    clock.startLow = tsLow - nanoseconds;
    clock.text = encoder.encode(`${localParts(secondsOf(tsHigh, tsLow)).clock}.`);
  }
  sink.encoded(clock.text);
  sink.padded(nanoseconds, 9);
}

/** Writes `YYYY-MM-DD HH:MM:SS.nnnnnnnnn` in the local time zone. */
export function writeLocalTime(sink: TextSink, tsNs: bigint): void {
  const { date, clock } = localParts(Number(tsNs / NS_PER_SECOND_BIG));
  const fraction = String(tsNs % NS_PER_SECOND_BIG).padStart(9, "0");
  sink.ascii(`${date} ${clock}.${fraction}`);
}

/** Writes `YYYY-MM-DDTHH:MM:SS.nnnnnnnnn+0000`, which does not depend on the viewer. */
export function writeIsoTime(sink: TextSink, tsHigh: number, tsLow: number): void {
  const date = new Date(secondsOf(tsHigh, tsLow) * 1000);
  sink.ascii(Number.isNaN(date.getTime()) ? "-" : date.toISOString().slice(0, 19));
  sink.byte(0x2e);
  sink.padded(nanosecondsOf(tsHigh, tsLow), 9);
  sink.ascii("+0000");
}

/** Writes `seconds.nanoseconds`. */
export function writeSeconds(sink: TextSink, seconds: number, nanoseconds: number): void {
  sink.integer(seconds);
  sink.byte(0x2e);
  sink.padded(nanoseconds, 9);
}

function localParts(second: number): { date: string; clock: string } {
  const date = new Date(second * 1000);
  const two = (value: number) => String(value).padStart(2, "0");
  return {
    date: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    clock: `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`,
  };
}
