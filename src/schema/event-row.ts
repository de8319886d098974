import {
  type DynamicChoice,
  type EventCategory,
  EventFlag,
  type EventFlagName,
  type EventSource,
  type EventSpec,
  type FlagTables,
  type NumberFormat,
  type ParamSpec,
  type ParamType,
} from "./types.ts";

/**
 * One event a line, read like a C declaration:
 *
 *     CODE ENUM_NAME SOURCE/CATEGORY FLAG+FLAG name(PARAM, PARAM)
 *     PARAM = TYPE[:FORMAT][=flag_table][@dirfdParam][[TYPE[:FORMAT]|…]] name
 *
 * `-` stands for no flags, a missing format for DEC. A parameter's name may hold blanks.
 */
const ROW = /^(\d+) (\w+) (\w+)\/(\w+) (-|[\w+]+) (\w+)\((.*)\)$/;
const PARAM = /^([\w:]+)(?:=(\w+))?(?:@(\d+))?(?:\[([\w:|]+)\])? (.+)$/;

/** The event that a row of a generated event table describes. */
export function parseEventRow(row: string, flagTables: FlagTables): EventSpec {
  const [, code, enumName = "", source, category, flags = "", name = "", params = ""] = match(ROW, row);
  return {
    code: Number(code),
    enumName,
    name,
    isExit: (Number(code) & 1) === 1,
    // The generator writes no other words than those of the model; test/schema checks every row.
    category: category as EventCategory,
    source: source as EventSource,
    flags: parseFlags(flags),
    params: params === "" ? [] : params.split(", ").map((text) => parseParam(text, flagTables)),
  };
}

function parseFlags(names: string): number {
  if (names === "-") return 0;
  return names.split("+").reduce((mask, name) => mask | EventFlag[name as EventFlagName], 0);
}

function parseParam(text: string, flagTables: FlagTables): ParamSpec {
  const [, form = "", table, dirfdParam, dynamic, name = ""] = match(PARAM, text);
  const { type, format } = parseForm(form);
  return {
    name,
    type,
    format,
    flags: table === undefined ? undefined : flagTables.get(table),
    dirfdParam: dirfdParam === undefined ? undefined : Number(dirfdParam),
    dynamic: dynamic?.split("|").map(parseForm),
  };
}

function parseForm(form: string): DynamicChoice {
  const [type, format = "DEC"] = form.split(":");
  return { type: type as ParamType, format: format as NumberFormat };
}

function match(pattern: RegExp, text: string): RegExpExecArray {
  const found = pattern.exec(text);
  if (found === null) throw new Error(`malformed row of an event table: ${text}`);
  return found;
}
