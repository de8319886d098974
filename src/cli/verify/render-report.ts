import { SEVERITIES, type Severity, VERIFY_RULES } from "../../analysis/verify/rules.ts";
import type { VerifyFinding } from "../../analysis/verify/verifier.ts";
import { renderRows } from "../columns.ts";
import { escapeText } from "../escape-text.ts";
import { paint, type Theme } from "../theme.ts";
import type { VerifiedCapture } from "./report-formats.ts";

/** The report for people: a line of counts, then the findings, the grave ones first. */
export function renderVerifyReport({ file, report }: VerifiedCapture, theme: Theme): string {
  const { events, types, counts } = report;
  const summary = SEVERITIES.map((severity) => countText(counts[severity], severity)).join(", ");
  const head = `${escapeText(file)}: ${countText(events, "event")} of ${countText(types.length, "type")}: ${summary}`;
  const findings = types.flatMap((type) => type.findings).sort(bySeverity);
  const rows = renderRows(COLUMNS, findings.map(rowOf));
  const lines = rows.map((row, k) => colour(row, (findings[k] as VerifyFinding).severity, theme));
  return [paint(theme.heading, head), ...lines.map((line) => `  ${line}`), ""].join("\n");
}

const COLUMNS = [{}, {}, {}, {}, { align: "right" }, {}, {}] as const;

function rowOf({ severity, rule, code, event, param, count, firstNumber, detail }: VerifyFinding): string[] {
  const name = code < 0 ? event : `${event}/${code}`;
  const what = detail === "" ? VERIFY_RULES[rule].meaning : detail;
  return [severity, rule, name, param ?? "-", String(count), `first ${firstNumber}`, what];
}

function bySeverity(a: VerifyFinding, b: VerifyFinding): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || a.code - b.code;
}

function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function colour(line: string, severity: Severity, theme: Theme): string {
  return severity === "error"
    ? paint(theme.error, line)
    : severity === "note"
      ? paint(theme.faint, line)
      : line;
}
