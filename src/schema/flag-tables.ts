import { splitRows } from "./rows.ts";
import type { FlagEntry, FlagTable, FlagTables } from "./types.ts";

/**
 * Flag tables over a generated text, one table a line:
 *
 *     name kind: NAME VALUE, NAME VALUE
 */
export function createFlagTables(text: string): FlagTables {
  const parsed = new Map<string, FlagTable>();
  let rows: ReadonlyMap<string, string> | undefined;
  const rowsByName = () => {
    rows ??= new Map(splitRows(text).map((row) => [row.slice(0, row.indexOf(" ")), row]));
    return rows;
  };
  return {
    get(name) {
      const row = parsed.has(name) ? undefined : rowsByName().get(name);
      if (row !== undefined) parsed.set(name, parseFlagTable(row));
      return parsed.get(name);
    },
    names: () => [...rowsByName().keys()],
  };
}

function parseFlagTable(row: string): FlagTable {
  const [head = "", entries = ""] = row.split(": ");
  const [name = "", kind] = head.split(" ");
  // The generator writes no other kinds; test/schema checks every table.
  return { name, kind: kind as FlagTable["kind"], entries: entries.split(", ").map(parseEntry) };
}

function parseEntry(text: string): FlagEntry {
  const [name = "", value] = text.split(" ");
  return { name, value: Number(value) };
}
