import { decodeText, encodeText } from "../format/text.ts";
import { FieldError } from "./field.ts";
import { compareBytes } from "./ip-literal.ts";
import type { ValueOperator } from "./operators.ts";
import { textTest } from "./text-rules.ts";
import type { ValueRules, ValueTest } from "./value-rules.ts";

type ByteTest = (bytes: Uint8Array) => boolean;

/** Buffers, compared byte by byte; `bcontains` and `bstartswith` take hexadecimal digits. */
export const BYTE_RULES: ValueRules = {
  // `icontains` and `matches` look at the buffer as text; upstream has them for text only.
  operators: [
    "=",
    "!=",
    "contains",
    "icontains",
    "startswith",
    "endswith",
    "bcontains",
    "bstartswith",
    "matches",
    "in",
    "intersects",
  ],
  constant: (operator, text) => onBytes(constantTest(operator, text)),
  members(texts) {
    const wanted = texts.map(encodeText);
    return onBytes((bytes) => wanted.some((own) => compareBytes(bytes, own) === 0));
  },
  relation(operator) {
    if (operator === "matches") return undefined;
    return (left, right) => left instanceof Uint8Array && byteTest(operator, bytesOf(right))(left);
  },
};

function constantTest(operator: ValueOperator, text: string): ByteTest {
  if (operator === "icontains" || operator === "matches") {
    const test = textTest(operator, text);
    return (bytes) => test(decodeText(bytes));
  }
  const isHex = operator === "bcontains" || operator === "bstartswith";
  return byteTest(operator, isHex ? parseHex(text) : encodeText(text));
}

function byteTest(operator: ValueOperator, wanted: Uint8Array): ByteTest {
  switch (operator) {
    case "=":
      return (bytes) => compareBytes(bytes, wanted) === 0;
    case "!=":
      return (bytes) => compareBytes(bytes, wanted) !== 0;
    case "contains":
    case "bcontains":
      return (bytes) => contains(bytes, wanted);
    case "startswith":
    case "bstartswith":
      return (bytes) => isAt(bytes, wanted, 0);
    case "endswith":
      return (bytes) => isAt(bytes, wanted, bytes.length - wanted.length);
    default: {
      const test = textTest(operator, decodeText(wanted));
      return (bytes) => test(decodeText(bytes));
    }
  }
}

function onBytes(test: ByteTest): ValueTest {
  return (value) => value instanceof Uint8Array && test(value);
}

function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : encodeText(String(value));
}

function contains(bytes: Uint8Array, wanted: Uint8Array): boolean {
  if (wanted.length === 0) return true;
  const last = bytes.length - wanted.length;
  const first = wanted[0] as number;
  for (let at = bytes.indexOf(first); at >= 0 && at <= last; at = bytes.indexOf(first, at + 1)) {
    if (isAt(bytes, wanted, at)) return true;
  }
  return false;
}

function isAt(bytes: Uint8Array, wanted: Uint8Array, at: number): boolean {
  if (at < 0 || at + wanted.length > bytes.length) return false;
  for (let k = 0; k < wanted.length; k++) if (bytes[at + k] !== wanted[k]) return false;
  return true;
}

function parseHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) {
    throw new FieldError(`'${text}' is not an even number of hexadecimal digits`);
  }
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
