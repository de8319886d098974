import { type SchemaChange, SEVERITIES } from "../../schema/diff/change.ts";
import { escapeMarkdown } from "../../schema/docs/escape-markdown.ts";
import { countOf } from "../quantity-text.ts";
import { type DiffReport, subjectOf, transitionOf } from "./diff-report.ts";

/** The report as Markdown, for a comment on a pull request. */
export function renderDiffMarkdown({ before, after, counts, changes, corpus }: DiffReport): string {
  const summary = SEVERITIES.map((severity) => `**${counts[severity]}** ${severity}`).join(", ");
  return [
    `## Event table: ${escapeMarkdown(before)} → ${escapeMarkdown(after)}`,
    "",
    summary,
    ...SEVERITIES.flatMap((severity) => section(severity, changes)),
    ...(corpus === undefined ? [] : corpusSection(corpus)),
    "",
  ].join("\n");
}

function section(severity: string, changes: readonly SchemaChange[]): string[] {
  const own = changes.filter((change) => change.severity === severity);
  if (own.length === 0) return [];
  const rows = own.map((change) => {
    const cells = [subjectOf(change), change.rule, transitionOf(change), change.why];
    return `| ${cells.map(escapeMarkdown).join(" | ")} |`;
  });
  return ["", `### ${severity}`, "", "| what | rule | change | why |", "|---|---|---|---|", ...rows];
}

function corpusSection(corpus: NonNullable<DiffReport["corpus"]>): string[] {
  const touched = corpus.filter((entry) => entry.touched.length > 0);
  return [
    "",
    `### Captures: ${touched.length} of ${countOf(corpus.length, "capture")} touched`,
    "",
    ...touched.map(({ file, touched: events }) => {
      const names = events.map(({ code, event, count }) => `${event}/${code} (${count})`);
      return `- ${escapeMarkdown(file)}: ${escapeMarkdown(names.join(", "))}`;
    }),
  ];
}
