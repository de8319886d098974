import type { EventSpec, FlagTable, ParamSpec } from "../../schema/types.ts";
import { type Column, renderRows } from "../columns.ts";
import { paint, type Theme } from "../theme.ts";
import { wrapText } from "../wrap-text.ts";
import { flagNamesOf, syscallNamesOf } from "./event-fields.ts";

const WIDTH = 80;
const LABEL_WIDTH = 11;

const LIST_COLUMNS: readonly Column[] = [{ align: "right" }, {}, {}, {}, { align: "right" }, {}];
const HEADINGS = ["CODE", "", "NAME", "CATEGORY", "PARAMS", "FLAGS"] as const;

/** The table of events, one a line below a heading. */
export function renderEventList(events: readonly EventSpec[], theme: Theme): string {
  const rows = events.map((event) => [
    String(event.code),
    event.isExit ? "<" : ">",
    event.name,
    event.category,
    String(event.params.length),
    flagNamesOf(event).join("|"),
  ]);
  const [heading = "", ...lines] = renderRows(LIST_COLUMNS, [HEADINGS, ...rows]);
  return [paint(theme.heading, heading), ...lines, ""].join("\n");
}

/** All there is to know of an event. */
export function renderEventDetails(event: EventSpec, theme: Theme): string {
  const { code, name, isExit, enumName, category, source, params } = event;
  const title = `${code} ${isExit ? "<" : ">"} ${name}`;
  const labelled = (label: string, text: string) => renderLabelled(label, text, theme);
  return [
    `${paint(theme.heading, title)}  ${enumName}`,
    ...labelled("category", `${category}, source ${source}`),
    ...labelled("flags", flagNamesOf(event).join(", ") || "none"),
    ...labelled("raised by", raisedBy(event)),
    ...labelled("parameters", params.length === 0 ? "none" : String(params.length)),
    ...params.flatMap((param, index) => renderParam(param, index, params, theme)),
    "",
  ].join("\n");
}

function raisedBy(event: EventSpec): string {
  const names = syscallNamesOf(event);
  return names.length === 0 ? "the capturing program" : names.join(", ");
}

function renderLabelled(label: string, text: string, theme: Theme): string[] {
  return wrapText(text, WIDTH - LABEL_WIDTH - 3).map((line, k) => {
    const head = (k === 0 ? label : "").padEnd(LABEL_WIDTH);
    return `  ${paint(theme.label, head)} ${line}`;
  });
}

function renderParam(param: ParamSpec, index: number, params: readonly ParamSpec[], theme: Theme): string[] {
  const nameWidth = Math.max(...params.map(({ name }) => name.length));
  const typeWidth = Math.max(...params.map(({ type }) => type.length));
  const cells = [
    String(index).padStart(4),
    paint(theme.process, param.name.padEnd(nameWidth)),
    param.type.padEnd(typeWidth),
    param.format.padEnd(3),
    notesOf(param, params),
  ];
  return [cells.join("  ").trimEnd(), ...flagLines(param.flags)];
}

function notesOf({ flags, dirfdParam, dynamic }: ParamSpec, params: readonly ParamSpec[]): string {
  const notes: string[] = [];
  if (flags !== undefined) notes.push(`${flags.kind} ${flags.name}`);
  if (dirfdParam !== undefined) notes.push(`relative to ${params[dirfdParam]?.name ?? dirfdParam}`);
  if (dynamic !== undefined) {
    const forms = dynamic.map(({ type, format }, k) => `${k} ${type} ${format}`);
    notes.push(`first byte tells the form: ${forms.join(", ")}`);
  }
  return notes.join("; ");
}

function flagLines(table: FlagTable | undefined): string[] {
  if (table === undefined) return [];
  const texts = table.entries.map(({ value }) => `0x${value.toString(16)}`);
  const width = Math.max(...texts.map((text) => text.length));
  return table.entries.map(({ name }, k) => `        ${(texts[k] ?? "").padStart(width)}  ${name}`);
}
