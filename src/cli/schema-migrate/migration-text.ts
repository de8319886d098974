import type { ParamDocument, SchemaDocument } from "../../schema/document.ts";
import type { Conversion, Origin } from "../../schema/migrate/convert-symbolically.ts";
import type { Migration } from "../../schema/migrate/migrate-event.ts";
import { type Column, renderRows } from "../columns.ts";
import { escapeText } from "../escape-text.ts";
import { countOf } from "../quantity-text.ts";
import { subjectOf, transitionOf } from "../schema-diff/diff-report.ts";
import { paint, type Theme } from "../theme.ts";

interface Tables {
  readonly before: SchemaDocument;
  readonly after: SchemaDocument;
}

/** The migration for people: places, changes, and what the current view makes of the event. */
export function renderMigration(migration: Migration, tables: Tables, theme: Theme): string {
  const { before, after, params, changes, conversion } = migration;
  const direction = before.code % 2 === 0 ? ">" : "<";
  const title = `${before.code} ${direction} ${before.name}`;
  const names =
    after?.enumName === before.enumName
      ? before.enumName
      : `${before.enumName} → ${after?.enumName ?? "none"}`;
  const heads = ["", tables.before.tag, tables.after.tag];
  const rows = params.map(({ written, read }, at) => [String(at), paramText(written), paramText(read)]);
  return [
    `${paint(theme.heading, title)}  ${escapeText(names)}`,
    ...(params.length === 0 ? ["  no parameters"] : tableLines(PLACES, [heads, ...rows], theme)),
    ...(changes.length === 0 ? ["", "  reads the same"] : changeLines(migration)),
    ...(conversion === undefined ? [] : conversionLines(conversion, tables.after, theme)),
    "",
  ].join("\n");
}

const PLACES: readonly Column[] = [{ align: "right", minWidth: 4 }, {}, {}];

function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  theme: Theme,
): string[] {
  const [heading = "", ...lines] = renderRows(
    columns,
    rows.map((row) => row.map(escapeText)),
  );
  return [paint(theme.label, heading), ...lines];
}

function paramText(param: ParamDocument | undefined): string {
  return param === undefined ? "-" : `${param.type} ${param.name}`;
}

function changeLines({ changes }: Migration): string[] {
  const rows = changes.map((change) => [
    change.severity,
    change.rule,
    change.table === undefined ? String(change.param ?? "") : subjectOf(change),
    transitionOf(change),
    change.why,
  ]);
  return [
    "",
    ...renderRows(
      [{}, {}, {}, {}, {}],
      rows.map((row) => row.map(escapeText)),
    ).map((line) => `  ${line}`),
  ];
}

function conversionLines(conversion: Conversion, newest: SchemaDocument, theme: Theme): string[] {
  const lead = "  in the current view:";
  if (conversion.fate === "dropped") return ["", `${lead} not shown`];
  const { fate, code, steps, params } = conversion;
  if (fate === "remembered") return ["", `${lead} its exit event takes its parameters`];
  const also = fate === "shown" ? "" : ", and its exit event takes its parameters";
  if (steps === 0) return ["", `${lead} shown as it is${also}`];
  const event = newest.events[code];
  const rows = params.map((origin, at) => [String(at), paramText(event?.params[at]), originText(origin)]);
  return [
    "",
    `${lead} ${code} ${escapeText(event?.enumName ?? "")}, after ${countOf(steps, "conversion")}${also}`,
    ...tableLines(PLACES, [["", newest.tag, "from"], ...rows], theme),
  ];
}

function originText(origin: Origin): string {
  switch (origin.from) {
    case "event":
      return `${origin.index} ${origin.name}`;
    case "enter":
      return `${origin.index} ${origin.name} of the enter event`;
    case "zero":
      return "zero";
    case "nothing":
      return "no value";
    case "container":
      return "the parameters as JSON";
  }
}
