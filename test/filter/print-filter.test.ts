import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Expression, Operand, Right, Subject, TransformNode, ValueNode } from "../../src/filter/ast.ts";
import { isBare } from "../../src/filter/lexer.ts";
import { LIST_OPERATORS, SET_MODIFIERS, VALUE_OPERATORS } from "../../src/filter/operators.ts";
import { parseFilter } from "../../src/filter/parser.ts";
import { printFilter } from "../../src/filter/print-filter.ts";

const NOWHERE = { start: 0, end: 0 };

/** A tree without its positions. */
function bare(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(bare);
  if (typeof node !== "object" || node === null) return node;
  const entries = Object.entries(node).filter(([key]) => !["start", "end", "operatorSpan"].includes(key));
  return Object.fromEntries(entries.map(([key, value]) => [key, bare(value)]));
}

const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/);
const identifier = word.filter(
  (name) => !["and", "or", "not", "exists", "in"].includes(name) && !isOperator(name),
);
const fieldName = fc
  .tuple(word, word, fc.option(word))
  .map(([a, b, c]) => (c === null ? `${a}.${b}` : `${a}.${b}.${c}`));
const anyText = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."ab \"'\\,()=[]\n\t\u0001\u007fé😀\udcff".split("")) }),
  // Bytes side by side that together are a character would be read as that.
  fc.string({ unit: "binary" }).filter((text) => !/[\ud800-\udfff]/u.test(text)),
  fc.constantFrom("val", "anyof", "not", "and", "1..10", "\udcff"),
);

function isOperator(name: string): boolean {
  return [...VALUE_OPERATORS, ...LIST_OPERATORS].some((operator) => operator === name);
}

const value: fc.Arbitrary<ValueNode> = anyText
  .map((text) => text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, ""))
  .chain((text) =>
    fc
      .boolean()
      .map((isQuoted) => ({ kind: "value", text, isQuoted: isQuoted || !isBare(text), ...NOWHERE }) as const),
  );
const quoted = value.map((node) => ({ ...node, isQuoted: true }));
const argument = fc.option(quoted, { nil: undefined });

const { subject } = fc.letrec<{ subject: Subject; operand: Operand }>((tie) => ({
  subject: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({
      kind: fc.constant("field" as const),
      name: fieldName,
      argument,
      start: fc.constant(0),
      end: fc.constant(0),
    }),
    fc.record({
      kind: fc.constant("transform" as const),
      name: fc.constantFrom("tolower" as const, "join" as const, "getopt" as const),
      operands: fc.array(tie("operand"), { minLength: 1, maxLength: 3 }),
      argument,
      start: fc.constant(0),
      end: fc.constant(0),
    }),
  ),
  operand: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    quoted,
    fc
      .constantFrom("1", "-1.5", "0x1f", "+2e-3")
      .map((text) => ({ kind: "value" as const, text, isQuoted: false, ...NOWHERE })),
    tie("subject"),
    fc.record({
      kind: fc.constant("operands" as const),
      elements: fc.array(fc.oneof(quoted, tie("subject")), { maxLength: 3 }),
      start: fc.constant(0),
      end: fc.constant(0),
    }),
  ),
}));

const val: fc.Arbitrary<TransformNode> = fieldName.map((name) => ({
  kind: "transform",
  name: "val",
  operands: [{ kind: "field", name, argument: undefined, ...NOWHERE }],
  argument: undefined,
  ...NOWHERE,
}));
const rightTransform = fc.oneof(
  val,
  subject.filter((node): node is TransformNode => node.kind === "transform"),
);
const list: fc.Arbitrary<Right> = fc.oneof(
  fc
    .array(fc.oneof(value, val), { maxLength: 4 })
    .map((elements) => ({ kind: "list" as const, elements, ...NOWHERE })),
  identifier
    .filter((name) => name !== "val")
    .map((name) => ({ kind: "list-name" as const, name, ...NOWHERE })),
);

const check: fc.Arbitrary<Expression> = fc.oneof(
  identifier.map((name) => ({ kind: "macro" as const, name, ...NOWHERE })),
  subject.map((left) => ({ kind: "exists" as const, left, ...NOWHERE })),
  fc
    .tuple(subject, fc.constantFrom(...VALUE_OPERATORS), fc.oneof(value, rightTransform))
    .map(comparison(undefined)),
  fc
    .tuple(subject, fc.constantFrom(...LIST_OPERATORS), fc.oneof(list, rightTransform))
    .map(comparison(undefined)),
  fc
    .constantFrom(...SET_MODIFIERS)
    .chain((modifier) =>
      fc.tuple(subject, fc.constantFrom(...VALUE_OPERATORS), list).map(comparison(modifier)),
    ),
);

function comparison(modifier: (typeof SET_MODIFIERS)[number] | undefined) {
  return ([left, operator, right]: [
    Subject,
    (typeof VALUE_OPERATORS)[number] | (typeof LIST_OPERATORS)[number],
    Right,
  ]) => ({
    kind: "compare" as const,
    left,
    operator,
    operatorSpan: NOWHERE,
    modifier,
    right,
    ...NOWHERE,
  });
}

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    check,
    fc
      .tuple(
        fc.constantFrom("and" as const, "or" as const),
        fc.array(tie("expression"), { minLength: 2, maxLength: 4 }),
      )
      .map(([kind, children]) => ({ kind, children, ...NOWHERE })),
    // Two in a row are none.
    tie("expression").map((child) =>
      child.kind === "not" ? child : { kind: "not" as const, child, ...NOWHERE },
    ),
  ),
}));

describe("printed filters", () => {
  it("are read as what they were printed from", () => {
    fc.assert(
      fc.property(expression, (tree) => {
        expect(bare(parseFilter(printFilter(tree)))).toEqual(bare(tree));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    "a or b and not (c or d)",
    "(a or b) and c",
    "not a.b exists",
    'a.b = "x y"',
    "a.b in ()",
    'a.b = "\\xff\\n\\""',
  ])("%s", (text) => {
    expect(printFilter(parseFilter(text))).toBe(text);
  });
});
