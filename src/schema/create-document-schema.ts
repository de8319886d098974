import type { EventDocument, FlagTableDocument, ParamDocument, SchemaDocument } from "./document.ts";
import type { EventSpec, FlagTable, FlagTables, ParamSpec, Schema } from "./types.ts";

/** A schema that decodes with the tables of a document. */
export function createDocumentSchema(document: SchemaDocument): Schema {
  const { tag, commit = "", schemaVersion, apiVersion } = document;
  const flagTables = createFlagTables(document);
  const specs = new Array<EventSpec | undefined>(document.events.length).fill(undefined);
  const parse = (code: number): EventSpec | undefined => {
    const event = document.events[code];
    if (event === undefined) return undefined;
    const spec = eventSpec(event, document, flagTables);
    specs[code] = spec;
    return spec;
  };
  const version = { tag, commit, schemaVersion, apiVersion, eventCount: document.events.length };
  return { ...version, flagTables, event: (code) => specs[code] ?? parse(code) };
}

function eventSpec(event: EventDocument, document: SchemaDocument, flagTables: FlagTables): EventSpec {
  const { code, enumName, name, category, source, flags, params } = event;
  return {
    code,
    enumName,
    name,
    isExit: (code & 1) === 1,
    category,
    source,
    flags: flags.reduce((mask, flag) => mask | (document.eventFlags[flag] ?? 0), 0),
    params: params.map((param) => paramSpec(param, document, flagTables)),
  };
}

function paramSpec(param: ParamDocument, document: SchemaDocument, flagTables: FlagTables): ParamSpec {
  const { name, type, format, flagTable, dirfdParam, dynamicTable } = param;
  return {
    name,
    type,
    format,
    flags: flagTable === undefined ? undefined : flagTables.get(flagTable),
    dirfdParam,
    dynamic: document.dynamicTables.find((table) => table.name === dynamicTable)?.choices,
  };
}

function createFlagTables(document: SchemaDocument): FlagTables {
  const kinds = flagTableKinds(document);
  const tables = document.flagTables.map(({ name, entries }: FlagTableDocument): FlagTable => {
    return { name, kind: kinds.get(name) ?? "bitmask", entries };
  });
  const byName = new Map(tables.map((table) => [table.name, table]));
  return { get: (name) => byName.get(name), names: () => [...byName.keys()] };
}

/** The types of the parameters that refer to a table say how its values combine. */
export function flagTableKinds({ events }: SchemaDocument): ReadonlyMap<string, FlagTable["kind"]> {
  const kinds = new Map<string, FlagTable["kind"]>();
  for (const { params } of events)
    for (const { flagTable, type } of params) if (flagTable !== undefined) kinds.set(flagTable, kindOf(type));
  return kinds;
}

function kindOf(type: string): FlagTable["kind"] {
  if (type === "MODE") return "mode";
  return type.startsWith("ENUMFLAGS") ? "enum" : "bitmask";
}
