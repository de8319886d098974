import type { SchemaDocument } from "../document.ts";
import { splitRows } from "../rows.ts";
import {
  type DocumentName,
  type DocumentRow,
  type DocumentTables,
  nameDocument,
  parseDocumentRows,
} from "./document-rows.ts";

/** A release, or a commit between releases, whose event table is known. */
export interface HistoryPoint extends DocumentName {
  /**
   * `libs` and `driver` are release tags of falcosecurity/libs, `sysdig` of draios/sysdig, which had the driver until
   * 2020; `sample` is a commit of libs from before its first tag.
   */
  readonly kind: "libs" | "driver" | "sysdig" | "sample" | "head";
  /** Number of its event table: tables that are equal have one number, later ones a higher one. */
  readonly table: number;
}

/** All event tables since 2014. */
export interface History {
  /** By date. */
  readonly points: readonly HistoryPoint[];
  /** The event table of a point; the same object ever after. */
  document(point: HistoryPoint): SchemaDocument;
  /** How many parameters an event has in the table of that number; undefined for codes that it does not have. */
  paramCount(table: number, code: number): number | undefined;
}

let loaded: Promise<History> | undefined;

/** Loads the history, which is large, at its first use. */
export function loadHistory(): Promise<History> {
  loaded ??= import("./history.gen.ts").then(({ POINT_ROWS, TABLE_ROWS }) =>
    createHistory(POINT_ROWS, TABLE_ROWS),
  );
  return loaded;
}

/**
 * The point that a name means: a tag as it is, one of a driver without its `+driver`, or `newest` (also `HEAD`,
 * `latest`) for the last point.
 */
export function findPoint({ points }: History, name: string): HistoryPoint | undefined {
  if (["newest", "latest", "head"].includes(name.toLowerCase())) return points.at(-1);
  return points.find(({ tag }) => tag === name) ?? points.find(({ tag }) => tag === `${name}+driver`);
}

/** A history over generated rows; see scripts/schema/history-rows.ts. */
export function createHistory(pointRows: string, tableRows: string): History {
  const points = splitRows(pointRows).map(parsePoint);
  const tables = new Map<number, DocumentTables>();
  const documents = new WeakMap<HistoryPoint, SchemaDocument>();
  let rows: readonly HistoryRow[] | undefined;
  let paramCounts: ReadonlyMap<number, readonly ParamCount[]> | undefined;

  function tablesOf(table: number): DocumentTables {
    rows ??= splitRows(tableRows).map(parseRow);
    const parsed = parseDocumentRows(rows.filter(({ first, last }) => first <= table && table <= last));
    tables.set(table, parsed);
    return parsed;
  }

  return {
    points,
    document(point) {
      const known = documents.get(point);
      if (known !== undefined) return known;
      const document = nameDocument(point, tables.get(point.table) ?? tablesOf(point.table));
      documents.set(point, document);
      return document;
    },
    paramCount(table, code) {
      rows ??= splitRows(tableRows).map(parseRow);
      paramCounts ??= countParams(rows);
      // Events without parameters have no row for them.
      const found = paramCounts.get(code)?.filter(({ first, last }) => first <= table && table <= last);
      return found?.reduce<number | undefined>((most, { count }) => Math.max(most ?? 0, count), undefined);
    },
  };
}

/** How many parameters an event has in the tables from `first` to `last`. */
interface ParamCount {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

function countParams(rows: readonly HistoryRow[]): ReadonlyMap<number, readonly ParamCount[]> {
  const counts = new Map<number, ParamCount[]>();
  for (const { first, last, key, text } of rows) {
    const kind = key[0];
    if (kind !== "e" && kind !== "p") continue;
    const code = Number(key.slice(2));
    const count = kind === "e" ? 0 : text.split(", ").length;
    counts.set(code, [...(counts.get(code) ?? []), { first, last, count }]);
  }
  return counts;
}

/** A row of all tables from `first` to `last`. */
interface HistoryRow extends DocumentRow {
  readonly first: number;
  readonly last: number;
}

// FIRST-LAST KIND KEY TEXT
function parseRow(row: string): HistoryRow {
  const [, first, last, key = "", text = ""] = /^(\d+)-(\d+) (\w \S+) (.*)$/.exec(row) ?? [];
  return { first: Number(first), last: Number(last), key, text };
}

// KIND TAG TABLE COMMIT DATE SCHEMA_VERSION API_VERSION, - for no version
function parsePoint(row: string): HistoryPoint {
  const [kind, tag = "", table, commit = "", date = "", schema = "", api = ""] = row.split(" ");
  return {
    kind: kind as HistoryPoint["kind"],
    tag,
    table: Number(table),
    commit,
    date,
    schemaVersion: schema === "-" ? undefined : schema,
    apiVersion: api === "-" ? undefined : api,
  };
}
