import {
  compareSyscalls,
  type DynamicTableDocument,
  type EventDocument,
  type FlagTableDocument,
  type ParamDocument,
  SCHEMA_FORMAT,
  type SchemaDocument,
  type SyscallDocument,
} from "../document.ts";
import type { EventCategory, EventSource, NumberFormat, ParamType } from "../types.ts";

/** The tables of a document, without what only names it. */
export type DocumentTables = Omit<
  SchemaDocument,
  "format" | "tag" | "commit" | "date" | "schemaVersion" | "apiVersion"
>;

/** One line of a document and what it is about: of two documents, rows of the same key are versions of one thing. */
export interface DocumentRow {
  readonly key: string;
  readonly text: string;
}

/**
 * A document as rows `KIND KEY TEXT`, so that only rows that changed need be kept of another:
 *
 *     v - HEADER_BYTES MAX_PARAMS
 *     t TYPE NUMBER                   parameter types
 *     g FLAG BIT                      event flags
 *     f TABLE NAME VALUE, NAME VALUE  names of values
 *     d TABLE TYPE:FORMAT|…           forms of dynamic parameters
 *     e CODE ENUM_NAME SOURCE/CATEGORY FLAG+FLAG name
 *     p CODE PARAM, PARAM             PARAM = TYPE:FORMAT[=flagTable][@dirfdParam][~dynamicTable] name
 *     s NAME CODE [ENTER EXIT]        system calls; two may have one number
 *
 * `-` stands for no flags. Names hold no commas.
 */
export function documentRows(document: DocumentTables): DocumentRow[] {
  return [
    row("v", "-", `${document.headerBytes} ${document.maxParams}`),
    ...Object.entries(document.paramTypes).map(([name, id]) => row("t", name, String(id))),
    ...Object.entries(document.eventFlags).map(([name, bit]) => row("g", name, String(bit))),
    ...document.flagTables.map(({ name, entries }) =>
      row("f", name, entries.map((entry) => `${entry.name} ${entry.value}`).join(", ")),
    ),
    ...document.dynamicTables.map(({ name, choices }) =>
      row("d", name, choices.map(({ type, format }) => `${type}:${format}`).join("|")),
    ),
    ...document.events.flatMap(eventRows),
    ...document.syscalls.map(({ code, name, enter, exit }) =>
      row("s", name, enter === undefined ? String(code) : `${code} ${enter} ${exit}`),
    ),
  ];
}

function row(kind: string, key: string, text: string): DocumentRow {
  return { key: `${kind} ${key}`, text };
}

function eventRows({ code, enumName, source, category, flags, name, params }: EventDocument): DocumentRow[] {
  const head = row("e", String(code), `${enumName} ${source}/${category} ${flags.join("+") || "-"} ${name}`);
  return params.length === 0 ? [head] : [head, row("p", String(code), params.map(paramText).join(", "))];
}

function paramText({ name, type, format, flagTable, dirfdParam, dynamicTable }: ParamDocument): string {
  const table = flagTable === undefined ? "" : `=${flagTable}`;
  const dirfd = dirfdParam === undefined ? "" : `@${dirfdParam}`;
  const dynamic = dynamicTable === undefined ? "" : `~${dynamicTable}`;
  return `${type}:${format}${table}${dirfd}${dynamic} ${name}`;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The document of such rows. They are our own: the generator checks that they give what was put in. */
export function parseDocumentRows(rows: Iterable<DocumentRow>): DocumentTables {
  const flagTables: FlagTableDocument[] = [];
  const dynamicTables: DynamicTableDocument[] = [];
  const events: Mutable<EventDocument>[] = [];
  const syscalls: SyscallDocument[] = [];
  const paramTypes: Record<string, number> = {};
  const eventFlags: Record<string, number> = {};
  let [headerBytes, maxParams] = [0, 0];
  for (const { key, text } of rows) {
    const name = key.slice(2);
    switch (key[0]) {
      case "v":
        [headerBytes, maxParams] = text.split(" ").map(Number) as [number, number];
        break;
      case "t":
        paramTypes[name] = Number(text);
        break;
      case "g":
        eventFlags[name] = Number(text);
        break;
      case "f":
        flagTables.push({ name, entries: text.split(", ").map(parseEntry) });
        break;
      case "d":
        dynamicTables.push({ name, choices: text.split("|").map(parseForm) });
        break;
      case "e":
        events[Number(name)] = { ...parseEvent(Number(name), text), params: [] };
        break;
      case "p":
        (events[Number(name)] as Mutable<EventDocument>).params = text.split(", ").map(parseParam);
        break;
      default:
        syscalls.push(parseSyscall(name, text));
    }
  }
  const tables = { headerBytes, maxParams, paramTypes, eventFlags, flagTables, dynamicTables, events };
  return { ...tables, syscalls: syscalls.sort(compareSyscalls) };
}

function parseEntry(text: string): { name: string; value: number } {
  const space = text.lastIndexOf(" ");
  return { name: text.slice(0, space), value: Number(text.slice(space + 1)) };
}

function parseForm(text: string): { type: ParamType; format: NumberFormat } {
  const [type, format] = text.split(":") as [ParamType, NumberFormat];
  return { type, format };
}

function parseEvent(code: number, text: string): Omit<EventDocument, "params"> {
  const [enumName = "", kind = "", flags = "", name = ""] = text.split(" ");
  const [source, category] = kind.split("/") as [EventSource, EventCategory];
  return { code, enumName, name, source, category, flags: flags === "-" ? [] : flags.split("+") };
}

const PARAM = /^(\w+):(\w+)(?:=(\w+))?(?:@(\d+))?(?:~(\w+))? (.*)$/;

function parseParam(text: string): ParamDocument {
  const [, type, format, flagTable, dirfdParam, dynamicTable, name = ""] = PARAM.exec(text) ?? [];
  return {
    name,
    type: type as ParamType,
    format: format as NumberFormat,
    ...(flagTable === undefined ? {} : { flagTable }),
    ...(dirfdParam === undefined ? {} : { dirfdParam: Number(dirfdParam) }),
    ...(dynamicTable === undefined ? {} : { dynamicTable }),
  };
}

function parseSyscall(name: string, text: string): SyscallDocument {
  const [code = 0, enter, exit] = text.split(" ").map(Number);
  return enter === undefined || exit === undefined ? { code, name } : { code, name, enter, exit };
}

/** The document of tables and what names them. */
export function nameDocument(
  { tag, commit, date, schemaVersion, apiVersion }: DocumentName,
  tables: DocumentTables,
): SchemaDocument {
  return {
    format: SCHEMA_FORMAT,
    tag,
    commit,
    date,
    ...(schemaVersion === undefined ? {} : { schemaVersion }),
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...tables,
  };
}

/** What names a document of the history. */
export interface DocumentName {
  readonly tag: string;
  readonly commit: string;
  /** Day of the commit. */
  readonly date: string;
  readonly schemaVersion: string | undefined;
  readonly apiVersion: string | undefined;
}
