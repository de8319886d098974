import type { ImportBudget } from "./import-budget.ts";
import { SourceError, type SourcePlace } from "./source-error.ts";
import type { Token } from "./tokenize.ts";

/** What `#define` says of a name; macros without parameters have no `params`. */
export interface Macro {
  readonly params: readonly string[] | undefined;
  readonly body: readonly Token[];
}

export type Macros = Map<string, Macro>;

/** Of macros in macros. */
const MAX_DEPTH = 100;
/** As many as C promises. */
const MAX_PARAMS = 127;

/** The macro that the tokens behind `#define` describe. */
export function parseMacro(tokens: readonly Token[], place: SourcePlace): [string, Macro] {
  const [name, open] = tokens;
  if (name?.kind !== "name") throw new SourceError("#define without a name", place);
  if (open?.text !== "(" || open.isSpaced) return [name.text, { params: undefined, body: tokens.slice(1) }];
  const end = tokens.findIndex(({ text }) => text === ")");
  if (end < 0) throw new SourceError("a macro's parameters do not end", place);
  const params = tokens.slice(2, end).filter(({ text }) => text !== ",");
  if (params.length > MAX_PARAMS) throw new SourceError("a macro of too many parameters", place);
  return [name.text, { params: params.map(({ text }) => text), body: tokens.slice(end + 1) }];
}

/** The tokens with all macros replaced by what they stand for. Throws `SourceError` for wrong uses. */
export function expandMacros(
  tokens: readonly Token[],
  macros: ReadonlyMap<string, Macro>,
  budget: ImportBudget,
): Token[] {
  if (macros.size === 0) return [...tokens];
  return expand(tokens, new Set(), { macros, budget, depth: 0 });
}

/** One expansion, however deep it goes. */
interface Expansion {
  readonly macros: ReadonlyMap<string, Macro>;
  readonly budget: ImportBudget;
  depth: number;
}

function expand(tokens: readonly Token[], busy: ReadonlySet<string>, expansion: Expansion): Token[] {
  const result: Token[] = [];
  const { macros, budget } = expansion;
  expansion.depth++;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    if (expansion.depth > MAX_DEPTH) throw new SourceError("macros are nested without end", token);
    const macro = token.kind === "name" && !busy.has(token.text) ? macros.get(token.text) : undefined;
    if (macro === undefined) {
      result.push(token);
      continue;
    }
    let replaced: readonly Token[];
    if (macro.params === undefined) replaced = paste(macro.body, token, budget);
    else if (tokens[at + 1]?.text === "(") {
      const { args, end } = readArguments(tokens, at + 1);
      replaced = substitute(token, macro, args, expansion, (arg) => expand(arg, busy, expansion));
      at = end;
    } else {
      result.push(token);
      continue;
    }
    budget.takeTokens(replaced.length, token);
    const here = replaced.map((piece) => ({ ...piece, file: token.file, line: token.line }));
    // Not spread: a macro can stand for more tokens than a call may have arguments.
    for (const piece of expand(here, new Set([...busy, token.text]), expansion)) result.push(piece);
  }
  expansion.depth--;
  return result;
}

function readArguments(tokens: readonly Token[], open: number): { args: Token[][]; end: number } {
  const args: Token[][] = [[]];
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    if (token.text === "(" && depth++ === 0) continue;
    if (token.text === ")" && --depth === 0) return { args, end: at };
    if (token.text === "," && depth === 1) args.push([]);
    else args.at(-1)?.push(token);
  }
  throw new SourceError("a macro's arguments do not end", tokens[open] as Token);
}

function substitute(
  use: Token,
  { params = [], body }: Macro,
  args: readonly (readonly Token[])[],
  { budget }: Expansion,
  expandArgument: (arg: readonly Token[]) => Token[],
): Token[] {
  const isEmptyCall = params.length === 0 && args.length === 1 && args[0]?.length === 0;
  if (args.length !== params.length && !isEmptyCall)
    throw new SourceError(`${use.text}() takes ${params.length} arguments, not ${args.length}`, use);
  const result: Token[] = [];
  body.forEach((token, at) => {
    const arg = token.kind === "name" ? args[params.indexOf(token.text)] : undefined;
    if (arg === undefined) {
      result.push(token);
      return;
    }
    budget.takeTokens(arg.length, use);
    const isPasted = body[at - 1]?.text === "##" || body[at + 1]?.text === "##";
    // Not spread: an argument can have more tokens than a call may have arguments.
    for (const piece of isPasted ? arg : expandArgument(arg)) result.push(piece);
  });
  return paste(result, use, budget);
}

/** Joins what stands left and right of `##`. */
function paste(tokens: readonly Token[], use: Token, budget: ImportBudget): Token[] {
  const result: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    const left = result.at(-1);
    const right = tokens[at + 1];
    if (token.text !== "##" || left === undefined || right === undefined) {
      result.push(token);
      continue;
    }
    const text = left.text + right.text;
    budget.takeText(text.length, use);
    result[result.length - 1] = { ...left, text };
    at++;
  }
  return result;
}
