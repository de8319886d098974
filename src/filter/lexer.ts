import { decodeText, encodeText } from "../format/text.ts";
import type { ValueNode } from "./ast.ts";
import { FilterError } from "./filter-error.ts";

/** How deep brackets and transformers may be nested, so that no text can exhaust the stack. */
export const MAX_DEPTH = 250;

/** A filter's text and how far it has been read. Words depend on what is expected, so the parser asks for them. */
export interface Cursor {
  readonly text: string;
  at: number;
  /** How many brackets and transformers are open. */
  depth: number;
}

/** Patterns stick to the cursor and match in one pass. */
const BLANKS = /[ \t\n\v\f\r\b]+/y;
const WORD = /[A-Za-z0-9_]+/y;
const IDENTIFIER = /[A-Za-z][A-Za-z0-9_]*/y;
const FIELD_NAME = /[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9][A-Za-z0-9_]*)+/y;
const BARE_VALUE = /[^()"'=, \t\n\v\f\r\b]+/y;
const BARE_ARGUMENT = /[^[\]"' \t\n\v\f\r\b]+/y;
const NUMBER = /0[xX][0-9a-fA-F]+|[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?/y;
/** Anything up to the next blank or bracket: what an error is about. */
const LUMP = /[A-Za-z0-9_.]+|[^A-Za-z0-9_.()"', \t\n\v\f\r\b]+|./suy;

/** A cursor at a place of a text. */
export function openCursor(text: string, at = 0): Cursor {
  return { text, at, depth: 0 };
}

/** Whether there were blanks, which are left behind. */
export function skipBlanks(cursor: Cursor): boolean {
  return takePattern(cursor, BLANKS) !== undefined;
}

/** Whether everything was read. */
export function isAtEnd({ text, at }: Cursor): boolean {
  return at >= text.length;
}

/** Takes `symbol` if it is next. */
export function takeSymbol(cursor: Cursor, symbol: string): boolean {
  if (!cursor.text.startsWith(symbol, cursor.at)) return false;
  cursor.at += symbol.length;
  return true;
}

/** Takes `symbol` if it is next, blanks before it in any case. */
export function takeAfterBlanks(cursor: Cursor, symbol: string): boolean {
  skipBlanks(cursor);
  return takeSymbol(cursor, symbol);
}

/** Parses one level deeper, as far as that goes. */
export function nested<T>(cursor: Cursor, parse: () => T): T {
  if (++cursor.depth > MAX_DEPTH) {
    throw new FilterError(`nested deeper than ${MAX_DEPTH} levels`, { start: cursor.at - 1, end: cursor.at });
  }
  const result = parse();
  cursor.depth--;
  return result;
}

/** The run of letters, digits and underscores at the cursor, which stays; "" where there is none. */
export function peekWord(cursor: Cursor): string {
  return peekPattern(cursor, WORD) ?? "";
}

/** What stands at the cursor up to a change of kind: a word, a run of signs, a bracket; "" at the end. */
export function peekLump(cursor: Cursor): string {
  return peekPattern(cursor, LUMP) ?? "";
}

/** The character `ahead` of the cursor; "" behind the end. */
export function peekChar({ text, at }: Cursor, ahead = 0): string {
  return text.charAt(at + ahead);
}

/** Whether a character separates words. */
export function isBlank(char: string): boolean {
  return char !== "" && " \t\n\v\f\r\b".includes(char);
}

/** Takes a name of a macro or list. */
export function takeIdentifier(cursor: Cursor): string | undefined {
  return takePattern(cursor, IDENTIFIER);
}

/** Takes `a.b.c`: two parts or more. */
export function takeFieldName(cursor: Cursor): string | undefined {
  return takePattern(cursor, FIELD_NAME);
}

/** Takes a quoted or bare value. */
export function takeValue(cursor: Cursor): ValueNode | undefined {
  return takeQuoted(cursor) ?? takeText(cursor, BARE_VALUE);
}

/** Takes a bare value, the name of a list among them. */
export function takeBareValue(cursor: Cursor): ValueNode | undefined {
  return takeText(cursor, BARE_VALUE);
}

/** Takes a number, as transformers have them. */
export function takeNumber(cursor: Cursor): ValueNode | undefined {
  return takeText(cursor, NUMBER);
}

/** Takes what stands between the brackets behind a field. */
export function takeArgument(cursor: Cursor): ValueNode | undefined {
  return takeQuoted(cursor) ?? takeText(cursor, BARE_ARGUMENT);
}

/** Takes `"…"` or `'…'` with its escapes resolved. */
export function takeQuoted(cursor: Cursor): ValueNode | undefined {
  const quote = peekChar(cursor);
  if (quote !== '"' && quote !== "'") return undefined;
  const start = cursor.at;
  cursor.at++;
  let text = "";
  while (peekChar(cursor) !== quote) {
    if (isAtEnd(cursor)) throw new FilterError(`${quote} without an end`, { start, end: cursor.at });
    text += takeUnit(cursor, quote);
  }
  cursor.at++;
  return { kind: "value", text: joinBytes(text), isQuoted: true, start, end: cursor.at };
}

/** Whether a value can stand without quotes and be read as the same again. */
export function isBare(text: string): boolean {
  BARE_VALUE.lastIndex = 0;
  return BARE_VALUE.exec(text)?.[0] === text;
}

/** The text in quotes, as `takeQuoted` reads it. */
export function quote(text: string): string {
  return `"${Array.from(text, escapeUnit).join("")}"`;
}

function escapeUnit(char: string): string {
  const short = SHORT_ESCAPES.get(char);
  if (short !== undefined) return `\\${short}`;
  const code = char.codePointAt(0) as number;
  const byte = code < 0x20 || code === 0x7f ? code : code - BYTE_BASE;
  const isByte = byte === code || (byte >= 0x80 && byte <= 0xff);
  return isByte ? `\\x${byte.toString(16).padStart(2, "0")}` : char;
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["\\", "\\"],
  ["/", "/"],
  // Falco's rules have it, and upstream reads it so.
  [" ", "\\"],
]);

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map(
  [...ESCAPES]
    .filter(([letter]) => letter !== " " && letter !== "/")
    .map(([letter, char]) => [char, letter] as const)
    .concat([['"', '"']]),
);

/** Bytes that `\xHH` names stand in the text as `decodeText` would have them; U+DC00 + byte. */
const BYTE_BASE = 0xdc00;

function takeUnit(cursor: Cursor, quote: string): string {
  const char = peekChar(cursor);
  cursor.at++;
  return char === "\\" ? takeEscape(cursor, quote) : char;
}

function takeEscape(cursor: Cursor, quote: string): string {
  const start = cursor.at - 1;
  const letter = peekChar(cursor);
  cursor.at += letter.length;
  if (letter === "x") return takeHexByte(cursor, start);
  const char = letter === quote ? quote : ESCAPES.get(letter);
  if (char !== undefined) return char;
  const shown = letter === "" ? "at the end" : `\\${letter}`;
  throw new FilterError(
    `no such escape: ${shown} (there are \\b \\f \\n \\r \\t \\\\ \\/ \\xHH and \\${quote})`,
    { start, end: cursor.at },
  );
}

function takeHexByte(cursor: Cursor, start: number): string {
  const digits = cursor.text.slice(cursor.at, cursor.at + 2);
  if (!/^[0-9a-fA-F]{2}$/.test(digits)) {
    throw new FilterError("\\x takes two hexadecimal digits", { start, end: cursor.at });
  }
  cursor.at += 2;
  const byte = Number.parseInt(digits, 16);
  return String.fromCharCode(byte < 0x80 ? byte : BYTE_BASE + byte);
}

/** Bytes written one by one may together be characters. */
function joinBytes(text: string): string {
  return /[\udc80-\udcff]/u.test(text) ? decodeText(encodeText(text)) : text;
}

function takeText(cursor: Cursor, pattern: RegExp): ValueNode | undefined {
  const start = cursor.at;
  const text = takePattern(cursor, pattern);
  return text === undefined ? undefined : { kind: "value", text, isQuoted: false, start, end: cursor.at };
}

function takePattern(cursor: Cursor, pattern: RegExp): string | undefined {
  const found = peekPattern(cursor, pattern);
  if (found !== undefined) cursor.at += found.length;
  return found;
}

function peekPattern({ text, at }: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}
