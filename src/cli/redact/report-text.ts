import type { RedactReport } from "../../edit/redact/redact-capture.ts";
import type { Verification } from "../../edit/redact/verify-redaction.ts";
import { escapeText } from "../escape-text.ts";
import { countOf, countText } from "../quantity-text.ts";

const MAX_LEAKS_SHOWN = 20;

/** What a redaction did, for people. */
export function renderRedactReport(report: RedactReport, verification: Verification | undefined): string {
  const changed = Object.entries(report.changed)
    .map(([category, count]) => `${category} ${countText(count)}`)
    .join(", ");
  const lines = [
    `Events          ${countText(report.events)}`,
    `Values changed  ${changed === "" ? "none" : changed}`,
  ];
  if (report.unreadable > 0)
    lines.push(`Left out        ${countOf(report.unreadable, "value")} of no known meaning`);
  if (report.blocksLeftOut > 0) lines.push(`Left out        ${countOf(report.blocksLeftOut, "block")}`);
  if (report.textsCut > 0)
    lines.push(`Cut             ${countOf(report.textsCut, "text")}, too long with pseudonyms`);
  return `${[...lines, ...verificationLines(verification)].join("\n")}\n`;
}

function verificationLines(verification: Verification | undefined): string[] {
  if (verification === undefined) return [];
  const { leaks, leakCount, valuesCompared, patternsSought } = verification;
  const compared = `${countText(valuesCompared)} values compared, ${countText(patternsSought)} sought in all bytes`;
  if (leakCount === 0) return [`Verified        ${compared}: nothing of the original is left`];
  const shown = leaks
    .slice(0, MAX_LEAKS_SHOWN)
    .map(({ field, offset, detail }) => `  ${field} at byte ${offset}: ${escapeText(detail)}`);
  const more = leakCount > shown.length ? [`  … and ${leakCount - shown.length} more`] : [];
  return [`NOT CLEAN       ${compared}: ${leakCount} found`, ...shown, ...more];
}
