import { parseEventRow } from "./event-row.ts";
import { splitRows } from "./rows.ts";
import type { EventSpec, FlagTables, Schema, SchemaVersion } from "./types.ts";

/** A schema over the rows of a generated event table; nothing is parsed before it is asked for. */
export function createSchema(version: SchemaVersion, eventRows: string, flagTables: FlagTables): Schema {
  const specs = new Array<EventSpec | undefined>(version.eventCount).fill(undefined);
  let rows: readonly string[] | undefined;

  function parse(code: number): EventSpec | undefined {
    rows ??= splitRows(eventRows);
    const row = rows[code];
    if (row === undefined) return undefined;
    const spec = parseEventRow(row, flagTables);
    specs[code] = spec;
    return spec;
  }

  return { ...version, flagTables, event: (code) => specs[code] ?? parse(code) };
}
