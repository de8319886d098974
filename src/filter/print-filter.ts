import type { CompareNode, Expression, ListNode, Operand, Right, Subject, ValueNode } from "./ast.ts";
import { isBare, quote } from "./lexer.ts";

/** The text of a filter, with brackets only where they are needed. `parseFilter` reads the same from it again. */
export function printFilter(expression: Expression): string {
  switch (expression.kind) {
    case "or":
      return expression.children.map((child) => bracketed(child, child.kind === "or")).join(" or ");
    case "and":
      return expression.children
        .map((child) => bracketed(child, child.kind === "or" || child.kind === "and"))
        .join(" and ");
    case "not": {
      const { child } = expression;
      return `not ${bracketed(child, child.kind === "or" || child.kind === "and" || child.kind === "not")}`;
    }
    case "macro":
      return expression.name;
    case "exists":
      return `${printSubject(expression.left)} exists`;
    case "compare":
      return printComparison(expression);
  }
}

/** The text of a field or transformer. */
export function printSubject(node: Subject): string {
  const own =
    node.kind === "field" ? node.name : `${node.name}(${node.operands.map(printOperand).join(", ")})`;
  return node.argument === undefined ? own : `${own}[${printArgument(node.argument)}]`;
}

function bracketed(expression: Expression, isNeeded: boolean): string {
  return isNeeded ? `(${printFilter(expression)})` : printFilter(expression);
}

function printComparison({ left, operator, modifier, right }: CompareNode): string {
  return [printSubject(left), operator, modifier, printRight(right)]
    .filter((part) => part !== undefined)
    .join(" ");
}

function printRight(node: Right): string {
  switch (node.kind) {
    case "value":
      return printValue(node);
    case "list":
      return printList(node);
    case "list-name":
      return node.name;
    case "transform":
      return printSubject(node);
  }
}

function printList({ elements }: ListNode): string {
  const printed = elements.map((element) =>
    element.kind === "value" ? printValue(element) : printSubject(element),
  );
  return `(${printed.join(", ")})`;
}

function printValue({ text, isQuoted }: ValueNode): string {
  return isQuoted || !isBare(text) ? quote(text) : text;
}

/** Only numbers stand without quotes inside a transformer. */
function printOperand(node: Operand): string {
  if (node.kind === "value") return node.isQuoted ? quote(node.text) : node.text;
  if (node.kind === "operands") return `(${node.elements.map(printOperand).join(", ")})`;
  return printSubject(node);
}

function printArgument({ text, isQuoted }: ValueNode): string {
  return isQuoted || !/^[^[\]"'\s]+$/.test(text) ? quote(text) : text;
}
