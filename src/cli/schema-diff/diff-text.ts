import { type SchemaChange, SEVERITIES, type Severity } from "../../schema/diff/change.ts";
import { renderRows } from "../columns.ts";
import { escapeText } from "../escape-text.ts";
import { countOf } from "../quantity-text.ts";
import { paint, type Theme } from "../theme.ts";
import { type CorpusEntry, type DiffReport, subjectOf, transitionOf } from "./diff-report.ts";

/** The report for people: changes by severity, the grave ones first, then captures. */
export function renderDiffText(report: DiffReport, theme: Theme): string {
  const { before, after, counts, changes, corpus } = report;
  const summary = SEVERITIES.map((severity) => `${counts[severity]} ${severity}`).join(", ");
  const head = `${escapeText(before)} → ${escapeText(after)}: ${changes.length === 0 && sum(counts) === 0 ? "no changes" : summary}`;
  return [
    paint(theme.heading, head),
    ...SEVERITIES.flatMap((severity) => section(severity, changes, theme)),
    ...(corpus === undefined ? [] : ["", ...corpusLines(corpus, theme)]),
    "",
  ].join("\n");
}

function sum(counts: Readonly<Record<Severity, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

const COLUMNS = [{}, {}, {}, {}] as const;

function section(severity: Severity, changes: readonly SchemaChange[], theme: Theme): string[] {
  const own = changes.filter((change) => change.severity === severity);
  if (own.length === 0) return [];
  const style = severity === "breaking" ? theme.error : severity === "risky" ? theme.label : theme.faint;
  const rows = own.map((change) => [
    change.rule,
    escapeText(subjectOf(change)),
    escapeText(transitionOf(change)),
    escapeText(change.why),
  ]);
  return ["", paint(style, severity), ...renderRows(COLUMNS, rows).map((line) => `  ${line}`)];
}

function corpusLines(corpus: readonly CorpusEntry[], theme: Theme): string[] {
  const touched = corpus.filter((entry) => entry.touched.length > 0);
  const head = `${touched.length} of ${countOf(corpus.length, "capture")} touched`;
  return [
    paint(theme.heading, head),
    ...touched.flatMap(({ file, touched: events }) => [
      `  ${escapeText(file)}`,
      ...events.map(({ code, event, count, changes }) => {
        const rules = [...new Set(changes.map(({ rule }) => rule))].join(", ");
        return `    ${escapeText(event)}/${code}  ${countOf(count, "event")}  ${rules}`;
      }),
    ]),
  ];
}
