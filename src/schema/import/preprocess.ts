import { type Constants, evaluate } from "./constant-expression.ts";
import type { ImportBudget } from "./import-budget.ts";
import { expandMacros, type Macros, parseMacro } from "./macros.ts";
import { SourceError, type SourceFile } from "./source-error.ts";
import { type Token, tokenize, tokenizeDirective } from "./tokenize.ts";

/** The sources by name, such as `event_table.c`. */
export type SourceFiles = ReadonlyMap<string, SourceFile>;

/** One `#if` … `#endif` that is still open. */
interface Conditional {
  readonly token: Token;
  /** What stands around it is read. */
  readonly isReached: boolean;
  isActive: boolean;
  /** One of its branches was read already. */
  wasActive: boolean;
}

/** Of files including each other; more would be a circle. */
const MAX_INCLUDES = 200;

/**
 * Reads a file as a C compiler's preprocessor does: conditionals, macros, and those includes in quotes that are among
 * `files`. System calls' numbers (`__NR_…`) count as defined, so that tables name the calls of every architecture.
 * `macros` is added to. Throws `SourceError`.
 */
export function preprocess(
  name: string,
  files: SourceFiles,
  macros: Macros,
  budget: ImportBudget,
): readonly Token[] {
  const state: State = { files, macros, budget, included: new Set(), includes: 0, tokens: [] };
  const file = files.get(name);
  if (file !== undefined) readFile(file, state);
  return state.tokens;
}

interface State {
  readonly files: SourceFiles;
  readonly macros: Macros;
  readonly budget: ImportBudget;
  readonly included: Set<string>;
  includes: number;
  readonly tokens: Token[];
}

function readFile(file: SourceFile, state: State): void {
  const open: Conditional[] = [];
  let run: Token[] = [];
  const finishRun = () => {
    // Not spread: a table can have more tokens than a call may have arguments.
    for (const token of expandMacros(run, state.macros, state.budget)) state.tokens.push(token);
    run = [];
  };
  for (const token of tokenize(file, state.budget)) {
    const isActive = open.at(-1)?.isActive ?? true;
    if (token.kind !== "directive") {
      if (isActive) run.push(token);
      continue;
    }
    finishRun();
    const [, name = "", rest = ""] = /^\s*(\w*)\s*([\s\S]*)$/.exec(token.text) ?? [];
    if (!conditional(name, rest, token, open, state) && isActive) directive(name, rest, token, state);
  }
  finishRun();
  const unclosed = open.at(-1);
  if (unclosed !== undefined) throw new SourceError("a conditional is not closed", unclosed.token);
}

/** Handles directives that begin, part or end a conditional; false for all others. */
function conditional(name: string, rest: string, token: Token, open: Conditional[], state: State): boolean {
  const current = open.at(-1);
  switch (name) {
    case "if":
    case "ifdef":
    case "ifndef": {
      const isReached = current?.isActive ?? true;
      const isActive = isReached && holds(name, rest, token, state);
      open.push({ token, isReached, isActive, wasActive: isActive });
      return true;
    }
    case "elif":
    case "else":
      if (current === undefined) throw new SourceError(`#${name} without #if`, token);
      current.isActive =
        current.isReached && !current.wasActive && (name === "else" || holds("if", rest, token, state));
      current.wasActive ||= current.isActive;
      return true;
    case "endif":
      if (open.pop() === undefined) throw new SourceError("#endif without #if", token);
      return true;
    default:
      return false;
  }
}

function holds(name: string, rest: string, token: Token, state: State): boolean {
  const tokens = tokenizeDirective(token, rest, state.budget);
  if (name === "if") return evaluateCondition(tokens, token, state);
  const subject = tokens[0];
  if (subject?.kind !== "name") throw new SourceError(`#${name} without a name`, token);
  return isDefined(subject.text, state.macros) === (name === "ifdef");
}

function evaluateCondition(tokens: readonly Token[], token: Token, { macros, budget }: State): boolean {
  const plain: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const current = tokens[at] as Token;
    if (current.text !== "defined") {
      plain.push(current);
      continue;
    }
    const inParentheses = tokens[at + 1]?.text === "(";
    const subject = tokens[at + (inParentheses ? 2 : 1)];
    if (subject?.kind !== "name") throw new SourceError("defined() without a name", token);
    at += inParentheses ? 3 : 1;
    plain.push({ ...current, kind: "number", text: isDefined(subject.text, macros) ? "1" : "0" });
  }
  return evaluate(expandMacros(plain, macros, budget), token, UNKNOWN_IS_ZERO) !== 0n;
}

/** As C has it in conditions. */
const UNKNOWN_IS_ZERO: Constants = () => 0n;

function isDefined(name: string, macros: Macros): boolean {
  return macros.has(name) || name.startsWith("__NR_");
}

function directive(name: string, rest: string, token: Token, state: State): void {
  switch (name) {
    case "define": {
      const [macroName, macro] = parseMacro(tokenizeDirective(token, rest, state.budget), token);
      state.macros.set(macroName, macro);
      return;
    }
    case "undef":
      state.macros.delete(rest.trim());
      return;
    case "include":
      include(rest, token, state);
      return;
    case "error":
      throw new SourceError("the sources refuse to be read like this", token);
    case "pragma":
    case "warning":
    case "line":
    case "ident":
    case "":
      return;
    default:
      throw new SourceError(`unknown directive #${name}`, token);
  }
}

/** Files are found by their bare name: a driver's folder is flat. A header is read once. */
function include(rest: string, token: Token, state: State): void {
  const [, path = ""] = /^"([^"]+)"/.exec(rest) ?? [];
  const name = path.slice(path.lastIndexOf("/") + 1);
  const file = state.files.get(name);
  if (file === undefined || (name.endsWith(".h") && state.included.has(name))) return;
  if (++state.includes > MAX_INCLUDES) throw new SourceError("files include each other in a circle", token);
  state.included.add(name);
  readFile(file, state);
}
