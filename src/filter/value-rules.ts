import { BOOLEAN_RULES } from "./boolean-rules.ts";
import { BYTE_RULES } from "./byte-rules.ts";
import type { FieldType, FieldValue } from "./field.ts";
import { IP_RULES } from "./ip-rules.ts";
import { type CaptureClock, numberRules } from "./number-rules.ts";
import type { Operator, ValueOperator } from "./operators.ts";
import { TEXT_RULES } from "./text-rules.ts";

/** Whether a single value of a field fits. */
export type ValueTest = (value: FieldValue) => boolean;

/** Whether the values left and right of an operator stand in its relation. */
export type Relation = (left: FieldValue, right: FieldValue) => boolean;

/**
 * How values of a type are compared. What a filter says in text is read once, when it is compiled; text that cannot
 * be read throws a FieldError with a sentence for people.
 */
export interface ValueRules {
  /** Operators that the type has; `exists` belongs to all. */
  readonly operators: readonly Operator[];
  /** Test for what stands on the right of an operator. */
  constant(operator: ValueOperator, text: string): ValueTest;
  /** Test for being one of those in a list. */
  members(texts: readonly string[]): ValueTest;
  /** The relation to a value that is only known for an event; undefined where there is none. */
  relation(operator: ValueOperator): Relation | undefined;
}

/** The rules of a type. Times that relate to the capture's first event ask `clock` for it. */
export function rulesOf(type: FieldType, clock: CaptureClock): ValueRules {
  switch (type) {
    case "string":
      return TEXT_RULES;
    case "bytes":
      return BYTE_RULES;
    case "boolean":
      return BOOLEAN_RULES;
    case "ip":
    case "net":
      return IP_RULES;
    default:
      return numberRules(type, clock);
  }
}

/** Whether values of two types can be compared with each other. */
export function areComparable(left: FieldType, right: FieldType): boolean {
  return (
    left === right ||
    (isPlainNumber(left) && isPlainNumber(right)) ||
    (left === "bytes" && right === "string")
  );
}

function isPlainNumber(type: FieldType): boolean {
  return type === "integer" || type === "double" || type === "port";
}
