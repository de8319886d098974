import type { CompareNode, Expression, TransformNode, ValueNode } from "./ast.ts";
import type { CheckContext } from "./check.ts";
import { transformerName } from "./operators.ts";
import { printSubject } from "./print-filter.ts";
import { isPlainRegex } from "./regex.ts";
import type { Source } from "./source.ts";
import { isUsuallyPresent } from "./special-fields.ts";

/** Warns of comparisons that work, but hardly as meant. */
export function adviseOn(
  node: CompareNode,
  source: Source,
  elements: readonly (ValueNode | TransformNode)[],
  context: CheckContext,
): void {
  adviseOnAbsence(node, source, context);
  adviseOnCount(node, elements, context);
  for (const element of elements) {
    if (element.kind === "value") adviseOnText(node, source, element, context);
  }
}

/** The fields of checks that tell that they have a value, where `expression` is true. */
export function guardedFields(expression: Expression): readonly string[] {
  if (expression.kind === "and") return expression.children.flatMap(guardedFields);
  if (expression.kind === "exists") return [printSubject(expression.left)];
  return expression.kind === "compare" && expression.operator !== "!=" ? [printSubject(expression.left)] : [];
}

function adviseOnAbsence(
  { operator, left, start, end }: CompareNode,
  source: Source,
  context: CheckContext,
): void {
  if (operator !== "!=") return;
  const text = printSubject(left);
  if (source.matching === "any") {
    const message = `${text} != … is true if any of its values differs; 'not ${text} = …' if all do`;
    return context.warn("always-true", message, { start, end });
  }
  if (isUsuallyPresent(source.text) || context.guards.has(text)) return;
  const message = `${text} != … is false for events without ${text}; 'not ${text} = …' is true for them`;
  context.warn("absent-field", message, { start, end });
}

function adviseOnCount(
  { operator, modifier, right }: CompareNode,
  elements: readonly (ValueNode | TransformNode)[],
  context: CheckContext,
): void {
  if (elements.length === 0) return context.warn("never-true", "nothing is ever in an empty list", right);
  const texts = new Set(elements.map((element) => (element.kind === "value" ? element.text : "")));
  if (operator !== "!=" || modifier !== "anyof" || texts.size < 2) return;
  const message =
    "every value differs from one of several; 'not … in' or '!= allof' wants it to differ from all";
  context.warn("always-true", message, right);
}

function adviseOnText(
  { operator }: CompareNode,
  { type }: Source,
  value: ValueNode,
  context: CheckContext,
): void {
  if (type !== "string") return;
  if (operator === "regex" && isPlainRegex(value.text)) {
    const message = `'${value.text}' needs no regular expression: = contains startswith or endswith would do`;
    context.warn("plain-regex", message, value);
  }
  if (!value.isQuoted && context.fields.resolve(value.text) !== undefined) {
    const message = `'${value.text}' is compared as text; val(${value.text}) is the field's value`;
    context.warn("field-as-text", message, value);
  }
  const call = /^\s*(\w+)\(.*\)\s*$/s.exec(value.text)?.[1] ?? "";
  if (value.isQuoted && transformerName(call) !== undefined) {
    context.warn(
      "field-as-text",
      `'${value.text}' is compared as text; without quotes it is a transformer`,
      value,
    );
  }
}
