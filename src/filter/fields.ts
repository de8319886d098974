import type { FieldSpec } from "./field.ts";
import { nearestName } from "./nearest-name.ts";

/** A field's name taken apart. */
export interface FieldReference {
  readonly spec: FieldSpec;
  /** What stood behind the field's own name and a dot. */
  readonly argument: string | undefined;
}

/** The fields that filters and formats can name. */
export interface FieldRegistry {
  /** All fields, in the order they were given in. */
  readonly specs: readonly FieldSpec[];
  /** The field of exactly that name. */
  get(name: string): FieldSpec | undefined;
  /** The field with the longest name that `name` is, or begins with before a dot if it takes arguments so. */
  resolve(name: string): FieldReference | undefined;
  /** The field that was probably meant by a name there is not. */
  nearest(name: string): string | undefined;
}

/** The registry of some fields. Of two with one name the first counts. */
export function createFieldRegistry(specs: readonly FieldSpec[]): FieldRegistry {
  const byName = new Map<string, FieldSpec>();
  for (const spec of specs) if (!byName.has(spec.name)) byName.set(spec.name, spec);
  return {
    specs,
    get: (name) => byName.get(name),
    resolve: (name) => resolve(byName, name),
    nearest: (name) => nearest(byName, name),
  };
}

/** Whether arguments may follow the field's name after a dot, as in `evt.arg.flags`. */
export function takesDottedArgument({ argument }: FieldSpec): boolean {
  return argument !== "none" && argument !== "index";
}

function resolve(byName: ReadonlyMap<string, FieldSpec>, name: string): FieldReference | undefined {
  const own = byName.get(name);
  if (own !== undefined) return { spec: own, argument: undefined };
  for (let dot = name.lastIndexOf("."); dot > 0; dot = name.lastIndexOf(".", dot - 1)) {
    const spec = byName.get(name.slice(0, dot));
    if (spec === undefined) continue;
    const argument = name.slice(dot + 1);
    return takesDottedArgument(spec) && argument !== "" ? { spec, argument } : undefined;
  }
  return undefined;
}

/** The nearest name as a whole, or one whose last part is what was written behind another class. */
function nearest(byName: ReadonlyMap<string, FieldSpec>, name: string): string | undefined {
  const similar = nearestName(name, byName.keys());
  if (similar !== undefined) return similar;
  const tail = name.slice(name.indexOf("."));
  const namesakes = [...byName.keys()].filter((candidate) => tail.length > 1 && candidate.endsWith(tail));
  return namesakes.length === 1 ? namesakes[0] : undefined;
}
