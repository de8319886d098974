import type { CompareNode, ExistsNode, Span, TransformNode, ValueNode } from "./ast.ts";
import type { Check, CheckContext, Predicate } from "./check.ts";
import { adviseOn } from "./check-advice.ts";
import { checkByCode, eventTypeNames, isEventType, nearestEventType } from "./event-type-check.ts";
import type { FieldResult, FieldValue } from "./field.ts";
import { FilterError } from "./filter-error.ts";
import { listElements } from "./list-elements.ts";
import { LIST_OPERATORS, type Operator, type SetModifier, type ValueOperator } from "./operators.ts";
import { compilePathMatch } from "./path-match.ts";
import { type Prerequisite, prerequisiteOf } from "./prerequisite.ts";
import { compileSubject, located, type Source } from "./source.ts";
import { timeReading } from "./special-fields.ts";
import { summaryTestOf } from "./summary-check.ts";
import { areComparable, type Relation, rulesOf, type ValueRules } from "./value-rules.ts";

/** Whether a single value of the left side fits at an event. */
type Fit = (value: FieldValue, ...at: Parameters<Predicate>) => boolean;

/** The same of all values that the left side has. */
type FitAll = (values: NonNullable<FieldResult>, ...at: Parameters<Predicate>) => boolean;

/** What costs are made of, so that a cheap check of a costly field still comes behind a costly one of a cheap field. */
const COST_OF_READING = [1, 4, 10, 30];
const COST_OF_OPERATOR: Readonly<Partial<Record<Operator, number>>> = {
  glob: 3,
  iglob: 3,
  regex: 8,
  matches: 8,
  pmatch: 4,
};

/** Compiles `field exists`: whether the field has a value, empty ones included. */
export function compileExists(node: ExistsNode, context: CheckContext): Check {
  const source = filterable(node.left, context);
  const { read, matching } = source;
  const isMany = matching === "any" || matching === "ends";
  return checkOf(source, 0, context, (event, state) => {
    const value = read(event, state);
    return value !== undefined && !(isMany && isList(value) && value.length === 0);
  });
}

/** Compiles `field operator value`. Throws a FilterError for what cannot be compared so. */
export function compileCompare(node: CompareNode, context: CheckContext): Check {
  const elements = listElements(node.right, context.lists);
  const written = filterable(node.left, context);
  const texts = elements.map((element) => (element.kind === "value" ? element.text : undefined));
  const constants = texts.every((text) => text !== undefined) ? texts : undefined;
  const reading = constants && located(node.right, () => timeReading(written, node.operator, constants));
  const left = reading?.source ?? written;
  const rewrite = reading?.rewrite ?? ((text: string) => text);
  const comparison = { node, left, context, rules: rulesOf(left.type, context.clock), rewrite };
  wantOperator(comparison);
  adviseOn(node, written, elements, context);
  const fit = fitOf(comparison, elements);
  const check = checkOf(left, COST_OF_OPERATOR[node.operator] ?? 0, context, (event, state) => {
    const values = left.read(event, state);
    return values !== undefined && fit(values, event, state);
  });
  const isStateful =
    check.isStateful ||
    elements.some((element) => element.kind === "transform" && compileSubject(element, context).isStateful);
  const { view, prepare } = context;
  const mayPass =
    constants &&
    summaryTestOf({ source: left, operator: node.operator, constants, test: check.test, view, prepare });
  const prerequisites = prerequisitesOf(comparison, elements);
  const isByType = left.spec?.name === "evt.type" && constants !== undefined;
  return isByType
    ? eventTypeCheck(node, elements, check, fit, context)
    : { ...check, isStateful, mayPass, prerequisites };
}

/** What the capture must tell of a field compared with what is written out. */
function prerequisitesOf(
  { node, left, rewrite }: Comparison,
  elements: readonly (ValueNode | TransformNode)[],
): readonly Prerequisite[] {
  const { origin } = left.spec ?? {};
  const texts = elements.flatMap((element) => (element.kind === "value" ? [rewrite(element.text)] : []));
  if (origin === undefined || node.modifier !== undefined || texts.length < elements.length) return [];
  return prerequisiteOf(origin, node.operator, texts);
}

/** What a comparison is compiled from. */
interface Comparison {
  readonly node: CompareNode;
  readonly left: Source;
  readonly rules: ValueRules;
  readonly context: CheckContext;
  /** What a constant is compared as. */
  readonly rewrite: (text: string) => string;
}

function filterable(node: CompareNode["left"], context: CheckContext): Source {
  const source = compileSubject(node, context);
  if (source.spec?.isFilterable !== false) return source;
  throw new FilterError(`${source.text} can only be printed, not filtered by`, node);
}

function wantOperator({ node, left, rules }: Comparison): void {
  const { operator, operatorSpan } = node;
  const isAround = left.spec?.name === "evt.around";
  const ownOperators = isAround ? (["="] as const) : rules.operators;
  const allowed = ownOperators.filter(
    (own) => left.matching !== "list" || own === "in" || own === "intersects",
  );
  if (allowed.includes(operator)) return;
  const kind = left.matching === "list" ? "a list" : left.type;
  const message = `'${operator}' is not for ${left.text}, which is ${kind}; there are: exists ${allowed.join(" ")}`;
  throw new FilterError(message, operatorSpan);
}

function fitOf(comparison: Comparison, elements: readonly (ValueNode | TransformNode)[]): FitAll {
  const { node } = comparison;
  if (node.operator === "pmatch") return fitAll(comparison, pathFit(node, elements));
  if (isListOperator(node.operator)) return fitAll(comparison, memberFit(comparison, elements));
  const fits = elements.map((element) =>
    fitAll(comparison, elementFit(comparison, element, node.operator as ValueOperator)),
  );
  return node.modifier === undefined ? (fits[0] as FitAll) : countFits(node.modifier, fits);
}

/** How the field matches decides how many of its values must fit. */
function fitAll({ left: { matching }, node: { operator } }: Comparison, fit: Fit): FitAll {
  // A field that matches so has one value.
  if (matching === "single") return (value, event, state) => fit(value as FieldValue, event, state);
  const wantsAll = matching === "list" ? operator === "in" : matching === "ends" && operator === "!=";
  return (values, event, state) => {
    const all = isList(values) ? values : [values];
    if (!wantsAll) return all.some((value) => fit(value, event, state));
    return (matching === "list" || all.length > 0) && all.every((value) => fit(value, event, state));
  };
}

function pathFit(node: CompareNode, elements: readonly (ValueNode | TransformNode)[]): Fit {
  const paths = elements.map((element) => {
    if (element.kind === "value") return element.text;
    throw new FilterError("pmatch only takes paths that are written out", element);
  });
  const match = located(node.right, () => compilePathMatch(paths));
  return (value) => typeof value === "string" && match(value);
}

/** Equal to one element at least. */
function memberFit(comparison: Comparison, elements: readonly (ValueNode | TransformNode)[]): Fit {
  const { rules, rewrite, node } = comparison;
  const texts: string[] = [];
  const fits: Fit[] = [];
  for (const element of elements) {
    if (element.kind === "transform") fits.push(elementFit(comparison, element, "="));
    else {
      const text = rewrite(element.text);
      located(element, () => rules.members([text]));
      texts.push(text);
    }
  }
  const isMember = located(node.right, () => rules.members(texts));
  if (fits.length === 0) return isMember;
  return (value, event, state) => isMember(value) || fits.some((fit) => fit(value, event, state));
}

function elementFit(
  comparison: Comparison,
  element: ValueNode | TransformNode,
  operator: ValueOperator,
): Fit {
  const { left, rules, rewrite } = comparison;
  if (element.kind === "transform") return fieldFit(comparison, element, operator);
  // A distance in time: what is at most so far away fits.
  const asked = left.spec?.name === "evt.around" ? "<=" : operator;
  return located(element, () => rules.constant(asked, rewrite(element.text)));
}

/** Compares with the values of another field. */
function fieldFit(comparison: Comparison, element: TransformNode, operator: ValueOperator): Fit {
  const right = compileSubject(element, comparison.context);
  const relation = wantRelation(comparison, right, operator, element);
  return (value, event, state) => {
    const other = right.read(event, state);
    if (other === undefined) return false;
    return isList(other) ? other.some((own) => relation(value, own)) : relation(value, other);
  };
}

function wantRelation(
  { left, rules, node }: Comparison,
  right: Source,
  operator: ValueOperator,
  span: Span,
): Relation {
  for (const source of [left, right]) {
    if (!source.isComparable) throw new FilterError(`${source.text} cannot be compared with fields`, span);
  }
  if (!areComparable(left.type, right.type)) {
    throw new FilterError(`${left.text} is ${left.type}, but ${right.text} is ${right.type}`, span);
  }
  if (right.matching !== "single" && !isListOperator(node.operator)) {
    throw new FilterError(`${right.text} has several values: use 'in' or 'intersects'`, span);
  }
  const relation = rules.relation(operator);
  if (relation !== undefined) return relation;
  throw new FilterError(`'${operator}' only takes what is written out, not fields`, span);
}

/** Exactly one, at least one, or every one of the elements; none of an empty list. */
function countFits(modifier: SetModifier, fits: readonly FitAll[]): FitAll {
  switch (modifier) {
    case "anyof":
      return (values, event, state) => fits.some((fit) => fit(values, event, state));
    case "allof":
      return (values, event, state) => fits.length > 0 && fits.every((fit) => fit(values, event, state));
    case "oneof":
      return (values, event, state) => fits.filter((fit) => fit(values, event, state)).length === 1;
  }
}

function eventTypeCheck(
  node: CompareNode,
  elements: readonly (ValueNode | TransformNode)[],
  { test, isStateful, size }: Check,
  fit: FitAll,
  { schema, warn }: CheckContext,
): Check {
  if (isEquality(node.operator)) wantEventTypes(elements, schema);
  // Constants do not look at the event.
  const fits = fit as (name: string) => boolean;
  if (!isEquality(node.operator) && ![...eventTypeNames(schema)].some(fits)) {
    warn("never-true", "no event's name fits", node.right);
  }
  const byCode = checkByCode(schema, fits, test);
  return { ...byCode, isStateful, size, cost: 0, prerequisites: [] };
}

function wantEventTypes(
  elements: readonly (ValueNode | TransformNode)[],
  schema: CheckContext["schema"],
): void {
  for (const element of elements) {
    if (element.kind !== "value" || isEventType(schema, element.text)) continue;
    const suggestion = nearestEventType(schema, element.text);
    throw new FilterError(`there is no event type '${element.text}'`, element, suggestion);
  }
}

function isEquality(operator: Operator): boolean {
  return operator === "=" || operator === "!=" || operator === "in" || operator === "intersects";
}

function isListOperator(operator: Operator): boolean {
  return LIST_OPERATORS.some((name) => name === operator);
}

function checkOf(
  { cost, isStateful }: Source,
  extra: number,
  { anyCodes }: CheckContext,
  test: Predicate,
): Check {
  const reading = COST_OF_READING[cost] ?? 30;
  return { test, isStateful, codes: anyCodes, prerequisites: [], size: 1, cost: reading + extra };
}

function isList(value: NonNullable<FieldResult>): value is readonly FieldValue[] {
  return Array.isArray(value);
}
