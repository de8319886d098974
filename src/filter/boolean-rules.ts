import { FieldError, type FieldValue } from "./field.ts";
import type { ValueRules } from "./value-rules.ts";

/** Values that are true or false. */
export const BOOLEAN_RULES: ValueRules = {
  operators: ["=", "!=", "in", "intersects"],
  constant(operator, text) {
    const wanted = parseBoolean(text);
    return operator === "=" ? (value) => value === wanted : (value) => value !== wanted;
  },
  members(texts) {
    const wanted: ReadonlySet<FieldValue> = new Set(texts.map(parseBoolean));
    return (value) => wanted.has(value);
  },
  relation(operator) {
    return operator === "=" ? (left, right) => left === right : (left, right) => left !== right;
  },
};

function parseBoolean(text: string): boolean {
  if (text !== "true" && text !== "false") throw new FieldError(`'${text}' is neither true nor false`);
  return text === "true";
}
