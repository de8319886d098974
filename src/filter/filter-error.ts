import type { Span } from "./ast.ts";

/** Why a filter or a format cannot be: what, where in its text, and what was perhaps meant. */
export class FilterError extends Error {
  override readonly name = "FilterError";
  readonly span: Span;
  /** What to write instead. */
  readonly suggestion: string | undefined;

  constructor(message: string, span: Span, suggestion?: string, options?: ErrorOptions) {
    super(message, options);
    this.span = { start: span.start, end: span.end };
    this.suggestion = suggestion;
  }
}

/** Something about a filter that works, but hardly as meant. */
export interface FilterWarning extends Span {
  readonly code: FilterWarningCode;
  /** A sentence for people. */
  readonly message: string;
}

/**
 * `absent-field`: `!=` is false where the field has no value. `always-true`, `never-true`: what it says.
 * `field-as-text`: a word that is a field's name is compared as text. `plain-regex`: a simpler operator would do.
 */
export type FilterWarningCode =
  | "absent-field"
  | "always-true"
  | "never-true"
  | "field-as-text"
  | "plain-regex";

/** A place in a text as people count: from 1. Columns are UTF-16 units. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

/** Widest part of a line that is shown. */
const MAX_WIDTH = 100;
/** How much of the line stays visible left of the place. */
const KEPT_BEFORE = 40;

/** Line and column of an offset in `text`. */
export function positionOf(text: string, offset: number): TextPosition {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

/** The line of the expression the error is in, a line of carets under the place, the message, and the suggestion. */
export function renderFilterError(text: string, error: FilterError): string {
  const { line, carets } = markLine(text, error.span);
  const { line: number, column } = positionOf(text, error.span.start);
  const place = text.includes("\n") ? `line ${number}, column ${column}` : `column ${column}`;
  const lines = [line, carets, `${place}: ${error.message}`];
  if (error.suggestion !== undefined) lines.push(`did you mean: ${error.suggestion}`);
  return lines.map(visible).join("\n");
}

function markLine(text: string, { start, end }: Span): { line: string; carets: string } {
  const lineStart = text.slice(0, start).lastIndexOf("\n") + 1;
  const newline = text.indexOf("\n", start);
  const lineEnd = newline < 0 ? text.length : newline;
  const from = lineEnd - lineStart <= MAX_WIDTH ? lineStart : Math.max(lineStart, start - KEPT_BEFORE);
  const to = Math.min(lineEnd, from + MAX_WIDTH);
  const shown = (from > lineStart ? "…" : "") + text.slice(from, to) + (to < lineEnd ? "…" : "");
  const indent = start - from + (from > lineStart ? 1 : 0);
  const width = Math.max(1, Math.min(end, to) - start);
  return { line: shown, carets: " ".repeat(indent) + "^".repeat(width) };
}

/** Tabs and control characters would move the carets, or worse. */
function visible(line: string): string {
  return line.replace(/\t/g, " ").replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, "?");
}
