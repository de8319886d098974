import type { View } from "../../decoder/view.ts";
import { defaultFields } from "../../filter/default-fields.ts";
import type { FieldSpec } from "../../filter/field.ts";
import { createFieldRegistry, type FieldRegistry } from "../../filter/fields.ts";
import { nearestName } from "../../filter/nearest-name.ts";

/** The fields whose names begin alike: `proc.name`, `proc.exe` … */
export interface FieldFamily {
  readonly name: string;
  readonly fields: readonly FieldSpec[];
}

/** The field or the family that a word means, or what it might have meant. */
export type Found =
  | { readonly field: FieldSpec }
  | { readonly family: FieldFamily }
  | { readonly nearest: string | undefined };

/** The fields of a view, or of both. */
export function fieldsOf(view: View | undefined): FieldRegistry {
  const all = defaultFields();
  return view === undefined
    ? all
    : createFieldRegistry(all.specs.filter(({ views }) => views.includes(view)));
}

/** The first part of a field's name. */
export function familyOf({ name }: FieldSpec): string {
  return name.slice(0, name.indexOf("."));
}

/** The fields by family, in the order of the registry. */
export function familiesOf({ specs }: FieldRegistry): FieldFamily[] {
  const families = new Map<string, FieldSpec[]>();
  for (const spec of specs) {
    const name = familyOf(spec);
    const known = families.get(name);
    if (known === undefined) families.set(name, [spec]);
    else known.push(spec);
  }
  return [...families].map(([name, fields]) => ({ name, fields }));
}

/** What `word` names: a field, with or without an argument (`evt.arg.flags`, `proc.aname[2]`), or a family. */
export function findField(fields: FieldRegistry, word: string): Found {
  const [own = ""] = word.split("[");
  const field = fields.resolve(own)?.spec;
  if (field !== undefined) return { field };
  const families = familiesOf(fields);
  const family = families.find(({ name }) => name === word);
  if (family !== undefined) return { family };
  const names = families.map(({ name }) => name);
  return { nearest: word.includes(".") ? fields.nearest(own) : nearestName(word, names) };
}
