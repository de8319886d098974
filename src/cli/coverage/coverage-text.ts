import type { CoverageGoal, CoverageReport } from "../../analysis/coverage/coverage-report.ts";
import { renderTable } from "../table.ts";
import type { Theme } from "../theme.ts";

/** A table of what there is and what of it was seen. */
export function renderCoverage({ goals, eventCount, unknownEvents }: CoverageReport, theme: Theme): string {
  const rows = goals.map(({ kind, items }) => {
    const seen = items.filter(({ count }) => count > 0).length;
    return [kind, String(seen), String(items.length), shareText(seen, items.length)];
  });
  const table = renderTable(["", "seen", "of", "share"], ["left", "right", "right", "right"], rows, theme);
  const unknown = unknownEvents === 0 ? "" : `, ${unknownEvents} of codes that the table does not have`;
  const foot = [`${eventCount} events read${unknown}; --missing lists what was not seen`, ""];
  return [...table, "", ...foot].join("\n");
}

/** What was not seen, one a line with its kind before it. */
export function renderMissing({ goals }: CoverageReport): string {
  return goals.flatMap(missingLines).join("");
}

function missingLines({ kind, items }: CoverageGoal): string[] {
  return items.filter(({ count }) => count === 0).map(({ name }) => `${kind}\t${name}\n`);
}

function shareText(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`;
}
