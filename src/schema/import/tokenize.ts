import { SourceError, type SourceFile, type SourcePlace } from "./source-error.ts";

export type TokenKind = "name" | "number" | "string" | "character" | "punctuator" | "directive";

/** A piece of C; of a directive (`#define …`) the text is the whole logical line behind the `#`. */
export interface Token extends SourcePlace {
  readonly kind: TokenKind;
  readonly text: string;
  /** Blanks or a comment stand before it. */
  readonly isSpaced: boolean;
}

const GAP = /(?:[ \t\r\f\v]|\\\r?\n|\/\*[\s\S]*?\*\/|\/\/(?:[^\n\\]|\\\r?\n|\\)*)+/y;
const PIECES: readonly (readonly [TokenKind, RegExp])[] = [
  ["name", /[A-Za-z_$][\w$]*/y],
  ["number", /\.?\d(?:[eEpP][+-]|[\w.])*/y],
  ["string", /"(?:[^"\\\n]|\\[\s\S])*"/y],
  ["character", /'(?:[^'\\\n]|\\[\s\S])+'/y],
  ["punctuator", /\.\.\.|<<=|>>=|<<|>>|##|->|\+\+|--|[=!<>]=|&&|\|\||[-+*/%&|^~!=<>?:;,.(){}[\]#]/y],
];
/** The rest of a logical line: comments may hold line breaks, backslashes join lines. */
const DIRECTIVE = /#(?:\\\r?\n|\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\[^\n])*"|[^\n\\/"]|[\\/"])*/y;

/** The tokens of a file, directives as one each. Throws `SourceError` where a text is no C. */
export function tokenize(file: SourceFile): Token[] {
  return scan(file, file.text, 1, true);
}

/** The tokens of a directive's rest, such as the body of a macro; they have the place of the directive. */
export function tokenizeDirective({ file, line }: SourcePlace, text: string): Token[] {
  return scan(file, text, line, false).map((token) => ({ ...token, line }));
}

function scan(file: SourceFile, text: string, firstLine: number, withDirectives: boolean): Token[] {
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
    const gap = matchAt(GAP, text, at);
    if (gap !== "") {
      at += gap.length;
      line += countLines(gap);
      isSpaced = true;
      continue;
    }
    const token = pieceAt({ file, line }, text, at, isLineStart, isSpaced);
    tokens.push(token);
    const length = token.kind === "directive" ? token.text.length + 1 : token.text.length;
    line += countLines(text.slice(at, at + length));
    at += length;
    isLineStart = false;
    isSpaced = false;
  }
  return tokens;
}

function pieceAt(
  place: SourcePlace,
  text: string,
  at: number,
  isLineStart: boolean,
  isSpaced: boolean,
): Token {
  if (isLineStart && text[at] === "#")
    return { ...place, kind: "directive", text: matchAt(DIRECTIVE, text, at).slice(1), isSpaced };
  if (text.startsWith("/*", at)) throw new SourceError("a comment does not end", place);
  for (const [kind, pattern] of PIECES) {
    const piece = matchAt(pattern, text, at);
    if (piece !== "") return { ...place, kind, text: piece, isSpaced };
  }
  throw new SourceError("this is no C", place);
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
