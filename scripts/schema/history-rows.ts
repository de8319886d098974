import { isDeepStrictEqual } from "node:util";
import type { SchemaDocument } from "../../src/schema/document.ts";
import { type DocumentName, type DocumentRow, documentRows } from "../../src/schema/history/document-rows.ts";
import { createHistory, type HistoryPoint } from "../../src/schema/history/history.ts";
import { check } from "./check.ts";

/** A point and its event table, as imported. */
export interface ImportedPoint {
  readonly kind: HistoryPoint["kind"];
  readonly document: SchemaDocument & DocumentName;
}

/** The rows of src/schema/history/history.gen.ts: `POINT_ROWS` and `TABLE_ROWS`. Points come by date. */
export function renderHistory(points: readonly ImportedPoint[]): { points: string; tables: string } {
  const versions: DocumentRow[][] = [];
  const numbers = points.map(({ document }) => numberOf(documentRows(document), versions));
  const text = {
    points: points.map((point, at) => pointRow(point, numbers[at] as number)).join("\n"),
    tables: tableRows(versions).join("\n"),
  };
  checkHistory(points, text);
  return text;
}

/** Tables that are equal are kept once. */
function numberOf(rows: DocumentRow[], versions: DocumentRow[][]): number {
  const known = versions.findIndex((version) => isDeepStrictEqual(version, rows));
  return known >= 0 ? known : versions.push(rows) - 1;
}

function pointRow({ kind, document }: ImportedPoint, table: number): string {
  const { tag, commit, date, schemaVersion = "-", apiVersion = "-" } = document;
  return [kind, tag, table, commit, date, schemaVersion, apiVersion].join(" ");
}

/** Each row with the first and last table it stands in, the rows of every table in their order. */
function tableRows(versions: readonly DocumentRow[][]): string[] {
  const order: string[] = [];
  const texts = new Map<string, string[]>();
  versions.forEach((rows, version) => {
    let previous = -1;
    for (const { key, text } of rows) {
      const at = order.indexOf(key);
      if (at < 0) order.splice(previous + 1, 0, key);
      previous = at < 0 ? previous + 1 : at;
      const ofKey = texts.get(key) ?? [];
      ofKey[version] = text;
      texts.set(key, ofKey);
    }
  });
  return order.flatMap((key) => runs(key, texts.get(key) ?? []));
}

function runs(key: string, texts: readonly (string | undefined)[]): string[] {
  const rows: string[] = [];
  for (let first = 0; first < texts.length; first++) {
    const text = texts[first];
    if (text === undefined) continue;
    let last = first;
    while (texts[last + 1] === text) last++;
    rows.push(`${first}-${last} ${key} ${text}`);
    first = last;
  }
  return rows;
}

function checkHistory(points: readonly ImportedPoint[], text: { points: string; tables: string }): void {
  check(/^[^`$\\]*$/.test(text.points + text.tables), "the history cannot be written as a template");
  const history = createHistory(text.points, text.tables);
  points.forEach(({ document }, at) => {
    const point = history.points[at] as HistoryPoint;
    check(isDeepStrictEqual(history.document(point), document), `the rows do not give ${document.tag} again`);
  });
}
