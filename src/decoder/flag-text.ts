import type { FlagTable } from "../schema/types.ts";
import type { TextSink } from "./text-sink.ts";

/** Texts kept per table; a hostile capture can hold any number of different values. */
const MAX_CACHED = 1024;

const caches = new WeakMap<FlagTable, Map<number, string>>();

/**
 * The names of a flag or enumeration value, joined by `|`; empty when nothing matches.
 * `bitmask` and `mode` tables are walked in order and each entry whose bits are all still set takes its bits away,
 * so that composite names suppress their parts; bits without a name are left out. `enum` tables give every entry
 * equal to the value, aliases included.
 */
export function flagText(table: FlagTable, value: number): string {
  let cache = caches.get(table);
  if (cache === undefined) {
    cache = new Map();
    caches.set(table, cache);
  }
  let text = cache.get(value);
  if (text === undefined) {
    text = flagNames(table, value).join("|");
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(value, text);
  }
  return text;
}

/** A writer of those names, as the bytes of `flagText`; it keeps those of the values that it was asked for. */
export function flagWriter(table: FlagTable): (sink: TextSink, value: number) => void {
  const cache = new Map<number, Uint8Array>();
  const encoder = new TextEncoder();
  return (sink, value) => {
    let text = cache.get(value);
    if (text === undefined) {
      text = encoder.encode(flagText(table, value));
      if (cache.size >= MAX_CACHED) cache.clear();
      cache.set(value, text);
    }
    sink.encoded(text);
  };
}

/** The names of a flag or enumeration value, in table order. */
export function flagNames({ kind, entries }: FlagTable, value: number): string[] {
  if (kind === "enum") return entries.filter((entry) => entry.value === value).map((entry) => entry.name);
  const names: string[] = [];
  let rest = value;
  for (const entry of entries) {
    const bits = entry.value;
    const matches = bits === 0 ? value === 0 : (rest & bits) >>> 0 === bits >>> 0;
    if (kind === "mode" ? bits === value || (matches && bits !== 0) : matches) {
      names.push(entry.name);
      rest &= ~bits;
    }
    if (bits === value) break;
  }
  return names;
}
