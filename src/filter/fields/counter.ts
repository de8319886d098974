import type { FieldSpec } from "../field.ts";
import { compiledField } from "./define.ts";

/** Helpers for output. */
export const COUNTER_FIELDS: readonly FieldSpec[] = [
  compiledField("util.cnt", "integer", "Counts from 1 how often the field was read.", () => {
    let count = 0;
    return () => ++count;
  }),
];
