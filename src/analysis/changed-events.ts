import type { SchemaChange } from "../schema/diff/change.ts";
import type { SchemaDocument } from "../schema/document.ts";

/** Codes of events that have no event of their own: they carry numbers of system calls. */
const GENERIC_CODES = [0, 1];

/** Which changes of an event table concern events of a capture. */
export interface TouchedEvent {
  readonly code: number;
  readonly event: string;
  readonly count: number;
  readonly changes: readonly SchemaChange[];
}

/**
 * The events of a capture that changes concern, by code: `counts` has how often each code occurs. Changes of names of
 * values concern all events with a parameter that has them, changes of system calls' numbers the generic events.
 */
export function touchedEvents(
  counts: ReadonlyMap<number, number>,
  changes: readonly SchemaChange[],
  tables: readonly SchemaDocument[],
): TouchedEvent[] {
  const byCode = new Map<number, SchemaChange[]>();
  for (const change of changes)
    for (const code of codesOf(change, tables)) byCode.set(code, [...(byCode.get(code) ?? []), change]);
  return [...byCode]
    .filter(([code]) => counts.has(code))
    .sort(([a], [b]) => a - b)
    .map(([code, own]) => ({
      code,
      event: nameOf(code, tables),
      count: counts.get(code) ?? 0,
      changes: own,
    }));
}

function codesOf({ code, table, rule }: SchemaChange, tables: readonly SchemaDocument[]): Iterable<number> {
  if (code !== undefined) return [code];
  if (rule.startsWith("syscall-")) return GENERIC_CODES;
  if (table === undefined) return [];
  const events = tables.flatMap((document) => document.events);
  return new Set(
    events
      .filter(({ params }) =>
        params.some((param) => param.flagTable === table || param.dynamicTable === table),
      )
      .map((event) => event.code),
  );
}

function nameOf(code: number, tables: readonly SchemaDocument[]): string {
  return tables.map(({ events }) => events[code]?.name).find((name) => name !== undefined) ?? String(code);
}
