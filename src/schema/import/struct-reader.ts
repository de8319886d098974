import { type Constants, evaluate } from "./constant-expression.ts";
import type { Initializer, InitializerItem, InitializerList } from "./declarations.ts";
import { SourceError } from "./source-error.ts";

/** Fields of an initialised structure by name; those that are not given are absent. */
export type Fields = ReadonlyMap<string, Initializer>;

/** A literal of printable ASCII without escapes, as schema files can have it. */
const PLAIN_TEXT = /^"[ !#-[\]-~]{0,256}"$/;

/** A structure's fields, given by position, by name, or both. Throws `SourceError` for fields it does not have. */
export function readFields(value: Initializer, names: readonly string[]): Fields {
  const fields = new Map<string, Initializer>();
  let next = 0;
  for (const item of listOf(value).items) {
    if (item.index !== undefined) throw new SourceError("an index where a field should be", item.value.place);
    const at = item.field === undefined ? next : names.indexOf(item.field);
    const name = names[at];
    if (name === undefined)
      throw new SourceError(
        item.field ? `unknown field .${item.field}` : "too many fields",
        item.value.place,
      );
    if (fields.has(name)) throw new SourceError(`field ${name} is given twice`, item.value.place);
    fields.set(name, item.value);
    next = at + 1;
  }
  return fields;
}

/** The items of an array by index: given by position or as `[index] =`. Throws `SourceError` for repetitions. */
export function readItems(
  list: InitializerList,
  constants: Constants,
  maxCount: number,
): ReadonlyMap<number, Initializer> {
  const items = new Map<number, Initializer>();
  let next = 0;
  for (const item of list.items) {
    const at = item.index === undefined ? next : indexOf(item, constants);
    if (item.field !== undefined) throw new SourceError("a field where an item should be", item.value.place);
    if (at < 0 || at >= maxCount) throw new SourceError(`item ${at} of ${maxCount}`, item.value.place);
    if (items.has(at)) throw new SourceError(`item ${at} is given twice`, item.value.place);
    items.set(at, item.value);
    next = at + 1;
  }
  return items;
}

export function listOf(value: Initializer): InitializerList {
  if (value.kind !== "list") throw new SourceError("no list in braces", value.place);
  return value;
}

/** A whole number; 0 where nothing is given. */
export function readNumber(value: Initializer | undefined, constants: Constants): number {
  if (value === undefined) return 0;
  if (value.kind === "list") throw new SourceError("no number", value.place);
  const number = Number(evaluate(value.tokens, value.place, constants));
  if (!Number.isSafeInteger(number)) throw new SourceError("a number that is too large", value.place);
  return number;
}

/** A text; empty where nothing is given, or no more than zeros. */
export function readText(value: Initializer | undefined): string {
  if (value === undefined) return "";
  if (value.kind === "list") return value.items.map(({ value: part }) => readText(part)).join("");
  if (value.tokens.every(({ text }) => text === "0" || text === "NULL")) return "";
  return value.tokens
    .map((token) => {
      if (token.kind !== "string" || !PLAIN_TEXT.test(token.text))
        throw new SourceError("no plain text", token);
      return token.text.slice(1, -1);
    })
    .join("");
}

/** The name of another table that a pointer names; undefined for anything else. */
export function readTableName(
  value: Initializer | undefined,
  tables: ReadonlySet<string>,
): string | undefined {
  if (value?.kind !== "expression") return undefined;
  const names = value.tokens.filter(({ text }) => text !== "&");
  const [name] = names;
  return names.length === 1 && name?.kind === "name" && tables.has(name.text) ? name.text : undefined;
}

function indexOf({ index = [], value }: InitializerItem, constants: Constants): number {
  return Number(evaluate(index, value.place, constants));
}
