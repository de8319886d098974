import type { ImportBudget } from "./import-budget.ts";
import { SourceError, type SourceFile, type SourcePlace } from "./source-error.ts";

export type TokenKind = "name" | "number" | "string" | "character" | "punctuator" | "directive";

/** A piece of C; of a directive (`#define …`) the text is the whole logical line behind the `#`. */
export interface Token extends SourcePlace {
  readonly kind: TokenKind;
  readonly text: string;
  /** Blanks or a comment stand before it. */
  readonly isSpaced: boolean;
}

/** Longer names and numbers than schema files can have. */
const MAX_WORD_LENGTH = 256;

// None of these repeats a choice without bound: that would take stack for every character.
const BLANKS = /[ \t\r\f\v]+/y;
const LINE_JOIN = /\\\r?\n/y;
const NAME = /[A-Za-z_]\w*/y;
const NUMBER = /\.?\d(?:[eEpP][+-]|[\w.]){0,256}/y;
const PUNCTUATOR = /\.\.\.|<<=|>>=|<<|>>|##|->|\+\+|--|[=!<>]=|&&|\|\||[-+*/%&|^~!=<>?:;,.(){}[\]#]/y;

/** The tokens of a file, directives as one each. Throws `SourceError` where a text is no C. */
export function tokenize(file: SourceFile, budget: ImportBudget): Token[] {
  return scan({ file, line: 1 }, file.text, true, budget);
}

/** The tokens of a directive's rest, such as the body of a macro; they have the place of the directive. */
export function tokenizeDirective(place: SourcePlace, text: string, budget: ImportBudget): Token[] {
  return scan(place, text, false, budget).map((token) => ({ ...token, line: place.line }));
}

function scan(
  { file, line: firstLine }: SourcePlace,
  text: string,
  withDirectives: boolean,
  budget: ImportBudget,
): Token[] {
  budget.takeText(text.length, { file, line: firstLine });
  const tokens: Token[] = [];
  let line = firstLine;
  let at = 0;
  let isLineStart = withDirectives;
  let isSpaced = false;
  while (at < text.length) {
    if (text[at] === "\n") {
      at++;
      line++;
      isLineStart = withDirectives;
      isSpaced = true;
      continue;
    }
    const gapEnd = endOfGap(text, at);
    if (gapEnd > at) {
      line += countLines(text, at, gapEnd);
      at = gapEnd;
      isSpaced = true;
      continue;
    }
    const place = { file, line };
    budget.takeTokens(1, place);
    const [kind, end] = pieceAt(place, text, at, isLineStart);
    const piece = text.slice(kind === "directive" ? at + 1 : at, end);
    tokens.push({ file, line, kind, text: piece, isSpaced });
    line += countLines(text, at, end);
    at = end;
    isLineStart = false;
    isSpaced = false;
  }
  return tokens;
}

/** What stands at a place, and where it ends. */
function pieceAt(place: SourcePlace, text: string, at: number, isLineStart: boolean): [TokenKind, number] {
  if (isLineStart && text[at] === "#") return ["directive", endOfDirective(place, text, at)];
  if (text.startsWith("/*", at)) throw unclosedComment(place);
  if (text[at] === '"' || text[at] === "'") {
    const end = endOfQuoted(text, at);
    if (end > at) return [text[at] === '"' ? "string" : "character", end];
  }
  const [kind, end] = firstMatch(text, at);
  if (end === at) throw new SourceError("this is no C", place);
  if (end - at > MAX_WORD_LENGTH) throw new SourceError("a name or a number without end", place);
  return [kind, end];
}

function firstMatch(text: string, at: number): [TokenKind, number] {
  const nameEnd = endOfMatch(NAME, text, at);
  if (nameEnd > at) return ["name", nameEnd];
  const numberEnd = endOfMatch(NUMBER, text, at);
  return numberEnd > at ? ["number", numberEnd] : ["punctuator", endOfMatch(PUNCTUATOR, text, at)];
}

/** Where blanks, comments and joined lines end; a comment that does not end is none of them. */
function endOfGap(text: string, start: number): number {
  for (let at = start; ; ) {
    const end = endOfComment(text, at) || endOfMatch(BLANKS, text, at);
    const next = end > at ? end : endOfMatch(LINE_JOIN, text, at);
    if (next === at) return at;
    at = next;
  }
}

/** Where the comment that begins here ends; 0 where none does. */
function endOfComment(text: string, at: number): number {
  if (text.startsWith("//", at)) return endOfLine(text, at);
  if (!text.startsWith("/*", at)) return 0;
  const end = text.indexOf("*/", at + 2);
  return end < 0 ? 0 : end + 2;
}

/** The line break, or the end of the text, that ends a logical line: a backslash before the break joins lines. */
function endOfLine(text: string, start: number): number {
  for (let at = start; ; ) {
    const end = text.indexOf("\n", at);
    if (end < 0) return text.length;
    if (!/\\\r?$/.test(text.slice(Math.max(at, end - 2), end))) return end;
    at = end + 1;
  }
}

/** Where the text in quotes ends that begins here; `start` where it does not end on its logical line, or is `''`. */
function endOfQuoted(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length && text[at] !== "\n"; at++) {
    if (text[at] === quote) return quote === "'" && at === start + 1 ? start : at + 1;
    if (text[at] === "\\") at++;
  }
  return start;
}

/** The rest of a logical line: comments may hold line breaks, backslashes join lines. */
function endOfDirective(place: SourcePlace, text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== "\n") {
    const commentEnd = endOfComment(text, at);
    if (commentEnd === 0 && text.startsWith("/*", at)) throw unclosedComment(place);
    if (commentEnd > 0) at = commentEnd;
    else if (text[at] === '"') at = Math.max(endOfQuoted(text, at), at + 1);
    // Passed over, so that a quote that does not end is looked for once only.
    else if (text.startsWith('\\"', at)) at += 2;
    else at = Math.max(endOfMatch(LINE_JOIN, text, at), at + 1);
  }
  return at;
}

function unclosedComment(place: SourcePlace): SourceError {
  return new SourceError("a comment does not end", place);
}

function endOfMatch(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function countLines(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === 10) count++;
  return count;
}
