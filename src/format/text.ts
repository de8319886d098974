/**
 * Text of a capture as JavaScript strings, without loss: bytes that are not UTF-8 become lone surrogates
 * U+DC80…U+DCFF (byte 0x80…0xFF), as in Python's "surrogateescape", and `encodeText` turns them back.
 */

/** Measured: TextDecoder takes as long for any short text as the loop for this many bytes. */
const MAX_FAST_LENGTH = 16;
/** Texts up to this length are looked for among those that came before: names and paths come again and again. */
const MAX_POOLED_LENGTH = 96;
/** A power of two. */
const POOL_PLACES = 4096;
const pool: string[] = new Array(POOL_PLACES).fill("");
const ESCAPE_BASE = 0xdc00;
const strictDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The text in `bytes` between `start` and `end`; bytes that are not UTF-8 are escaped, never lost. */
export function decodeText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  if (end - start > MAX_POOLED_LENGTH) return decodeAny(bytes, start, end);
  let hash = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte >= 0x80) return decodeAny(bytes, start, end);
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  return pooled(hash, bytes, start, end);
}

/** The ASCII text of that hash. */
function pooled(hash: number, bytes: Uint8Array, start: number, end: number): string {
  const place = (hash ^ (hash >>> 12)) & (POOL_PLACES - 1);
  const known = pool[place] as string;
  if (isAscii(known, bytes, start, end)) return known;
  const text = decodeAscii(bytes, start, end);
  pool[place] = text;
  return text;
}

/** Whether the bytes are the ASCII text. */
function isAscii(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  if (text.length !== end - start) return false;
  for (let k = 0; k < text.length; k++) if (text.charCodeAt(k) !== bytes[start + k]) return false;
  return true;
}

function decodeAscii(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > MAX_FAST_LENGTH) return decodeAny(bytes, start, end);
  let text = "";
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] as number);
  return text;
}

/** The text up to the first NUL, or up to `end` where there is none. */
export function decodeCString(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let hash = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === 0)
      return at - start > MAX_POOLED_LENGTH ? decodeAny(bytes, start, at) : pooled(hash, bytes, start, at);
    if (byte >= 0x80) return decodeText(bytes, start, textEnd(bytes, at, end));
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  return decodeText(bytes, start, end);
}

function textEnd(bytes: Uint8Array, start: number, end: number): number {
  const nul = bytes.subarray(start, end).indexOf(0);
  return nul < 0 ? end : start + nul;
}

/** The strings of a NUL-separated list; a NUL after the last one is optional. */
export function decodeStringList(bytes: Uint8Array, start = 0, end = bytes.length): string[] {
  const strings: string[] = [];
  let from = start;
  for (let at = start; at < end; at++) {
    if (bytes[at] !== 0) continue;
    strings.push(decodeText(bytes, from, at));
    from = at + 1;
  }
  if (from < end) strings.push(decodeText(bytes, from, end));
  return strings;
}

/** The bytes that `decodeText` made the text from. */
export function encodeText(text: string): Uint8Array {
  const bytes = new Uint8Array(3 * text.length);
  const { written } = new TextEncoder().encodeInto(text, bytes);
  if (!/[\udc80-\udcff]/.test(text)) return bytes.subarray(0, written);
  return encodeEscaped(text);
}

function decodeAny(bytes: Uint8Array, start: number, end: number): string {
  const part = bytes.subarray(start, end);
  try {
    return strictDecoder.decode(part);
  } catch {
    return decodeEscaped(part);
  }
}

function decodeEscaped(bytes: Uint8Array): string {
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    const length = utf8Length(bytes, at, bytes.length);
    text +=
      length === 0
        ? String.fromCharCode(ESCAPE_BASE + (bytes[at] as number))
        : strictDecoder.decode(bytes.subarray(at, at + length));
    at += Math.max(length, 1);
  }
  return text;
}

/** Length of the well-formed UTF-8 sequence at `at` (1–4), 0 where there is none before `end`. */
export function utf8Length(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number;
  if (lead < 0x80) return 1;
  const length =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  if (length === 0 || at + length > end) return 0;
  for (let k = 1; k < length; k++) if (((bytes[at + k] as number) & 0xc0) !== 0x80) return 0;
  // Overlong forms, surrogates and values over U+10FFFF show in the second byte.
  const second = bytes[at + 1] as number;
  if (lead === 0xe0 && second < 0xa0) return 0;
  if (lead === 0xed && second >= 0xa0) return 0;
  if (lead === 0xf0 && second < 0x90) return 0;
  if (lead === 0xf4 && second >= 0x90) return 0;
  return length;
}

function encodeEscaped(text: string): Uint8Array {
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  for (const symbol of text) {
    const code = symbol.codePointAt(0) as number;
    if (code >= ESCAPE_BASE + 0x80 && code <= ESCAPE_BASE + 0xff) bytes.push(code - ESCAPE_BASE);
    else bytes.push(...encoder.encode(symbol));
  }
  return Uint8Array.from(bytes);
}
