import { parseDurationNs } from "./number-literal.ts";

/**
 * A point in time as a filter names it. `instant`: nanoseconds since 1970. `relative`: nanoseconds after the first
 * event of the capture. `clock`: nanoseconds after midnight of the viewer's time zone.
 */
export interface TimeLiteral {
  readonly kind: "instant" | "relative" | "clock";
  readonly ns: bigint;
}

/** What to say of text that is none. */
export const TIME_FORMS =
  "a time is written 2018-08-17T17:35:48.5Z, 17:35:48.5, +2s (after the first event) or in ns since 1970";

const NS_PER_SECOND = 1_000_000_000n;
const NS_PER_MS = 1_000_000n;

const DATE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:?\d\d)?)?$/;
const CLOCK = /^(\d\d?):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/;
const RELATIVE = /^[+-].*[a-zµμ]$/;

/** Reads a time; dates without a zone are in the viewer's. Undefined for text that is no time. */
export function parseTime(text: string): TimeLiteral | undefined {
  const clock = CLOCK.exec(text);
  if (clock !== null) return parseClock(clock.slice(1));
  const date = DATE.exec(text);
  if (date !== null) return parseDate(date.slice(1));
  const ns = parseDurationNs(text);
  if (ns === undefined) return undefined;
  if (RELATIVE.test(text)) return { kind: "relative", ns };
  return /[a-zµμ]$/.test(text) ? undefined : { kind: "instant", ns };
}

/** Nanoseconds since 1970 of a literal, for a capture whose first event was at `firstNs`. */
export function resolveTime({ kind, ns }: TimeLiteral, firstNs: bigint): bigint {
  if (kind === "instant") return ns;
  if (kind === "relative") return firstNs + ns;
  const midnight = new Date(Number(firstNs / NS_PER_MS));
  // The clock is set, not hours added: days on which it changes are not 24 hours long.
  midnight.setHours(0, 0, Number(ns / NS_PER_SECOND), 0);
  return BigInt(midnight.getTime()) * NS_PER_MS + (ns % NS_PER_SECOND);
}

/** `17:35:48.500000000`, as `evt.time` has it. */
export function clockText(ns: bigint): string {
  const seconds = Number(ns / NS_PER_SECOND);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const clock = parts.map((part) => String(part).padStart(2, "0")).join(":");
  return `${clock}.${String(ns % NS_PER_SECOND).padStart(9, "0")}`;
}

function parseClock([hour, minute, second = "0", fraction = ""]: readonly string[]): TimeLiteral | undefined {
  const ns = clockNs(Number(hour), Number(minute), Number(second), fraction);
  return ns === undefined ? undefined : { kind: "clock", ns };
}

function clockNs(hour: number, minute: number, second: number, fraction: string): bigint | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return BigInt(hour * 3600 + minute * 60 + second) * NS_PER_SECOND + BigInt(fraction.padEnd(9, "0"));
}

function parseDate(parts: readonly (string | undefined)[]): TimeLiteral | undefined {
  const [year, month, day, hour = 0, minute = 0, second = 0] = parts.slice(0, 6).map(numberOf);
  const [fraction = "", zone] = parts.slice(6);
  if (clockNs(hour, minute, second, fraction) === undefined) return undefined;
  if (!isDay(year ?? 0, month ?? 0, day ?? 0)) return undefined;
  const args = [year ?? 0, (month ?? 0) - 1, day ?? 0, hour, minute, second] as const;
  const offsetMs = zone === undefined ? undefined : zoneMs(zone);
  const ms = offsetMs === undefined ? new Date(...args).getTime() : Date.UTC(...args) - offsetMs;
  return { kind: "instant", ns: BigInt(ms) * NS_PER_MS + BigInt(fraction.padEnd(9, "0")) };
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function isDay(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return year >= 1000 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function zoneMs(zone: string): number {
  if (zone === "Z") return 0;
  const [hours, minutes] = [zone.slice(1, 3), zone.slice(-2)].map(Number);
  const ms = ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000;
  return zone.startsWith("-") ? -ms : ms;
}
