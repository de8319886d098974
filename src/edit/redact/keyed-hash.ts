import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

/** Bytes of a key. */
export const KEY_SIZE = 32;

/** HMAC-SHA256 of a text or bytes; `purpose` keeps what is hashed for one thing apart from the same for another. */
export type KeyedHash = (purpose: string, value: string | Uint8Array) => Uint8Array;

/** The hash of a key. Runs everywhere, and without promises. */
export function keyedHash(key: Uint8Array): KeyedHash {
  const encoder = new TextEncoder();
  return (purpose, value) => {
    const bytes = typeof value === "string" ? utf16(value) : value;
    return hmac
      .create(sha256, key)
      .update(encoder.encode(`${purpose}\0`))
      .update(bytes)
      .digest();
  };
}

/** All that makes two texts different, lone surrogates too. */
function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(2 * text.length);
  for (let k = 0; k < text.length; k++) {
    const code = text.charCodeAt(k);
    bytes[2 * k] = code & 0xff;
    bytes[2 * k + 1] = code >> 8;
  }
  return bytes;
}
