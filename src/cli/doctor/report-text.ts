import type { DoctorReport } from "../../edit/doctor/doctor.ts";
import type { DoctorFinding, DoctorPlace } from "../../edit/doctor/findings.ts";
import { DOCTOR_RULES, SEVERITIES, type Severity } from "../../edit/doctor/rules.ts";
import { escapeText } from "../escape-text.ts";
import { countOf, countText } from "../quantity-text.ts";
import type { SarifFinding, SarifRule } from "../reports/sarif.ts";
import { paint, type Theme } from "../theme.ts";
import { wrapText } from "../wrap-text.ts";

/** A capture and what the doctor found in it. */
export interface ExaminedCapture {
  readonly file: string;
  readonly report: DoctorReport;
}

/** Places listed of one rule; the JSON form has more. */
const MAX_LISTED = 3;
const WIDTH = 80;
const INDENT = "    ";

export const DOCTOR_SARIF_RULES: readonly SarifRule[] = Object.entries(DOCTOR_RULES).map(
  ([id, { severity, meaning }]) => ({ id, severity, meaning }),
);

/** The report for people: what was found, what it means, who minds, and what to do; grave things first. */
export function renderDoctorReport({ file, report }: ExaminedCapture, theme: Theme): string {
  const { events, blocks, sections, counts } = report;
  const what = [countOf(events, "event"), countOf(blocks, "block"), countOf(sections, "section")].join(", ");
  const weights = SEVERITIES.filter((severity) => counts[severity] > 0).map((severity) =>
    countOf(counts[severity], severity),
  );
  const head = `${escapeText(file)}: ${what}: ${weights.length === 0 ? "nothing to find fault with" : weights.join(", ")}`;
  const findings = report.findings.toSorted((a, b) => weightOf(a.severity) - weightOf(b.severity));
  const lines = findings.flatMap((finding) => renderFinding(finding, file, theme));
  return [paint(theme.heading, head), ...lines, ""].join("\n");
}

function weightOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

function renderFinding(
  { rule, severity, count, places }: DoctorFinding,
  file: string,
  theme: Theme,
): string[] {
  const { meaning, readers, cure } = DOCTOR_RULES[rule];
  const style = severity === "error" ? theme.error : severity === "warning" ? theme.heading : theme.faint;
  const times = count === 1 ? "" : ` (${countText(count)} times)`;
  const listed = places.slice(0, MAX_LISTED).map((place) => `at ${placeText(place)}`);
  const more = count > listed.length ? [`… and ${countText(count - listed.length)} more`] : [];
  const cured = cure === "" ? [] : [`cure: ${cure.replace("FILE", () => escapeText(shellWord(file)))}`];
  const texts = [meaning, `readers: ${readers}`, ...listed, ...more].flatMap((text) =>
    wrapText(text, WIDTH - INDENT.length),
  );
  // A command line is not broken: it is there to be copied.
  const body = [...texts, ...cured].map((text) => `${INDENT}${text}`);
  return [`  ${paint(style, severity)} ${paint(theme.label, rule)}${times}`, ...body];
}

/** A file name as a word of a command line. */
function shellWord(name: string): string {
  return /^[\w./@%+=:,-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}

function placeText({ offset, event, detail }: DoctorPlace): string {
  const where = event === undefined ? `byte ${offset}` : `event ${event}, byte ${offset}`;
  return detail === "" ? where : `${where}: ${escapeText(detail)}`;
}

/** The report for machines, with what the rules say. */
export function reportFields({ file, report }: ExaminedCapture) {
  const findings = report.findings.map((finding) => ({ ...finding, ...DOCTOR_RULES[finding.rule] }));
  return { file, ...report, findings };
}

export function sarifFindingsOf({ file, report }: ExaminedCapture): SarifFinding[] {
  return report.findings.flatMap(({ rule, severity, count, places }) =>
    places.map(({ offset, detail }) => {
      const { meaning, readers } = DOCTOR_RULES[rule];
      const times = count === 1 ? "" : `; ${count} times in all`;
      const what = detail === "" ? meaning : `${meaning}: ${detail}`;
      return { ruleId: rule, severity, message: `${what} (${readers}${times})`, file, offset };
    }),
  );
}
