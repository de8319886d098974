import { encodeText } from "../format/text.ts";
import type { FieldNode, ValueNode } from "./ast.ts";
import { FilterError } from "./filter-error.ts";
import { openCursor, takeArgument, takeSymbol } from "./lexer.ts";
import { type TransformerName, transformerName } from "./operators.ts";
import { compileSubject, type Source, type SourceContext } from "./source.ts";
import { parseSubjectAt } from "./subject-parser.ts";

/** A part of a format. */
export type FormatToken = TextToken | ValueToken;

/** Text that is written as it is. */
export interface TextToken {
  readonly kind: "text";
  readonly bytes: Uint8Array;
}

/** A value of the event in its place. */
export interface ValueToken {
  readonly kind: "value";
  /** The field or transformer as it is written, without `%` and width. */
  readonly name: string;
  readonly source: Source;
  /** Characters to fill or cut it to; 0 for as many as it has. */
  readonly width: number;
}

/** A format taken apart. */
export interface ParsedFormat {
  /** Whether absent values are shown as such; otherwise one of them drops the line. */
  readonly showsAbsent: boolean;
  readonly tokens: readonly FormatToken[];
}

/** Wider columns than any terminal would only fill the memory. */
const MAX_WIDTH = 4096;

const WIDTH = /\d+/y;
const NAME = /[A-Za-z][A-Za-z0-9_.]*/y;
const LITERAL = /[^%\\]+|\\./suy;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\\n", "\n"],
  ["\\t", "\t"],
  ["\\\\", "\\"],
]);

/** Takes a format apart. Throws a FilterError for fields there are not, or that cannot be printed. */
export function parseFormat(text: string, context: SourceContext): ParsedFormat {
  if (text === "" || text === "*")
    throw new FilterError("the format is empty", { start: 0, end: text.length });
  const showsAbsent = text.startsWith("*");
  const tokens: FormatToken[] = [];
  let literal = "";
  let at = showsAbsent ? 1 : 0;
  while (at < text.length) {
    const isValue = text[at] === "%" && text[at + 1] !== "%";
    if (!isValue) {
      const part = text[at] === "%" ? "%%" : (matchAt(LITERAL, text, at) ?? text.charAt(at));
      literal += part === "%%" ? "%" : (ESCAPES.get(part) ?? part);
      at += part.length;
      continue;
    }
    if (literal !== "") tokens.push({ kind: "text", bytes: encodeText(literal) });
    literal = "";
    const { token, end } = parseValue(text, at, context);
    tokens.push(token);
    at = end;
  }
  if (literal !== "") tokens.push({ kind: "text", bytes: encodeText(literal) });
  return { showsAbsent, tokens };
}

interface ParsedValue {
  readonly token: ValueToken;
  /** Position behind it. */
  readonly end: number;
}

function parseValue(text: string, percent: number, context: SourceContext): ParsedValue {
  const digits = matchAt(WIDTH, text, percent + 1) ?? "";
  const start = percent + 1 + digits.length;
  const width = Number(digits);
  if (width > MAX_WIDTH) throw new FilterError(`wider than ${MAX_WIDTH}`, { start: percent, end: start });
  const { source, end } = parseTransformed(text, start, context) ?? parseField(text, start, context);
  if (source.spec?.isPrintable === false) {
    throw new FilterError(`${source.text} can only be filtered by, not printed`, { start, end });
  }
  return { token: { kind: "value", name: text.slice(start, end), source, width }, end };
}

interface FoundSource {
  readonly source: Source;
  readonly end: number;
}

function parseTransformed(text: string, start: number, context: SourceContext): FoundSource | undefined {
  const word = matchAt(NAME, text, start) ?? "";
  const name: TransformerName | undefined = transformerName(word);
  if (name === undefined || text[start + word.length] !== "(") return undefined;
  const node = parseSubjectAt(text, start);
  return { source: compileSubject(node, context), end: node.end };
}

/** The field with the longest name that the text begins with; what follows is text again. */
function parseField(text: string, start: number, context: SourceContext): FoundSource {
  const run = matchAt(NAME, text, start) ?? "";
  if (run === "")
    throw new FilterError("expected a field after '%'; a plain % is written %%", spanAt(start - 1, 1));
  let complaint: FilterError | undefined;
  for (let length = run.length; length > 0; length--) {
    const name = run.slice(0, length);
    const reference = context.fields.resolve(name);
    if (reference === undefined) continue;
    try {
      return compileNamed(text, start, name, context);
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      complaint ??= error;
      // What stands behind the field's own name may be an argument with text behind it.
      if (reference.argument === undefined) break;
    }
  }
  const suggestion = context.fields.nearest(run.replace(/\.+$/, ""));
  throw complaint ?? new FilterError(`unknown field ${run}`, spanAt(start, run.length), suggestion);
}

function compileNamed(text: string, start: number, name: string, context: SourceContext): FoundSource {
  const reference = context.fields.resolve(name);
  const mayFollow = reference?.spec.argument !== "none" && reference?.argument === undefined;
  const cursor = openCursor(text, start + name.length);
  const argument = mayFollow ? takeBrackets(cursor) : undefined;
  const node: FieldNode = { kind: "field", name, argument, start, end: cursor.at };
  return { source: compileSubject(node, context), end: cursor.at };
}

function takeBrackets(cursor: ReturnType<typeof openCursor>): ValueNode | undefined {
  const start = cursor.at;
  if (!takeSymbol(cursor, "[")) return undefined;
  const argument = takeArgument(cursor);
  if (argument !== undefined && takeSymbol(cursor, "]")) return argument;
  throw new FilterError("expected an argument and ']'", { start, end: Math.max(cursor.at, start + 1) });
}

function spanAt(start: number, length: number): { start: number; end: number } {
  return { start, end: start + length };
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
