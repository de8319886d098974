import { SourceError, type SourcePlace } from "./source-error.ts";
import type { Token } from "./tokenize.ts";

/** What `#define` says of a name; macros without parameters have no `params`. */
export interface Macro {
  readonly params: readonly string[] | undefined;
  readonly body: readonly Token[];
}

export type Macros = Map<string, Macro>;

/** Enough for every table there was, little enough for macros that only multiply themselves. */
const MAX_TOKENS = 300_000;
const MAX_DEPTH = 100;

/** The macro that the tokens behind `#define` describe. */
export function parseMacro(tokens: readonly Token[], place: SourcePlace): [string, Macro] {
  const [name, open] = tokens;
  if (name?.kind !== "name") throw new SourceError("#define without a name", place);
  if (open?.text !== "(" || open.isSpaced) return [name.text, { params: undefined, body: tokens.slice(1) }];
  const end = tokens.findIndex(({ text }) => text === ")");
  if (end < 0) throw new SourceError("a macro's parameters do not end", place);
  const params = tokens.slice(2, end).filter(({ text }) => text !== ",");
  return [name.text, { params: params.map(({ text }) => text), body: tokens.slice(end + 1) }];
}

/** The tokens with all macros replaced by what they stand for. Throws `SourceError` for wrong uses. */
export function expandMacros(tokens: readonly Token[], macros: ReadonlyMap<string, Macro>): Token[] {
  if (macros.size === 0) return [...tokens];
  return expand(tokens, macros, new Set(), { tokens: MAX_TOKENS, depth: MAX_DEPTH });
}

/** What may still be made of a text, and how deeply. */
interface Budget {
  tokens: number;
  depth: number;
}

function expand(
  tokens: readonly Token[],
  macros: ReadonlyMap<string, Macro>,
  busy: ReadonlySet<string>,
  budget: Budget,
): Token[] {
  const result: Token[] = [];
  budget.depth--;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    if (--budget.tokens < 0 || budget.depth < 0) throw new SourceError("macros grow without end", token);
    const macro = token.kind === "name" && !busy.has(token.text) ? macros.get(token.text) : undefined;
    if (macro === undefined) {
      result.push(token);
      continue;
    }
    let replaced: readonly Token[] = macro.body;
    if (macro.params !== undefined) {
      if (tokens[at + 1]?.text !== "(") {
        result.push(token);
        continue;
      }
      const { args, end } = readArguments(tokens, at + 1);
      replaced = substitute(token, macro, args, (arg) => expand(arg, macros, busy, budget));
      at = end;
    } else replaced = paste(macro.body);
    const here = replaced.map((piece) => ({ ...piece, file: token.file, line: token.line }));
    // Not spread: a macro can stand for more tokens than a call may have arguments.
    for (const piece of expand(here, macros, new Set([...busy, token.text]), budget)) result.push(piece);
  }
  budget.depth++;
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
  expandArgument: (arg: readonly Token[]) => Token[],
): Token[] {
  const isEmptyCall = params.length === 0 && args.length === 1 && args[0]?.length === 0;
  if (args.length !== params.length && !isEmptyCall)
    throw new SourceError(`${use.text}() takes ${params.length} arguments, not ${args.length}`, use);
  const result: Token[] = [];
  body.forEach((token, at) => {
    const arg = token.kind === "name" ? args[params.indexOf(token.text)] : undefined;
    const isPasted = body[at - 1]?.text === "##" || body[at + 1]?.text === "##";
    if (arg === undefined) result.push(token);
    // Not spread: an argument can have more tokens than a call may have arguments.
    else for (const piece of isPasted ? arg : expandArgument(arg)) result.push(piece);
    if (result.length > MAX_TOKENS) throw new SourceError("macros grow without end", use);
  });
  return paste(result);
}

/** Joins what stands left and right of `##`. */
function paste(tokens: readonly Token[]): Token[] {
  const result: Token[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    const left = result.at(-1);
    const right = tokens[at + 1];
    if (token.text !== "##" || left === undefined || right === undefined) {
      result.push(token);
      continue;
    }
    result[result.length - 1] = { ...left, text: left.text + right.text };
    at++;
  }
  return result;
}
