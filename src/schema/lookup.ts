import type { Schema } from "./types.ts";

type CodesByName = ReadonlyMap<string, readonly number[]>;

const indexes = new WeakMap<Schema, CodesByName>();

/**
 * Codes of all events of a name, ascending: enter, exit and older versions, which share it.
 * `NA` stands for the unused codes of libs' event table.
 */
export function codesByName(schema: Schema, name: string): readonly number[] {
  let index = indexes.get(schema);
  if (index === undefined) {
    index = indexNames(schema);
    indexes.set(schema, index);
  }
  return index.get(name) ?? [];
}

function indexNames(schema: Schema): CodesByName {
  const index = new Map<string, number[]>();
  for (let code = 0; code < schema.eventCount; code++) {
    const name = schema.event(code)?.name ?? "";
    const codes = index.get(name);
    if (codes === undefined) index.set(name, [code]);
    else codes.push(code);
  }
  return index;
}
