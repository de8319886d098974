import type { FlagTable } from "../../src/schema/types.ts";
import { check, checkWords } from "./check.ts";
import type { FlagFacts, FlagTableFacts, NamedValue } from "./facts.ts";

type Kind = FlagTable["kind"];

/** Words of the facts for the kinds of tables. */
const KINDS: Readonly<Record<string, Kind>> = {
  bitmask: "bitmask",
  "bitmask (flag words inside PT_FDLIST)": "bitmask",
  enum: "enum",
  "mode-bitmask": "mode",
};

/** Rows of the flag tables, in the form that `src/schema/flag-tables.ts` explains and parses. */
export function renderFlagRows(tables: FlagFacts["tables"]): string[] {
  return Object.entries(tables).map(([name, table]) => renderFlagRow(name, table));
}

function renderFlagRow(name: string, { kind: word, entries }: FlagTableFacts): string {
  const kind = KINDS[word];
  check(kind !== undefined, `flag table ${name} is a ${word}`);
  checkWords([name, ...entries.map((entry) => entry.name)]);
  return `${name} ${kind}: ${entries.map((entry) => renderEntry(entry, kind)).join(", ")}`;
}

function renderEntry({ name, value }: NamedValue, kind: Kind): string {
  return kind === "enum" ? `${name} ${value}` : `${name} 0x${value.toString(16)}`;
}

/** Rows of the form `NUMBER NAME`. */
export function renderNumberedNames(entries: readonly NamedValue[]): string[] {
  checkWords(entries.map((entry) => entry.name));
  return entries.map(({ name, value }) => `${value} ${name}`);
}
