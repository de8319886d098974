import { flagTableKinds } from "../create-document-schema.ts";
import { type EventDocument, isUnused, type ParamDocument, type SchemaDocument } from "../document.ts";
import { escapeMarkdown } from "./escape-markdown.ts";
import type { Since } from "./since.ts";

/** The reference of an event table as Markdown: events by name, then the names of values. */
export function renderDocs(document: SchemaDocument, since: Since): string {
  const names = new Map<string, EventDocument[]>();
  for (const event of document.events)
    if (!isUnused(event)) names.set(event.name, [...(names.get(event.name) ?? []), event]);
  const sorted = [...names].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `# Events of ${escapeMarkdown(document.tag)}`,
    "",
    ...introduction(document, names.size),
    ...sorted.flatMap(([name, events]) => eventSection(name, events, document, since)),
    "# Names of values",
    "",
    ...flagSections(document),
  ].join("\n");
}

function introduction({ events, commit, date, schemaVersion }: SchemaDocument, nameCount: number): string[] {
  const facts = [
    `${nameCount} events in ${events.length} codes`,
    ...(schemaVersion === undefined ? [] : [`schema version ${escapeMarkdown(schemaVersion)}`]),
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 12)}`]),
    ...(date === undefined ? [] : [date]),
  ];
  return [
    `${facts.join(", ")}. Even codes are enter events (\`>\`), odd ones exit events (\`<\`). A capture may hold events with`,
    "fewer parameters than the table has: parameters are only ever appended.",
    "",
  ];
}

/** All codes of a name, the newest first: old versions are what old captures hold. */
function eventSection(
  name: string,
  events: readonly EventDocument[],
  document: SchemaDocument,
  since: Since,
): string[] {
  const [first] = events;
  const kind = first === undefined ? "" : `${first.category}, ${first.source}`;
  return [
    `## ${escapeMarkdown(name)}`,
    "",
    `${kind}${recordedFor(events, document)}`,
    "",
    ...events.toReversed().flatMap((event) => codeSection(event, since)),
  ];
}

function recordedFor(events: readonly EventDocument[], { syscalls }: SchemaDocument): string {
  const codes = new Set(events.map(({ code }) => code));
  const calls = syscalls
    .filter(({ exit }) => exit !== undefined && codes.has(exit))
    .map(({ name }) => `\`${name}\``);
  return calls.length === 0 ? "" : `; system calls: ${calls.join(", ")}`;
}

function codeSection(event: EventDocument, since: Since): string[] {
  const { code, enumName, flags, params } = event;
  const first = since.event(code);
  return [
    `### ${code} ${code % 2 === 0 ? "\\>" : "\\<"} ${escapeMarkdown(enumName)}`,
    "",
    [...(first === undefined ? [] : [`since ${first}`]), flags.map((flag) => `\`${flag}\``).join(" ")]
      .filter((part) => part !== "")
      .join("; "),
    "",
    ...(params.length === 0 ? ["no parameters", ""] : paramTable(event, since)),
  ];
}

function paramTable({ code, params }: EventDocument, since: Since): string[] {
  const rows = params.map((param, index) => {
    const { name, type, format } = param;
    const cells = [
      index,
      escapeMarkdown(name),
      type,
      format,
      notesOf(param, params),
      since.param(code, index) ?? "",
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return ["| | name | type | format | values | since |", "|---|---|---|---|---|---|", ...rows, ""];
}

function notesOf(
  { flagTable, dirfdParam, dynamicTable }: ParamDocument,
  params: readonly ParamDocument[],
): string {
  if (flagTable !== undefined) return `[${escapeMarkdown(flagTable)}](#${flagTable})`;
  if (dirfdParam !== undefined)
    return `relative to ${escapeMarkdown(params[dirfdParam]?.name ?? String(dirfdParam))}`;
  return dynamicTable === undefined ? "" : `one of the forms of ${escapeMarkdown(dynamicTable)}`;
}

function flagSections(document: SchemaDocument): string[] {
  const kinds = flagTableKinds(document);
  return document.flagTables.flatMap(({ name, entries }) => [
    `## ${escapeMarkdown(name)}`,
    "",
    kinds.get(name) === "enum" ? "One of:" : "Any of:",
    "",
    "| value | name |",
    "|---|---|",
    ...entries.map((entry) => `| 0x${entry.value.toString(16)} | ${escapeMarkdown(entry.name)} |`),
    "",
  ]);
}
