const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;
const NS_PER_SECOND = 1_000_000_000n;

/** `22,381`. */
export function countText(value: number | bigint): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 event`, `22,381 events`. */
export function countOf(value: number, noun: string): string {
  return `${countText(value)} ${noun}${value === 1 ? "" : "s"}`;
}

/** `832 B`, `1.3 MiB`. */
export function sizeText(bytes: number): string {
  let rest = bytes;
  let unit = 0;
  while (rest >= 1024 && unit < UNITS.length - 1) {
    rest /= 1024;
    unit++;
  }
  return `${unit === 0 ? rest : rest.toFixed(1)} ${UNITS[unit]}`;
}

/** `832 B`, `1.3 MiB (1,385,388 bytes)`. */
export function exactSizeText(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${sizeText(bytes)} (${countText(bytes)} bytes)`;
}

/** `5.514682170 s`, `1 h 2 min 3.000000000 s`. */
export function durationText(ns: bigint): string {
  if (ns < 0n) return `-${durationText(-ns)}`;
  const seconds = ns / NS_PER_SECOND;
  const parts = [`${seconds % 60n}.${String(ns % NS_PER_SECOND).padStart(9, "0")} s`];
  if (seconds >= 60n) parts.unshift(`${(seconds / 60n) % 60n} min`);
  if (seconds >= 3600n) parts.unshift(`${(seconds / 3600n) % 24n} h`);
  if (seconds >= 86400n) parts.unshift(`${seconds / 86400n} d`);
  return parts.join(" ");
}

/** `2018-08-17T17:35:48.514682170Z`, as filters and options take it. */
export function isoText(tsNs: bigint): string {
  return utcText(tsNs).replace(" UTC", "Z").replace(" ", "T");
}

/** `2018-08-17 17:35:48.514682170 UTC`. */
export function utcText(tsNs: bigint): string {
  const date = new Date(Number(tsNs / 1_000_000n));
  if (Number.isNaN(date.getTime())) return `${tsNs} ns`;
  const fraction = String(tsNs % NS_PER_SECOND).padStart(9, "0");
  return `${date.toISOString().slice(0, 19).replace("T", " ")}.${fraction} UTC`;
}
