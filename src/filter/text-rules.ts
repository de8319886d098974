import { messageOf } from "../format/errors.ts";
import { encodeText } from "../format/text.ts";
import { FieldError, type FieldValue } from "./field.ts";
import { compileGlob, foldCase } from "./glob.ts";
import { compareBytes } from "./ip-literal.ts";
import type { ValueOperator } from "./operators.ts";
import { compileRegex } from "./regex.ts";
import type { ValueRules, ValueTest } from "./value-rules.ts";

type TextTest = (text: string) => boolean;

/** Text, compared as the bytes it was recorded as; case counts, unless the operator begins with `i`. */
export const TEXT_RULES: ValueRules = {
  operators: [
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "contains",
    "icontains",
    "startswith",
    "endswith",
    "glob",
    "iglob",
    "regex",
    "matches",
    "in",
    "intersects",
    "pmatch",
  ],
  constant(operator, text) {
    refuseNul(text);
    return onText(textTest(operator, text));
  },
  members(texts) {
    texts.forEach(refuseNul);
    const wanted: ReadonlySet<FieldValue> = new Set(texts);
    return (value) => wanted.has(value);
  },
  relation(operator) {
    // Patterns of regular expressions are known before a capture is read.
    if (operator === "regex" || operator === "matches") return undefined;
    const testFor = remember((text) => textTest(operator, text));
    return (left, right) => typeof left === "string" && typeof right === "string" && testFor(right)(left);
  },
};

/** A test of text for an operator that text has. */
export function textTest(operator: ValueOperator, text: string): TextTest {
  switch (operator) {
    case "=":
      return (value) => value === text;
    case "!=":
      return (value) => value !== text;
    case "<":
      return (value) => compareText(value, text) < 0;
    case "<=":
      return (value) => compareText(value, text) <= 0;
    case ">":
      return (value) => compareText(value, text) > 0;
    case ">=":
      return (value) => compareText(value, text) >= 0;
    case "glob":
    case "iglob":
      return compileGlob(text, operator === "iglob");
    case "regex":
    case "matches":
      return regexTest(text, operator === "regex");
    default:
      return partTest(operator, text);
  }
}

function partTest(operator: ValueOperator, text: string): TextTest {
  // Half a character is found only among bytes.
  if (hasBrokenBytes(text)) return bytewise(partOfText(operator, bytesAsText(text)));
  return partOfText(operator, text);
}

function partOfText(operator: ValueOperator, part: string): TextTest {
  const folded = foldCase(part);
  switch (operator) {
    case "contains":
      return (value) => value.includes(part);
    case "icontains":
      return (value) => foldCase(value).includes(folded);
    case "startswith":
      return (value) => value.startsWith(part);
    case "endswith":
      return (value) => value.endsWith(part);
    default:
      throw new FieldError(`text cannot be compared with '${operator}'`);
  }
}

function regexTest(pattern: string, isWhole: boolean): TextTest {
  try {
    return compileRegex(pattern, isWhole);
  } catch (error) {
    throw new FieldError(`not a regular expression: ${messageOf(error)}`, { cause: error });
  }
}

function onText(test: TextTest): ValueTest {
  return (value) => typeof value === "string" && test(value);
}

/** Text in the order of its bytes, which is that of its characters, but not of UTF-16 units. */
function compareText(a: string, b: string): number {
  if (isAscii(a) && isAscii(b)) return a < b ? -1 : a > b ? 1 : 0;
  return compareBytes(encodeText(a), encodeText(b));
}

function isAscii(text: string): boolean {
  return !/[\u0080-\uffff]/.test(text);
}

function hasBrokenBytes(text: string): boolean {
  return /[\udc80-\udcff]/u.test(text);
}

function bytewise(test: TextTest): TextTest {
  return (value) => test(isAscii(value) ? value : bytesAsText(value));
}

/** One unit for each byte. */
function bytesAsText(text: string): string {
  return Array.from(encodeText(text), (byte) => String.fromCharCode(byte)).join("");
}

/** Text of captures ends at a NUL, so nothing could ever fit. */
function refuseNul(text: string): void {
  if (text.includes("\0")) throw new FieldError("text cannot hold a NUL byte (\\x00)");
}

/** Values come in runs: what was made for the last one is kept. */
function remember<T>(make: (text: string) => T): (text: string) => T {
  let last: { readonly text: string; readonly made: T } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, made: make(text) };
    return last.made;
  };
}
