import type { Report, Result } from "./report.ts";
import type { Input } from "./rows.ts";

const INPUT_NAMES: Readonly<Record<Input, string>> = {
  plain: "plain",
  gzip: "gzip",
  large: "10 × plain",
  old: "enter + exit",
  none: "–",
};
const HEADS = ["what", "capture", "M events/s", "MB/s", "seconds", "peak MB", "goal"];
const RATIO_HEADS = ["ratio", "value", "goal"];

/** Tables for a terminal. */
export function renderText(report: Report): string {
  return [
    describe(report),
    renderColumns([HEADS, ...report.results.map(resultCells)]),
    renderColumns([RATIO_HEADS, ...ratioRows(report)]),
  ].join("\n\n");
}

/** The same as Markdown. */
export function renderMarkdown(report: Report): string {
  return [
    describe(report),
    markdownTable([HEADS, ...report.results.map(resultCells)]),
    markdownTable([RATIO_HEADS, ...ratioRows(report)]),
  ].join("\n\n");
}

function describe({ node, cpus, rounds, isCpuTime, captures }: Report): string {
  const sizes = captures.map(
    ({ input, events, sizeBytes }) =>
      `${INPUT_NAMES[input]}: ${(events / 1e6).toFixed(1)} M events, ${Math.round(sizeBytes / 1e6)} MB`,
  );
  return `Node ${node.replace(/^v/, "")}, ${cpus} CPUs, medians of ${rounds} runs${isCpuTime ? ", processor time of all threads" : ""}. ${sizes.join("; ")}.`;
}

function resultCells(result: Result): string[] {
  const { label, input, eventsPerSecond, bytesPerSecond, seconds, peakRssBytes, goal } = result;
  return [
    label,
    INPUT_NAMES[input],
    eventsPerSecond === undefined ? "" : (eventsPerSecond / 1e6).toFixed(2),
    bytesPerSecond === undefined ? "" : String(Math.round(bytesPerSecond / 1e6)),
    seconds.toFixed(seconds < 1 ? 3 : 2),
    peakRssBytes === undefined ? "" : String(Math.round(peakRssBytes / 1e6)),
    goal === undefined ? "" : judged(`≥ ${goal / 1e6}`, (eventsPerSecond ?? 0) >= goal),
  ];
}

function ratioRows({ ratios }: Report): string[][] {
  return ratios.map(({ label, value, goal, isMet }) => [
    label,
    value.toFixed(2),
    isMet === undefined ? goal : judged(goal, isMet),
  ]);
}

function judged(goal: string, isMet: boolean): string {
  return `${goal} ${isMet ? "✓" : "✗"}`;
}

function renderColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, k) => Math.max(...rows.map((row) => row[k]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, k) => cell.padEnd(widths[k] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, k) => (k === 0 ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
