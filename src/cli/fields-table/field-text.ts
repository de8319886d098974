import type { FieldArgument, FieldMatching, FieldSpec } from "../../filter/field.ts";
import { countOf } from "../quantity-text.ts";
import { paint, type Theme } from "../theme.ts";
import { wrapText } from "../wrap-text.ts";
import { nameWithArgument } from "./field-facts.ts";
import type { FieldFamily } from "./find-fields.ts";

const LIST_WIDTH = 100;
const DETAILS_WIDTH = 80;
const LABEL_WIDTH = 11;
const INDENT = "  ";
const GAP = "  ";
const VIEW_COUNT = 2;

/** What the fields of a family are about; for people only, so that a new family needs no entry. */
const FAMILY_TEXTS: ReadonlyMap<string, string> = new Map([
  ["evt", "what happened, when and how it went"],
  ["syscall", "the system call"],
  ["fd", "the file, connection or other thing that the event's fd refers to"],
  ["fdlist", "the fds of a poll"],
  ["fs", "the paths that a call worked on"],
  ["proc", "the process of the event, and its ancestors"],
  ["thread", "the thread of the event"],
  ["user", "the user that the process acts as"],
  ["group", "the group that the process acts as"],
  ["container", "the container that the process runs in"],
  ["k8s", "the Kubernetes pod of the container"],
  ["syslog", "messages to the system's log"],
  ["util", "helpers for output"],
]);

/** The fields of a family, one a line of at most 100 characters below a heading. */
export function renderFamily({ name, fields }: FieldFamily, theme: Theme): string {
  const about = [countOf(fields.length, "field"), FAMILY_TEXTS.get(name)].filter(
    (text) => text !== undefined,
  );
  const cells = fields.map((spec) => [nameWithArgument(spec), spec.type, viewNote(spec)] as const);
  const [nameWidth, typeWidth, viewWidth] = [0, 1, 2].map((k) =>
    Math.max(...cells.map((row) => row[k]?.length ?? 0)),
  ) as [number, number, number];
  const lines = fields.map(({ description }, k) => {
    const [field = "", type = "", view = ""] = cells[k] ?? [];
    // Of most families all fields are in both views: no column for that.
    const columns = [type.padEnd(typeWidth), ...(viewWidth === 0 ? [] : [view.padEnd(viewWidth)])].join(GAP);
    const taken = INDENT.length + nameWidth + GAP.length + columns.length + GAP.length;
    const text = oneLine(description, LIST_WIDTH - taken);
    return `${INDENT}${paint(theme.process, field.padEnd(nameWidth))}${GAP}${columns}${GAP}${text}`;
  });
  return [`${paint(theme.heading, name)}  ${about.join(": ")}`, ...lines, ""].join("\n");
}

/** The views of a field that not both have. */
function viewNote({ views }: FieldSpec): string {
  return views.length === VIEW_COUNT ? "" : views.join(",");
}

/** The first sentence, cut at a blank where it is too long. */
function oneLine(description: string, width: number): string {
  const [sentence = ""] = description.split(/(?<=\.) (?=[A-Z])/);
  const text = sentence.replace(/\.$/, "");
  if (text.length <= width) return text;
  const [line = ""] = wrapText(text, width - 2);
  return `${line.replace(/[,:;.]$/, "")} …`;
}

const ARGUMENT_TEXTS: Readonly<Record<FieldArgument, string>> = {
  none: "none",
  index: "a number in brackets",
  key: "a name behind a dot or in brackets",
  "index-or-key": "a number in brackets, or a name behind a dot or in brackets",
  "number-or-name": "a name or a number behind a dot",
};

const MATCHING_TEXTS: Readonly<Record<FieldMatching, string>> = {
  single: "one",
  list: "a list, for in, intersects and exists",
  any: "any number; one that fits is enough",
  ends: "one for each end; one that fits is enough, but for != both must differ",
};

/** All there is to know of a field. */
export function renderFieldDetails(spec: FieldSpec, theme: Theme): string {
  const { name, type, argument, isArgumentRequired, example, views, matching, description } = spec;
  const need = argument === "none" ? "" : isArgumentRequired ? ", required" : ", optional";
  const uses = usesOf(spec);
  const rows: [label: string, text: string][] = [
    ["type", type],
    ["argument", ARGUMENT_TEXTS[argument] + need],
    ["example", example === "" ? "" : name + example],
    ["values", matching === "single" ? "" : MATCHING_TEXTS[matching]],
    ["views", views.join(", ")],
    [
      "usable in",
      uses
        .filter(([, isPossible]) => isPossible)
        .map(nameOfUse)
        .join(", "),
    ],
    [
      "not in",
      uses
        .filter(([, isPossible]) => !isPossible)
        .map(nameOfUse)
        .join(", "),
    ],
    ["tells", description],
  ];
  const shown = rows.filter(([, text]) => text !== "");
  return [paint(theme.heading, name), ...shown.flatMap((row) => renderLabelled(row, theme)), ""].join("\n");
}

type Use = readonly [name: string, isPossible: boolean];

function usesOf({ isFilterable, isPrintable, isComparable, isTransformable }: FieldSpec): Use[] {
  return [
    ["filters", isFilterable],
    ["formats", isPrintable],
    ["val()", isComparable],
    ["transformers", isTransformable],
  ];
}

function nameOfUse([name]: Use): string {
  return name;
}

function renderLabelled([label, text]: readonly [string, string], theme: Theme): string[] {
  return wrapText(text, DETAILS_WIDTH - LABEL_WIDTH - 3).map((line, k) => {
    const head = (k === 0 ? label : "").padEnd(LABEL_WIDTH);
    return `${INDENT}${paint(theme.label, head)} ${line}`;
  });
}
