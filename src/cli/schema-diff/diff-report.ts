import { type TouchedEvent, touchedEvents } from "../../analysis/changed-events.ts";
import { countSeverities, type SchemaChange, SEVERITIES, type Severity } from "../../schema/diff/change.ts";
import type { SchemaDocument } from "../../schema/document.ts";

/** What `schema diff` found. */
export interface DiffReport {
  readonly before: string;
  readonly after: string;
  readonly counts: Readonly<Record<Severity, number>>;
  readonly changes: readonly SchemaChange[];
  /** Absent where no captures were asked about. */
  readonly corpus?: readonly CorpusEntry[];
}

/** A capture and its events that breaking or risky changes concern. */
export interface CorpusEntry {
  readonly file: string;
  readonly touched: readonly TouchedEvent[];
}

/** Codes of a capture's events and how often each occurs. */
export interface CountedCapture {
  readonly file: string;
  readonly counts: ReadonlyMap<number, number>;
}

/** The report on the changes, those of `only` and worse. */
export function createDiffReport(
  tables: readonly [before: SchemaDocument, after: SchemaDocument],
  all: readonly SchemaChange[],
  { only = "compatible", captures }: { only?: Severity; captures?: readonly CountedCapture[] | undefined },
): DiffReport {
  const changes = SEVERITIES.slice(0, SEVERITIES.indexOf(only) + 1).flatMap((severity) =>
    all.filter((change) => change.severity === severity),
  );
  const grave = changes.filter(({ severity }) => severity !== "compatible");
  const corpus = captures?.map(({ file, counts }) => ({
    file,
    touched: touchedEvents(counts, grave, tables),
  }));
  return {
    before: tables[0].tag,
    after: tables[1].tag,
    counts: countSeverities(all),
    changes,
    ...(corpus && { corpus }),
  };
}

/** What a change is about: the event, its parameter, or a table's entry. */
export function subjectOf({ code, event, param, table, item }: SchemaChange): string {
  const parts = [
    ...(code === undefined ? [] : [`${event}${code % 2 === 0 ? " >" : " <"} ${code}`]),
    ...(param === undefined ? [] : [`param ${param}`]),
    ...[table, item].filter((part) => part !== undefined),
  ];
  return parts.join(" ") || "the table";
}

/** What was and what is. */
export function transitionOf({ before, after }: SchemaChange): string {
  if (before === undefined) return after === undefined ? "" : `+ ${after}`;
  return after === undefined ? `- ${before}` : `${before} → ${after}`;
}
