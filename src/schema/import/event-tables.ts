import type { DynamicTableDocument, EventDocument, FlagTableDocument, ParamDocument } from "../document.ts";
import type { ArrayDefinition, Declarations, Initializer } from "./declarations.ts";
import { SourceError, type SourceFile, type SourcePlace } from "./source-error.ts";
import {
  type Fields,
  listOf,
  readFields,
  readItems,
  readNumber,
  readTableName,
  readText,
} from "./struct-reader.ts";
import { createVocabulary, type Vocabulary } from "./vocabulary.ts";

const EVENT_FIELDS = ["name", "category", "flags", "nparams", "params"];
const PARAM_FIELDS = ["name", "type", "fmt", "info", "ninfo"];
const FLAG_FIELDS = ["name", "value"];
/** More than any table of names had, so that an index cannot claim memory. */
const MAX_ITEMS = 65536;
/** The worst table there was has two oddities. */
const MAX_REMARKS = 100;

/** Tables that name values: all arrays of `struct ppm_name_value`. */
export function readFlagTables({ arrays, constants }: Declarations): FlagTableDocument[] {
  return arrays
    .filter(({ type }) => type === "ppm_name_value")
    .map(({ name, value }) => ({
      name,
      entries: value.items
        .map(({ value: entry }) => readFields(entry, FLAG_FIELDS))
        .map((fields) => ({
          name: readText(fields.get("name")),
          // As libs stores it.
          value: readNumber(fields.get("value"), constants) >>> 0,
        }))
        .filter(({ name: entryName }) => entryName !== ""),
    }));
}

/** Tables with the forms of `DYN` parameters: all arrays of `struct ppm_param_info`. */
export function readDynamicTables(declarations: Declarations, table: SourceFile): DynamicTableDocument[] {
  const words = createVocabulary(declarations, table);
  return dynamicArrays(declarations).map(({ name, value }) => {
    const items = readItems(value, declarations.constants, MAX_ITEMS);
    const fields = [...items].sort(([a], [b]) => a - b).map(([, item]) => readFields(item, PARAM_FIELDS));
    return {
      name,
      choices: fields.map((choice) => ({
        type: words.type(choice.get("type")),
        format: words.format(choice.get("fmt")),
      })),
    };
  });
}

/** Who is told of what, while events are read. */
export interface ImportListeners {
  readonly onRemark?: (remark: SourceError) => void;
  readonly onPlace?: (code: number, place: SourcePlace) => void;
}

/** The event table itself: the array of `struct ppm_event_info`. Codes that it leaves out have no name. */
export function readEvents(
  declarations: Declarations,
  table: SourceFile,
  { onRemark = () => {}, onPlace = () => {} }: ImportListeners,
): EventDocument[] {
  const words = createVocabulary(declarations, table);
  const [array, another] = declarations.arrays.filter(({ type }) => type === "ppm_event_info");
  if (array === undefined)
    throw new SourceError("no array of struct ppm_event_info", { file: table, line: 1 });
  if (another !== undefined) throw new SourceError("a second event table", another.value.place);
  const items = readItems(array.value, declarations.constants, words.eventCount);
  const names = new Map(words.codes.map(({ name, value }) => [Number(value), name.replace(/^PPME_/, "")]));
  const remark = atMost(MAX_REMARKS, onRemark);
  const read = eventReader(declarations, words, remark);
  return Array.from({ length: words.eventCount }, (_, code) => {
    const item = items.get(code);
    const enumName = names.get(code) ?? `UNNAMED_${code}`;
    // The agents of late 2015 had such a gap, and so the rows behind it at the wrong codes.
    if (!names.has(code))
      remark(new SourceError(`code ${code} has no constant`, item?.place ?? array.value.place));
    onPlace(code, item?.place ?? array.value.place);
    return { code, enumName, ...read(item) };
  });
}

/** What passes remarks on; where there are too many, it is the sources that are wrong: throws the next one. */
function atMost(maxCount: number, onRemark: (found: SourceError) => void): (found: SourceError) => void {
  let count = 0;
  return (found) => {
    if (++count > maxCount) throw found;
    onRemark(found);
  };
}

type EventBody = Omit<EventDocument, "code" | "enumName">;

function eventReader(
  declarations: Declarations,
  words: Vocabulary,
  remark: (found: SourceError) => void,
): (item: Initializer | undefined) => EventBody {
  const readParam = paramReader(declarations, words);
  return (item) => {
    const fields = item === undefined ? new Map<string, Initializer>() : readFields(item, EVENT_FIELDS);
    const params = fields.get("params");
    const count = readNumber(fields.get("nparams"), declarations.constants);
    const given =
      params === undefined ? new Map() : readItems(listOf(params), declarations.constants, MAX_ITEMS);
    if (count !== given.size && item !== undefined && !isEmptyList(params, count)) {
      const wrong = new SourceError(`an event says ${count} parameters and lists ${given.size}`, item.place);
      // Readers and drivers go by the number; a missing parameter would have no type.
      if (count > given.size) throw wrong;
      remark(wrong);
    }
    return {
      name: readText(fields.get("name")),
      ...words.category(fields.get("category")),
      flags: words.flags(fields.get("flags")),
      params: [...given].slice(0, count).map(([, param]) => readParam(param)),
    };
  };
}

/** `{ {0} }` and the like behind a count of 0. */
function isEmptyList(params: Initializer | undefined, count: number): boolean {
  return count === 0 && params !== undefined && readText(params) === "";
}

function paramReader(declarations: Declarations, words: Vocabulary): (value: Initializer) => ParamDocument {
  const flagTables = new Set(
    declarations.arrays.filter(({ type }) => type === "ppm_name_value").map(({ name }) => name),
  );
  const dynamicTables = new Map(dynamicArrays(declarations).map((array) => [array.name, array]));
  const dynamicNames = new Set(dynamicTables.keys());
  return (value) => {
    const fields = readFields(value, PARAM_FIELDS);
    const param = {
      name: readText(fields.get("name")),
      type: words.type(fields.get("type")),
      format: words.format(fields.get("fmt")),
    };
    const info = fields.get("info");
    const flagTable = readTableName(info, flagTables);
    if (flagTable !== undefined) return { ...param, flagTable };
    const dynamicTable = readTableName(info, dynamicNames);
    if (dynamicTable !== undefined) {
      checkChoices(dynamicTables.get(dynamicTable) as ArrayDefinition, fields, declarations);
      return { ...param, dynamicTable };
    }
    const index = info === undefined ? undefined : readNumber(info, declarations.constants);
    if (param.type === "FSRELPATH" && index !== undefined) return { ...param, dirfdParam: index };
    if (index !== undefined && index !== 0) throw new SourceError("no table that is known", value.place);
    return param;
  };
}

function checkChoices({ name, value }: ArrayDefinition, fields: Fields, { constants }: Declarations): void {
  const ninfo = fields.get("ninfo");
  const count = readNumber(ninfo, constants);
  if (count !== value.items.length)
    throw new SourceError(
      `${name} has ${value.items.length} forms, not ${count}`,
      ninfo?.place ?? value.place,
    );
}

function dynamicArrays({ arrays }: Declarations): ArrayDefinition[] {
  return arrays.filter(({ type }) => type === "ppm_param_info");
}
