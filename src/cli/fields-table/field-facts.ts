import type { FieldArgument, FieldSpec } from "../../filter/field.ts";
import { familyOf } from "./find-fields.ts";

/** How an argument is written behind the name. */
const ARGUMENT_FORMS: Readonly<Record<FieldArgument, string>> = {
  none: "",
  index: "[n]",
  key: ".name",
  "index-or-key": "[n]|.name",
  "number-or-name": ".name",
};

/** A field's name with the form of its argument: `proc.aname[n]`, `evt.arg[n]|.name`. */
export function nameWithArgument({ name, argument }: FieldSpec): string {
  return name + ARGUMENT_FORMS[argument];
}

/** A field as an object for JSON. */
export function fieldSpecFields(spec: FieldSpec): Record<string, unknown> {
  const { name, type, matching, argument, isArgumentRequired, example, views, description } = spec;
  return {
    ...{ name, family: familyOf(spec), type, matching, argument, isArgumentRequired },
    example: name + example,
    views,
    isFilterable: spec.isFilterable,
    isPrintable: spec.isPrintable,
    isComparable: spec.isComparable,
    isTransformable: spec.isTransformable,
    description,
  };
}
