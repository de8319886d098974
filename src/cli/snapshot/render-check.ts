import type { SnapshotChange } from "../../analysis/snapshot/compare-snapshots.ts";
import type { SnapshotCheck } from "../../analysis/snapshot/node-snapshot-file.ts";
import { escapeText } from "../escape-text.ts";
import { paint, type Theme } from "../theme.ts";

/** More differences of one capture are counted, not listed. */
const MAX_LINES = 40;

/** A line that says how the capture stands to its snapshot, and one for each difference. */
export function renderSnapshotCheck(check: SnapshotCheck, theme: Theme): string {
  const { file, changes, count } = check;
  const shown = changes.slice(0, MAX_LINES).flatMap((change) => changeLines(change, theme));
  const rest = count > MAX_LINES ? [`  … and ${count - MAX_LINES} more`] : [];
  const head = `${escapeText(file)}: ${STATUS_TEXTS[check.status](check)}`;
  return [...[head, ...shown, ...rest], ""].join("\n");
}

const STATUS_TEXTS: Readonly<Record<SnapshotCheck["status"], (check: SnapshotCheck) => string>> = {
  same: () => "same",
  written: ({ snapshot }) => `new snapshot ${escapeText(snapshot)}`,
  updated: ({ count }) => `updated, ${differences(count)}`,
  changed: ({ count }) => `${differences(count)} (--update accepts them)`,
  missing: () => "no snapshot yet (run without --frozen to write it)",
};

function differences(count: number): string {
  return `${count} difference${count === 1 ? "" : "s"}`;
}

function changeLines({ event, what, field, before, after }: SnapshotChange, theme: Theme): string[] {
  const place = event === undefined ? what : `event ${event} ${what}`;
  return [
    `  ${escapeText(field === undefined ? place : `${place} ${field}`)}`,
    ...(before === undefined ? [] : [paint(theme.error, `    - ${escapeText(before)}`)]),
    ...(after === undefined ? [] : [paint(theme.exit, `    + ${escapeText(after)}`)]),
  ];
}
