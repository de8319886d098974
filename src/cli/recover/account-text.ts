import type { RecoveryAccount, RecoveryFinding } from "../../edit/recover.ts";
import { renderRows } from "../columns.ts";
import { escapeText } from "../escape-text.ts";
import { countOf, countText, durationText, sizeText } from "../quantity-text.ts";
import { paint, type Theme } from "../theme.ts";

/** Findings listed; the JSON form has up to 1000. */
const MAX_LISTED = 20;
const COLUMNS = [{ align: "right" }, { align: "right" }, {}, {}] as const;

/** The account of loss for people. */
export function renderAccount(account: RecoveryAccount, file: string, theme: Theme): string {
  const { findings, findingCount } = account;
  const shown = findings.slice(0, MAX_LISTED);
  const rows = renderRows(COLUMNS, shown.map(rowOf));
  const lines = rows.map((row, k) => (shown[k]?.kind === "lost" ? paint(theme.error, row) : row));
  if (findingCount > shown.length) lines.push(`… and ${countText(findingCount - shown.length)} more`);
  return [...summaryLines(account, file, theme), ...lines.map((line) => `  ${line}`), ""].join("\n");
}

function summaryLines(account: RecoveryAccount, file: string, theme: Theme): string[] {
  const { bytesRead, bytesKept, eventsWritten, blocksWritten, blocksMended } = account;
  const kept = `${countOf(eventsWritten, "event")} in ${countOf(blocksWritten, "block")}`;
  const share = `${countText(bytesKept)} of ${countOf(bytesRead, "byte")} kept`;
  const mended = blocksMended === 0 ? "" : `, ${countOf(blocksMended, "block")} mended`;
  return [paint(theme.heading, `${escapeText(file)}: ${kept}; ${share}${mended}`), lossLine(account)];
}

/** What is lost, in one line. */
export function lossLine(account: RecoveryAccount): string {
  const { bytesLost, bytesLeftOut, blocksPartial, estimatedEventsLost, lostSpanNs } = account;
  if (!isLossy(account)) return "nothing is lost";
  const events = `about ${countOf(estimatedEventsLost, "event")}`;
  const span = lostSpanNs === 0n ? "" : `, from ${durationText(lostSpanNs)} of the time`;
  const parts = [
    ...(bytesLost > 0 ? [`${countOf(bytesLost, "byte")} lost, ${events}${span}`] : []),
    ...(blocksPartial > 0 ? [`parts of ${countOf(blocksPartial, "block")} lost`] : []),
    ...(bytesLeftOut > 0 ? [`${countOf(bytesLeftOut, "byte")} left out`] : []),
  ];
  return parts.join("; ");
}

/** Whether anything of the capture is not in what was written. */
export function isLossy({ bytesLost, bytesLeftOut, blocksPartial }: RecoveryAccount): boolean {
  return bytesLost > 0 || bytesLeftOut > 0 || blocksPartial > 0;
}

function rowOf({ kind, offset, sizeBytes, detail, estimatedEvents }: RecoveryFinding): string[] {
  const guess = estimatedEvents === 0 ? "" : ` (about ${countOf(estimatedEvents, "event")})`;
  const size = sizeBytes === 0 ? "" : sizeText(sizeBytes);
  return [`byte ${offset}`, size, kind, escapeText(`${detail}${guess}`)];
}

/** The account for machines. */
export function accountFields(account: RecoveryAccount) {
  return {
    ...account,
    findings: account.findings.map(({ afterNs, beforeNs, ...finding }) => ({
      ...finding,
      ...(afterNs !== undefined && { afterNs }),
      ...(beforeNs !== undefined && { beforeNs }),
    })),
  };
}
