import type { View } from "../decoder/view.ts";
import { defaultFields } from "./default-fields.ts";
import { FieldError, type ReadField } from "./field.ts";
import type { FieldReference, FieldRegistry } from "./fields.ts";
import { imitating } from "./imitation/imitate.ts";

const readers: Readonly<Record<View, Map<string, ReadField>>> = { recorded: new Map(), current: new Map() };
/** Names with arguments are as many as a program makes up; so many readers are kept. */
const MAX_READERS = 1000;

/**
 * The reader of a field by its name, with an argument in brackets or behind a dot where it takes one: `proc.name`,
 * `evt.arg.flags`, `proc.aname[2]`. Throws a FieldError when there is no such field.
 */
export function fieldReader(name: string, view: View): ReadField {
  let reader = readers[view].get(name);
  if (reader === undefined) {
    const { spec, argument } = referenceOf(name, defaultFields());
    reader = imitating(spec.name, argument, view, spec.compile(argument, view), false);
    if (readers[view].size >= MAX_READERS) readers[view].clear();
    readers[view].set(name, reader);
  }
  return reader;
}

function referenceOf(name: string, fields: FieldRegistry): FieldReference {
  const [, field = "", argument] = /^([^[\]]*)\[(.*)\]$/s.exec(name) ?? [];
  const spec = fields.get(field);
  const reference = spec === undefined ? fields.resolve(name) : { spec, argument };
  if (reference !== undefined) return reference;
  const nearest = fields.nearest(name);
  throw new FieldError(
    `there is no field ${name}${nearest === undefined ? "" : `; did you mean ${nearest}?`}`,
  );
}
