import { encodeText } from "../../format/text.ts";
import { type Path, SpecError } from "../spec/spec-error.ts";
import type { GivenBytes } from "./capture-spec.ts";
import { smallOf } from "./given-number.ts";

/** No capture needs more in one piece. */
const MAX_SIZE = 64 * 1024 * 1024;
const BASE64 = /^[A-Za-z0-9+/\s]*=*\s*$/;

/** Whether a value is one of the forms that bytes are given in. */
export function isGivenBytes(value: unknown): value is GivenBytes {
  if (value instanceof Uint8Array) return true;
  if (typeof value !== "object" || value === null) return false;
  return ["hex", "base64", "text", "repeat"].some((name) => Object.hasOwn(value, name));
}

/** The bytes that are meant. */
export function bytesOf(given: GivenBytes, path: Path): Uint8Array {
  if (given instanceof Uint8Array) return given;
  if ("hex" in given) return fromHex(given.hex, path);
  if ("base64" in given) return fromBase64(given.base64, path);
  if ("text" in given) return encodeText(textOf(given.text, path));
  return repeated(given.repeat, smallOf(given.size ?? 0, [...path, "size"]), path);
}

function fromHex(given: unknown, path: Path): Uint8Array {
  // Digits without letters are a number to YAML.
  const digits = String(given).replace(/[\s:]/g, "");
  if (!/^([0-9a-fA-F]{2})*$/.test(digits))
    throw new SpecError(path, "hex takes pairs of hexadecimal digits; quote them");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function fromBase64(given: unknown, path: Path): Uint8Array {
  const text = textOf(given, path);
  if (!BASE64.test(text)) throw new SpecError(path, "this is no base64");
  return Uint8Array.from(atob(text.replace(/[\s=]/g, "")), (char) => char.charCodeAt(0));
}

function repeated(given: unknown, size: number, path: Path): Uint8Array {
  const piece = encodeText(textOf(given, path));
  if (size < 0 || size > MAX_SIZE) throw new SpecError([...path, "size"], `size is 0 to ${MAX_SIZE}`);
  if (piece.length === 0) throw new SpecError([...path, "repeat"], "there is nothing to repeat");
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at++) bytes[at] = piece[at % piece.length] as number;
  return bytes;
}

function textOf(given: unknown, path: Path): string {
  if (typeof given !== "string") throw new SpecError(path, "text is needed; put it in quotes");
  return given;
}
