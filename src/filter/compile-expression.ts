import type { AndNode, Expression, MacroNode, OrNode } from "./ast.ts";
import type { Check, CheckContext, Predicate } from "./check.ts";
import { guardedFields } from "./check-advice.ts";
import { compileCompare, compileExists } from "./compile-check.ts";
import { combineCodes, negateCodes } from "./event-codes.ts";
import { FilterError } from "./filter-error.ts";
import { MAX_DEPTH } from "./lexer.ts";
import { nearestName } from "./nearest-name.ts";
import { parseFilter } from "./parser.ts";
import { anyPrerequisite, type Prerequisite } from "./prerequisite.ts";
import { mayPassCheck } from "./summary-check.ts";

/** Conditions by name. */
export type Macros = ReadonlyMap<string, string | Expression>;

/** Checks that macros may unfold to: a few short ones that name each other can stand for any number. */
const MAX_CHECKS = 100_000;

/** Compiles an expression. Throws a FilterError; for one inside a macro it says where the macro was named. */
export function compileExpression(expression: Expression, context: CheckContext, macros: Macros): Check {
  return compile(expression, context, { macros, compiled: new Map(), open: [], depth: 0 });
}

interface Scope {
  readonly macros: Macros;
  /** Macros that were compiled before. */
  readonly compiled: Map<string, Check>;
  /** Names of the macros that are being compiled. */
  readonly open: readonly string[];
  readonly depth: number;
}

function compile(node: Expression, context: CheckContext, outer: Scope): Check {
  const scope = { ...outer, depth: outer.depth + 1 };
  if (scope.depth > 2 * MAX_DEPTH) throw new FilterError(`nested deeper than ${2 * MAX_DEPTH} levels`, node);
  switch (node.kind) {
    case "and":
    case "or":
      return compileMany(node, context, scope);
    case "not": {
      const child = compile(node.child, context, scope);
      const { test } = child;
      return {
        ...child,
        test: (event, state) => !test(event, state),
        codes: negateCodes(child.codes),
        mayPass: undefined,
        prerequisites: [],
      };
    }
    case "macro":
      return compileMacro(node, context, scope);
    case "exists":
      return compileExists(node, context);
    case "compare":
      return compileCompare(node, context);
  }
}

function compileMany(node: AndNode | OrNode, context: CheckContext, scope: Scope): Check {
  const isOr = node.kind === "or";
  const guards = new Set([...context.guards, ...node.children.flatMap((child) => guardsOf(child, isOr))]);
  const checks = node.children.map((child) => compile(child, { ...context, guards }, scope));
  const size = checks.reduce((sum, check) => sum + check.size, 0);
  if (size > MAX_CHECKS)
    throw new FilterError(`more than ${MAX_CHECKS} checks with all macros unfolded`, node);
  const tests = cheapFirst(checks).map(({ test }) => test);
  return {
    test: isOr ? anyOf(tests) : allOf(tests),
    cost: checks.reduce((sum, { cost }) => sum + cost, 0),
    isStateful: checks.some(({ isStateful }) => isStateful),
    codes: combineCodes(
      checks.map(({ codes }) => codes),
      isOr,
    ),
    mayPass: (summary) =>
      isOr
        ? checks.some((check) => mayPassCheck(check, summary))
        : checks.every((check) => mayPassCheck(check, summary)),
    prerequisites: isOr ? alternatives(checks) : checks.flatMap(({ prerequisites }) => prerequisites),
    size,
  };
}

/** Of each check one of the things it wants; any of them will do. */
function alternatives(checks: readonly Check[]): readonly Prerequisite[] {
  const wanted = checks.flatMap(({ prerequisites: [first] }) => (first === undefined ? [] : [first]));
  return wanted.length < checks.length ? [] : [anyPrerequisite(wanted)];
}

/** `x exists and x != 1` and `not x exists or x != 1` both know that x may be absent. */
function guardsOf(child: Expression, isOr: boolean): readonly string[] {
  if (!isOr) return guardedFields(child);
  return child.kind === "not" && child.child.kind === "exists" ? guardedFields(child.child) : [];
}

/** Cheap checks first. Those that remember their readings stay in their places, and nothing passes them. */
function cheapFirst(checks: readonly Check[]): readonly Check[] {
  const runs: Check[][] = [[]];
  for (const check of checks) {
    if (check.isStateful) runs.push([check], []);
    else runs[runs.length - 1]?.push(check);
  }
  return runs.flatMap(sortByCost);
}

function sortByCost(checks: readonly Check[]): readonly Check[] {
  return checks.toSorted((a, b) => a.cost - b.cost);
}

function allOf(tests: readonly Predicate[]): Predicate {
  const [first, second] = tests as readonly [Predicate, Predicate];
  if (tests.length === 2) return (event, state) => first(event, state) && second(event, state);
  return (event, state) => {
    for (const test of tests) if (!test(event, state)) return false;
    return true;
  };
}

function anyOf(tests: readonly Predicate[]): Predicate {
  const [first, second] = tests as readonly [Predicate, Predicate];
  if (tests.length === 2) return (event, state) => first(event, state) || second(event, state);
  return (event, state) => {
    for (const test of tests) if (test(event, state)) return true;
    return false;
  };
}

function compileMacro(node: MacroNode, context: CheckContext, scope: Scope): Check {
  const { name } = node;
  const known = scope.compiled.get(name);
  if (known !== undefined) return known;
  const macro = scope.macros.get(name);
  if (macro === undefined) throw unknownMacro(node, context, scope.macros);
  if (scope.open.includes(name)) {
    throw new FilterError(`macro ${name} contains itself: ${[...scope.open, name].join(" → ")}`, node);
  }
  const check = insideMacro(node, () => {
    const expression = typeof macro === "string" ? parseFilter(macro) : macro;
    const warn: CheckContext["warn"] = (code, message) =>
      context.warn(code, `in macro ${name}: ${message}`, node);
    return compile(
      expression,
      { ...context, guards: new Set(), warn },
      { ...scope, open: [...scope.open, name] },
    );
  });
  // Every mention of a field that remembers has a memory of its own.
  if (!check.isStateful) scope.compiled.set(name, check);
  return check;
}

/** Places in a macro's own text mean nothing in the filter that names it. */
function insideMacro(node: MacroNode, run: () => Check): Check {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const { message, suggestion } = error;
    throw new FilterError(`in macro ${node.name}: ${message}`, node, suggestion, { cause: error });
  }
}

function unknownMacro(node: MacroNode, { fields }: CheckContext, macros: Macros): FilterError {
  const suggestion = nearestName(node.name, macros.keys()) ?? fields.nearest(node.name);
  return new FilterError(
    `there is no macro '${node.name}', and fields have a dot in their names`,
    node,
    suggestion,
  );
}
