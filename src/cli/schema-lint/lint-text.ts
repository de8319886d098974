import { LINT_RULES, LINT_SEVERITIES, type LintFinding, type LintSeverity } from "../../schema/lint/rules.ts";
import { renderRows } from "../columns.ts";
import { escapeText } from "../escape-text.ts";
import { countOf } from "../quantity-text.ts";
import { paint, type Theme } from "../theme.ts";

/** A finding and where in the sources it stands, if the table was read from sources. */
export interface PlacedFinding extends LintFinding {
  readonly path?: string;
  readonly line?: number;
}

/** Findings for people, the grave ones first, and how many there are. */
export function renderFindings(name: string, found: readonly PlacedFinding[], theme: Theme): string {
  const counts = LINT_SEVERITIES.map((severity) => {
    return countOf(found.filter((entry) => entry.severity === severity).length, severity);
  });
  const rows = renderRows(COLUMNS, found.map(rowOf));
  const lines = rows.map((row, at) => paint(styleOf(found[at]?.severity, theme), row));
  return [
    paint(theme.heading, `${escapeText(name)}: ${counts.join(", ")}`),
    ...lines.map((line) => `  ${line}`),
    "",
  ].join("\n");
}

/** The rules, for people. */
export function renderRules(theme: Theme): string {
  const rows = Object.entries(LINT_RULES).map(([id, { severity, meaning }]) => [id, severity, meaning]);
  const [heading = "", ...lines] = renderRows(COLUMNS, [["RULE", "SEVERITY", "WHAT IT ASKS FOR"], ...rows]);
  return [paint(theme.heading, heading), ...lines, ""].join("\n");
}

const COLUMNS = [{}, {}, {}, {}, {}] as const;

function rowOf({ severity, rule, subject, message, path, line }: PlacedFinding): string[] {
  const place = path === undefined ? "" : `${path}:${line}`;
  return [severity, rule, subject, message, place].map(escapeText);
}

function styleOf(severity: LintSeverity | undefined, theme: Theme) {
  if (severity === "error") return theme.error;
  return severity === "note" ? theme.faint : { open: "", close: "" };
}
