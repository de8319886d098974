import Table from "cli-table3";
import { escapeText } from "./escape-text.ts";
import { paint, type Theme } from "./theme.ts";

/** A small table with a heading, as lines; for summaries only, because its time grows faster than its rows. */
export function renderTable(
  headings: readonly string[],
  aligns: readonly ("left" | "right")[],
  rows: readonly (readonly string[])[],
  theme: Theme,
): string[] {
  const table = new Table({
    head: headings.map((heading) => paint(theme.heading, heading)),
    colAligns: [...aligns],
    chars: FRAME,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 2 },
  });
  table.push(...rows.map((row) => row.map(escapeText)));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

/** No lines but the one under the heading. */
const FRAME = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
} as const;
