import type { View } from "../../decoder/view.ts";
import { FieldError, type FieldResult, type FieldSpec, type FieldType, type ReadField } from "../field.ts";

/** What is said of a field only where it differs from `DEFAULTS`. */
export type FieldTraits = Partial<Omit<FieldSpec, "name" | "type" | "description" | "compile">>;

/** Fields that libs HEAD does not know any more. */
export const RECORDED_ONLY: readonly View[] = ["recorded"];

const DEFAULTS = {
  matching: "single",
  argument: "none",
  isArgumentRequired: false,
  example: "",
  views: ["recorded", "current"],
  isFilterable: true,
  isPrintable: true,
  isComparable: true,
  isTransformable: true,
  cost: 0,
} as const satisfies FieldTraits;

/** A field whose reader depends on its argument or on the view. */
export function compiledField(
  name: string,
  type: FieldType,
  description: string,
  compile: (argument: string | undefined, view: View) => ReadField,
  traits: FieldTraits = {},
): FieldSpec {
  const spec = { name, type, description, ...DEFAULTS, ...traits };
  return {
    ...spec,
    compile(argument, view) {
      checkArgument(spec, argument);
      return compile(argument, view);
    },
  };
}

/** A field that is read the same way whatever the view. */
export function field(
  name: string,
  type: FieldType,
  description: string,
  read: ReadField,
  traits: FieldTraits = {},
): FieldSpec {
  return compiledField(name, type, description, () => read, traits);
}

/** A field that filters of other tools name, and of which a capture never knows anything. */
export function absentField(
  name: string,
  type: FieldType,
  description: string,
  traits: FieldTraits = {},
): FieldSpec {
  return field(name, type, description, nothing, traits);
}

/** The number that the argument of an `index` field stands for; undefined without argument. */
export function indexOf(argument: string | undefined): number | undefined {
  return argument === undefined ? undefined : Number(argument);
}

/** Whether an argument is written as a number. */
export function isIndex(argument: string): boolean {
  return /^\d{1,20}$/.test(argument);
}

function nothing(): FieldResult {
  return undefined;
}

type ArgumentRules = Pick<FieldSpec, "name" | "argument" | "isArgumentRequired" | "example">;

function checkArgument(
  { name, argument: kind, isArgumentRequired, example }: ArgumentRules,
  argument: string | undefined,
): void {
  if (argument === undefined) {
    if (isArgumentRequired) throw new FieldError(`${name} needs an argument, as in ${name}${example}`);
  } else if (kind === "none") {
    throw new FieldError(`${name} takes no argument, but has "${argument}"`);
  } else if (kind === "index" && !isIndex(argument)) {
    throw new FieldError(`${name} takes a number, as in ${name}${example}, not "${argument}"`);
  }
}
