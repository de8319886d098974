import type { FieldNode, Operand, OperandListNode, Subject, TransformNode, ValueNode } from "./ast.ts";
import { FilterError } from "./filter-error.ts";
import {
  type Cursor,
  nested,
  openCursor,
  peekChar,
  peekWord,
  skipBlanks,
  takeAfterBlanks,
  takeArgument,
  takeFieldName,
  takeNumber,
  takeQuoted,
  takeSymbol,
} from "./lexer.ts";
import { nearestName } from "./nearest-name.ts";
import { TRANSFORMERS, type TransformerName, transformerName } from "./operators.ts";
import { hereOf, leftOver } from "./parse-error.ts";

/**
 * Parses the field or transformer that begins at `start` in a text and reaches as far as it can.
 * Formats have them between other text.
 */
export function parseSubjectAt(text: string, start: number): Subject {
  return parseSubject(openCursor(text, start));
}

/** Parses a field or a transformer on the left of an operator. */
export function parseSubject(cursor: Cursor): Subject {
  const transform = parseTransform(cursor);
  if (transform?.name === "val") {
    throw new FilterError("val(…) only stands on the right of an operator", transform);
  }
  return transform ?? parseField(cursor);
}

function parseField(cursor: Cursor): FieldNode {
  const start = cursor.at;
  const name = takeFieldName(cursor);
  if (name === undefined) throw leftOver(cursor, "a field, such as proc.name");
  const argument = parseArgument(cursor);
  return { kind: "field", name, argument, start, end: cursor.at };
}

function parseArgument(cursor: Cursor): ValueNode | undefined {
  const start = cursor.at;
  if (!takeSymbol(cursor, "[")) return undefined;
  const argument = takeArgument(cursor);
  if (argument === undefined) {
    throw new FilterError("expected an argument in the brackets, in quotes if it has blanks", hereOf(cursor));
  }
  if (!takeSymbol(cursor, "]")) throw new FilterError("'[' is not closed", { start, end: cursor.at });
  return argument;
}

/** Takes `name(…)[…]` if that is next; a transformer's name is its name only with the bracket right behind it. */
function parseTransform(cursor: Cursor): TransformNode | undefined {
  const start = cursor.at;
  const word = peekWord(cursor);
  if (word === "" || peekChar(cursor, word.length) !== "(") return undefined;
  const name = transformerName(word);
  if (name === undefined) {
    const span = { start, end: start + word.length };
    throw new FilterError(`unknown transformer ${word}()`, span, nearestName(word, TRANSFORMERS));
  }
  cursor.at += word.length + 1;
  return nested(cursor, () => parseTransformRest(cursor, name, start));
}

function parseTransformRest(cursor: Cursor, name: TransformerName, start: number): TransformNode {
  const operands: Operand[] = [];
  do operands.push(parseOperand(cursor));
  while (takeAfterBlanks(cursor, ","));
  if (!takeSymbol(cursor, ")")) throw leftOver(cursor, "',' or ')'");
  const argument = parseArgument(cursor);
  return { kind: "transform", name, operands, argument, start, end: cursor.at };
}

function parseOperand(cursor: Cursor): Operand {
  skipBlanks(cursor);
  const start = cursor.at;
  if (!takeSymbol(cursor, "(")) return parseSingleOperand(cursor);
  const elements: OperandListNode["elements"][number][] = [];
  if (!takeAfterBlanks(cursor, ")")) {
    do elements.push(parseSingleOperand(cursor));
    while (takeAfterBlanks(cursor, ","));
    if (!takeSymbol(cursor, ")")) throw leftOver(cursor, "',' or ')'");
  }
  return { kind: "operands", elements, start, end: cursor.at };
}

function parseSingleOperand(cursor: Cursor): FieldNode | TransformNode | ValueNode {
  skipBlanks(cursor);
  const value = takeQuoted(cursor) ?? takeNumber(cursor);
  if (value !== undefined) return value;
  if (!/^[A-Za-z]/.test(peekWord(cursor))) {
    throw leftOver(cursor, "a field, a transformer, a number or text in quotes");
  }
  return parseSubject(cursor);
}

/** Takes `val(field)` or another transformer, if that is next. */
export function parseRightTransform(cursor: Cursor): TransformNode | undefined {
  skipBlanks(cursor);
  const word = peekWord(cursor);
  if (transformerName(word) === undefined) return undefined;
  const transform = parseTransform(cursor);
  if (transform?.name !== "val") return transform;
  const [operand, more] = transform.operands;
  if (operand?.kind === "field" && more === undefined && transform.argument === undefined) return transform;
  throw new FilterError("val(…) takes one field and nothing else", transform);
}
