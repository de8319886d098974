import { countSeverities, type Severity } from "../../schema/diff/change.ts";
import { diffSchemas } from "../../schema/diff/diff-schemas.ts";
import { type History, type HistoryPoint, loadHistory } from "../../schema/history/history.ts";
import { type Column, renderRows } from "../columns.ts";
import { ExitStatus } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import type { SchemaListOptions } from "../specs/schema-list.ts";
import type { Terminal } from "../terminal.ts";
import { paint } from "../theme.ts";

/** Lists the event tables of the history, and what each changed. */
export async function schemaList(
  _words: readonly string[],
  options: SchemaListOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const theme = await terminal.theme(options.color ?? "auto");
  const all = describeHistory(await loadHistory());
  const entries = options.tables ? all.filter(({ changes }) => changes !== undefined) : all;
  if (options.json) {
    await terminal.output.print(entries.map((entry) => `${jsonText(entry)}\n`).join(""));
    return ExitStatus.FINE;
  }
  const [heading = "", ...lines] = renderRows(COLUMNS, [HEADINGS, ...entries.map(rowOf)]);
  await terminal.output.print([paint(theme.heading, heading), ...lines, ""].join("\n"));
  return ExitStatus.FINE;
}

/** A point of the history and what its table changed; nothing where the table is the one before. */
interface ListEntry extends HistoryPoint {
  readonly events: number;
  readonly changes: Readonly<Record<Severity, number>> | undefined;
}

function describeHistory(history: History): ListEntry[] {
  return history.points.map((point, at) => {
    const before = history.points[at - 1];
    const document = history.document(point);
    const isNew = before === undefined || before.table !== point.table;
    const changes = isNew
      ? countSeverities(before === undefined ? [] : diffSchemas(history.document(before), document))
      : undefined;
    return { ...point, events: document.events.length, changes };
  });
}

const COLUMNS: readonly Column[] = [{}, {}, {}, {}, { align: "right" }, {}];
const HEADINGS = ["TAG", "DATE", "SCHEMA", "API", "EVENTS", "CHANGES TO THE TAG BEFORE"] as const;

function rowOf({ tag, date, schemaVersion = "-", apiVersion = "-", events, changes }: ListEntry): string[] {
  return [tag, date, schemaVersion, apiVersion, String(events), changesText(changes)];
}

function changesText(changes: ListEntry["changes"]): string {
  if (changes === undefined) return "the same table";
  const parts = Object.entries(changes).filter(([, count]) => count > 0);
  return parts.map(([severity, count]) => `${count} ${severity}`).join(", ") || "the first";
}
