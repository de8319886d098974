import type {
  CompareNode,
  Expression,
  ListNameNode,
  ListNode,
  Right,
  Span,
  Subject,
  TransformNode,
  ValueNode,
} from "./ast.ts";
import { FilterError } from "./filter-error.ts";
import {
  type Cursor,
  isAtEnd,
  isBlank,
  nested,
  openCursor,
  peekChar,
  peekWord,
  skipBlanks,
  takeAfterBlanks,
  takeBareValue,
  takeIdentifier,
  takeSymbol,
  takeValue,
} from "./lexer.ts";
import {
  ALL_OPERATORS,
  listOperator,
  type SetModifier,
  setModifier,
  type ValueOperator,
  valueOperator,
} from "./operators.ts";
import { hereOf, leftOver, noOperator } from "./parse-error.ts";
import { parseRightTransform, parseSubject } from "./subject-parser.ts";

/**
 * Parses a filter. The language is that of libs HEAD, and a little more:
 *
 *     or       = and { "or" and }        and = not { "and" not }        not = { "not" } check
 *     check    = subject "exists" | subject OPERATOR value | subject OPERATOR MODIFIER list
 *              | subject ( "in" | "intersects" | "pmatch" ) list | MACRO | "(" or ")"
 *     subject  = FIELD [ "[" argument "]" ] | TRANSFORMER "(" operand { "," operand } ")" [ "[" argument "]" ]
 *     operand  = subject | QUOTED | NUMBER | "(" [ operand { "," operand } ] ")"
 *     value    = QUOTED | BARE | "val(" FIELD ")" | subject that is a transformer
 *     list     = "(" [ value { "," value } ] ")" | NAME | "val(" FIELD ")" | subject that is a transformer
 *
 * Keywords and operators are lower case; those that are words need a blank or a bracket behind them. What a value means,
 * whether `1..10` is a range or text, depends on the field. Throws a FilterError that says where and why it cannot.
 */
export function parseFilter(text: string): Expression {
  const cursor = openCursor(text);
  skipBlanks(cursor);
  if (isAtEnd(cursor)) throw new FilterError("the filter is empty", { start: 0, end: 0 });
  const expression = parseOr(cursor);
  if (!isAtEnd(cursor)) throw leftOver(cursor, "'and', 'or' or the end");
  return expression;
}

function parseOr(cursor: Cursor): Expression {
  const children = parseChain(cursor, "or", parseAnd);
  return children.length === 1 ? first(children) : { kind: "or", children, ...spanOf(children) };
}

function parseAnd(cursor: Cursor): Expression {
  const children = parseChain(cursor, "and", parseNot);
  return children.length === 1 ? first(children) : { kind: "and", children, ...spanOf(children) };
}

function parseChain(
  cursor: Cursor,
  keyword: "and" | "or",
  parse: (cursor: Cursor) => Expression,
): Expression[] {
  const children = [parse(cursor)];
  while (takeKeyword(cursor, keyword)) children.push(parse(cursor));
  return children;
}

function parseNot(cursor: Cursor): Expression {
  skipBlanks(cursor);
  const start = cursor.at;
  let isNegated = false;
  while (takeKeyword(cursor, "not")) isNegated = !isNegated;
  const child = parseCheck(cursor);
  return isNegated ? { kind: "not", child, start, end: child.end } : child;
}

/** Takes a keyword, which must stand apart from what follows. */
function takeKeyword(cursor: Cursor, keyword: string): boolean {
  skipBlanks(cursor);
  if (peekWord(cursor) !== keyword) return false;
  const next = peekChar(cursor, keyword.length);
  if (next !== "" && next !== "(" && !isBlank(next)) return false;
  return takeSymbol(cursor, keyword);
}

function parseCheck(cursor: Cursor): Expression {
  skipBlanks(cursor);
  if (takeSymbol(cursor, "(")) return parseGroup(cursor);
  const word = peekWord(cursor);
  const isKeyword = /^(and|or|not)$/.test(word) && peekChar(cursor, word.length) !== ".";
  if (isKeyword || !/^[A-Za-z]/.test(word)) throw leftOver(cursor, "a field, a macro or '('");
  if (peekChar(cursor, word.length) === "." || peekChar(cursor, word.length) === "(") {
    return parseCondition(cursor, parseSubject(cursor));
  }
  return parseMacro(cursor);
}

function parseGroup(cursor: Cursor): Expression {
  const start = cursor.at - 1;
  return nested(cursor, () => {
    const expression = parseOr(cursor);
    if (!takeSymbol(cursor, ")")) {
      const place = isAtEnd(cursor) ? { start, end: start + 1 } : hereOf(cursor);
      throw new FilterError(isAtEnd(cursor) ? "'(' is not closed" : "expected 'and', 'or' or ')'", place);
    }
    return expression;
  });
}

function parseMacro(cursor: Cursor): Expression {
  const start = cursor.at;
  const name = takeIdentifier(cursor) ?? "";
  const span = { start, end: cursor.at };
  skipBlanks(cursor);
  if (ALL_OPERATORS.includes(peekOperator(cursor))) {
    throw new FilterError(`'${name}' is no field: fields have a dot in their names, as in proc.name`, span);
  }
  return { kind: "macro", name, ...span };
}

function parseCondition(cursor: Cursor, left: Subject): Expression {
  skipBlanks(cursor);
  const word = peekOperator(cursor);
  const operatorSpan = { start: cursor.at, end: cursor.at + word.length };
  if (word === "exists") {
    cursor.at = operatorSpan.end;
    return { kind: "exists", left, start: left.start, end: cursor.at };
  }
  const list = listOperator(word);
  const value = valueOperator(word === "==" ? "=" : word);
  if (list === undefined && value === undefined) throw noOperator(cursor, left);
  cursor.at = operatorSpan.end;
  const start = left.start;
  if (value !== undefined) return parseComparison(cursor, left, value, operatorSpan);
  const right = parseList(cursor) ?? parseRightTransform(cursor) ?? parseListName(cursor, word);
  return {
    kind: "compare",
    left,
    operator: list as NonNullable<typeof list>,
    operatorSpan,
    modifier: undefined,
    right,
    start,
    end: right.end,
  };
}

/** The operator at the cursor: the longest sign, or a whole word. */
function peekOperator(cursor: Cursor): string {
  const word = peekWord(cursor);
  if (word !== "") return word;
  const sign = peekChar(cursor) + peekChar(cursor, 1);
  return ["==", "!=", "<=", ">="].includes(sign) ? sign : sign.charAt(0);
}

function parseComparison(
  cursor: Cursor,
  left: Subject,
  operator: ValueOperator,
  operatorSpan: Span,
): CompareNode {
  const isWord = /[a-z]$/.test(operator);
  const hasBlank = isBlank(peekChar(cursor));
  if (isWord && !hasBlank) {
    throw new FilterError(`expected a blank and a value after '${operator}'`, hereOf(cursor));
  }
  const modifier = hasBlank ? takeModifier(cursor) : undefined;
  const right =
    modifier === undefined
      ? parseValue(cursor, operator)
      : (parseList(cursor) ?? parseListName(cursor, modifier));
  return {
    kind: "compare",
    left,
    operator,
    operatorSpan,
    modifier,
    right,
    start: left.start,
    end: right.end,
  };
}

/** Takes `oneof`, `anyof` or `allof`, which are ordinary values unless a list or the name of one follows. */
function takeModifier(cursor: Cursor): SetModifier | undefined {
  skipBlanks(cursor);
  const modifier = setModifier(peekWord(cursor));
  if (modifier === undefined) return undefined;
  const start = cursor.at;
  cursor.at += modifier.length;
  const hasBlank = skipBlanks(cursor);
  const word = peekWord(cursor);
  const isName = hasBlank && /^[A-Za-z]/.test(word) && !/^(and|or|not)$/.test(word);
  if (isName || peekChar(cursor) === "(") return modifier;
  cursor.at = start;
  return undefined;
}

function parseValue(cursor: Cursor, operator: string): Right {
  skipBlanks(cursor);
  const right = parseRightTransform(cursor) ?? takeValue(cursor);
  if (right !== undefined) return right;
  if (peekChar(cursor) === "(") {
    throw new FilterError(`'${operator}' takes a list only with anyof, oneof or allof`, hereOf(cursor), "in");
  }
  throw leftOver(cursor, `a value after '${operator}'`);
}

function parseList(cursor: Cursor): ListNode | undefined {
  skipBlanks(cursor);
  const start = cursor.at;
  if (!takeSymbol(cursor, "(")) return undefined;
  const elements: (ValueNode | TransformNode)[] = [];
  if (!takeAfterBlanks(cursor, ")")) {
    do elements.push(parseElement(cursor));
    while (takeAfterBlanks(cursor, ","));
    if (!takeSymbol(cursor, ")")) throw leftOver(cursor, "',' or ')'");
  }
  return { kind: "list", elements, start, end: cursor.at };
}

function parseElement(cursor: Cursor): ValueNode | TransformNode {
  const element = parseRightTransform(cursor) ?? takeValue(cursor);
  if (element === undefined) throw leftOver(cursor, "a value");
  return element;
}

function parseListName(cursor: Cursor, operator: string): ListNameNode {
  skipBlanks(cursor);
  const value = takeBareValue(cursor);
  if (value === undefined) throw leftOver(cursor, `a list after '${operator}'`);
  return { kind: "list-name", name: value.text, start: value.start, end: value.end };
}

function spanOf(nodes: readonly Span[]): Span {
  return { start: first(nodes).start, end: first(nodes.slice(-1)).end };
}

function first<T>(items: readonly T[]): T {
  return items[0] as T;
}
