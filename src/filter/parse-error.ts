import type { Span, Subject } from "./ast.ts";
import { FilterError } from "./filter-error.ts";
import { type Cursor, peekLump } from "./lexer.ts";
import { nearestName } from "./nearest-name.ts";
import { ALL_OPERATORS, FOREIGN_OPERATORS } from "./operators.ts";

/** The complaint about what stands in the place of an operator behind `left`. */
export function noOperator(cursor: Cursor, left: Subject): FilterError {
  const found = peekLump(cursor);
  const known = ALL_OPERATORS.join(" ");
  const what = found === "" ? "an operator is missing" : `'${found}' is no operator`;
  const suggestion = FOREIGN_OPERATORS.get(found) ?? nearestName(found, ALL_OPERATORS);
  const subject = cursor.text.slice(left.start, left.end);
  return new FilterError(`${what} after ${subject}; there are: ${known}`, hereOf(cursor), suggestion);
}

/** The complaint that something else was expected at the cursor. */
export function leftOver(cursor: Cursor, expected: string): FilterError {
  const found = peekLump(cursor);
  const suggestion = FOREIGN_OPERATORS.get(found) ?? nearestName(found, ["and", "or", "not"]);
  const what = found === "" ? "the filter ends" : `found '${found}'`;
  const isConnective = expected.startsWith("'and'");
  return new FilterError(
    `expected ${expected}, but ${what}`,
    hereOf(cursor),
    isConnective ? suggestion : undefined,
  );
}

/** Where the word, sign or bracket at the cursor stands. */
export function hereOf(cursor: Cursor): Span {
  return { start: cursor.at, end: cursor.at + peekLump(cursor).length };
}
