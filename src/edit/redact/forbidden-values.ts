import { compareBytes, parseIp } from "../../filter/ip-literal.ts";
import { encodeText } from "../../format/text.ts";
import { isKeptAddress } from "./address-pseudonyms.ts";
import type { ScanPattern } from "./byte-scanner.ts";
import type { RedactPolicy } from "./policy.ts";
import { latin1 } from "./redactor.ts";
import { findSecrets } from "./secrets.ts";
import { type TextToken, tokenise } from "./text-tokens.ts";
import type { ValueSlot } from "./value-slots.ts";

/** Shorter words are everywhere by chance; they are looked for in their place only. */
const MIN_PATTERN_SIZE = 4;
/** Shorter values in hexadecimal or base64 are found by chance too. */
const MIN_ENCODED_SIZE = 8;
const MAX_PATTERN_SIZE = 64;
const MIN_PAYLOAD_SIZE = 16;
const PAYLOAD_PREFIX_SIZE = 32;
const MAX_WORDS = 2_000_000;
const MAX_SEEN = 100_000;
const MAX_SEEN_LENGTH = 1024;
const FIRST_OWN_UID = 1000;
const NOBODY = 65534;
const UNKNOWN_UID = 0xffffffff;
/** Words with what usually holds them together: names of hosts and files, addresses of mail. */
const RUN = /[A-Za-z0-9_.@\u{80}-\u{10ffff}-]{5,64}/gu;
const ADDRESS = /(?:\d{1,3}\.){3}\d{1,3}|(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}/g;
const JSON_STRINGS = /"((?:[^"\\]|\\.)*)"/gs;

/** What must not be in a redacted capture: collected from the original, as the policy has it. */
export class ForbiddenValues {
  /** There were too many words to look for all. */
  isIncomplete = false;
  private readonly policy: RedactPolicy;
  private readonly words = new Set<string>();
  /** Words of fields that the policy keeps: they may be anywhere. */
  private readonly kept = new Set<string>();
  private readonly secrets = new Set<string>();
  /** Values that need not be looked at again: most come many times. */
  private readonly seen = new Set<string>();
  /** Pairs that were compared and found to be right. */
  private readonly clean = new Set<string>();
  /** As latin1, a character for each byte. */
  private readonly blobs = new Set<string>();

  constructor(policy: RedactPolicy) {
    this.policy = policy;
  }

  /** Takes a value of the original. */
  add(slot: ValueSlot): void {
    const { category, value } = slot;
    const action = this.policy.actions[category];
    if (typeof value === "number") return;
    if (value instanceof Uint8Array) {
      if (category === "payload" && action === "drop") this.addPayload(value);
      if (category === "address" && action !== "keep" && value.length === 16 && !isKeptAddress(value))
        this.addTo(this.blobs, latin1(value));
      return;
    }
    const seenAs = `${slot.field} ${value}`;
    if (this.seen.has(seenAs)) return;
    if (this.seen.size >= MAX_SEEN) this.seen.clear();
    if (value.length <= MAX_SEEN_LENGTH) this.seen.add(seenAs);
    if (action !== "keep") for (const secret of this.secretsOf(value)) this.addTo(this.secrets, secret);
    for (const token of this.tokensOf(slot)) {
      if (action === "keep" || action === "secrets") this.kept.add(token.text);
      else if (isSought(token)) this.addTo(this.words, token.text);
    }
    if (action !== "keep" && action !== "secrets") this.addRuns(value);
  }

  /** Why a value of the redacted capture should not be there, given those of the original it can have come from. */
  leakOf(slot: ValueSlot, originals: readonly ValueSlot[]): string | undefined {
    const { category, value } = slot;
    const action = this.policy.actions[category];
    if (typeof value === "number") {
      const isOwn = value >= FIRST_OWN_UID && value !== NOBODY && value < UNKNOWN_UID;
      const isSame = originals.some((original) => original.value === value);
      return action !== "keep" && isOwn && isSame ? `uid ${value} of the original` : undefined;
    }
    if (value instanceof Uint8Array) return this.leakInBytes(slot, value, originals);
    if (action === "keep") return undefined;
    if (action === "drop")
      return value.replaceAll("\0", "") === "" ? undefined : "text that was to be dropped";
    const [original] = originals;
    const pair = `${slot.field}\0${value}\0${original?.value}`;
    if (originals.length === 1 && this.clean.has(pair)) return undefined;
    const leak = this.leakInText(slot, value, originals);
    if (this.clean.size >= MAX_SEEN) this.clean.clear();
    if (leak === undefined && originals.length === 1 && pair.length <= 2 * MAX_SEEN_LENGTH)
      this.clean.add(pair);
    return leak;
  }

  /** All that is to be looked for among the bytes. */
  patterns(): ScanPattern[] {
    const patterns: ScanPattern[] = [];
    const push = (bytes: Uint8Array, isWord: boolean, label: string) => {
      if (bytes.length >= MIN_PATTERN_SIZE)
        patterns.push({ bytes: bytes.subarray(0, MAX_PATTERN_SIZE), isWord, label });
    };
    const words = [...this.words].filter((word) => !this.kept.has(word));
    for (const word of [...words, ...this.secrets]) {
      const bytes = encodeText(word);
      // A word that is cut has no end to be looked for.
      push(bytes, bytes.length <= MAX_PATTERN_SIZE, `"${word}" of the original`);
      if (bytes.length < MIN_ENCODED_SIZE) continue;
      for (const encoded of encodedForms(bytes))
        push(encodeText(encoded), false, `"${word}" of the original, encoded`);
    }
    const kept = [...this.kept].sort();
    for (const blob of this.blobs) {
      if (!this.isKeptElsewhere(blob, kept)) push(bytesOfLatin1(blob), false, "bytes of the original");
    }
    return patterns;
  }

  private leakInBytes(
    { category }: ValueSlot,
    value: Uint8Array,
    originals: readonly ValueSlot[],
  ): string | undefined {
    const { actions, payloadBytes } = this.policy;
    if (category === "address") {
      const isSame = originals.some(
        (original) => original.value instanceof Uint8Array && compareBytes(original.value, value) === 0,
      );
      return actions.address !== "keep" && isSame && !isKeptAddress(value)
        ? "an address of the original"
        : undefined;
    }
    if (category !== "payload")
      return value.length === 0 || actions[category] === "keep" ? undefined : "bytes of no known meaning";
    if (value.length > payloadBytes || (actions.payload === "drop" && value.length > 0))
      return "payload that was to be dropped";
    if (actions.payload !== "secrets") return undefined;
    const isMasked = this.secretsOf(latin1(value)).every((secret) => /^X*$/.test(secret));
    return isMasked ? undefined : "a secret in the payload";
  }

  private leakInText(slot: ValueSlot, value: string, originals: readonly ValueSlot[]): string | undefined {
    for (const original of originals) {
      if (typeof original.value !== "string") continue;
      const secret = this.secretsOf(original.value).find(
        (text) => text.length >= MIN_PATTERN_SIZE && value.includes(text),
      );
      if (secret !== undefined) return "a secret of the original";
    }
    if (this.policy.actions[slot.category] !== "pseudonym") return undefined;
    const address = originals
      .flatMap((original) => this.addressesIn(original))
      .find((text) => isBounded(value, text));
    if (address !== undefined) return `address ${address} of the original`;
    const present = new Set(this.replacedTokens(slot));
    const word = originals
      .flatMap((original) => this.replacedTokens(original))
      .find((text) => present.has(text));
    return word === undefined ? undefined : `"${word}" of the original`;
  }

  /** Addresses in a text, found otherwise than by those who replaced them. */
  private addressesIn({ value }: ValueSlot): string[] {
    if (typeof value !== "string" || this.policy.actions.address === "keep") return [];
    return [...value.matchAll(ADDRESS)]
      .map(([text]) => text)
      .filter((text) => {
        const address = parseIp(text);
        return address !== undefined && !isKeptAddress(address);
      });
  }

  /** The pieces of a text that a pseudonym has to stand for. */
  private replacedTokens(slot: ValueSlot): string[] {
    const { actions } = this.policy;
    return this.tokensOf(slot)
      .filter(({ kind, text }) => {
        if (kind === "uid")
          return actions.uid !== "keep" && Number(text) >= FIRST_OWN_UID && Number(text) !== NOBODY;
        if (kind === "address")
          return actions.address !== "keep" && !isKeptAddress(parseIp(text) ?? new Uint8Array(4));
        return kind !== "plain";
      })
      .map(({ text }) => text);
  }

  private tokensOf({ field, value }: ValueSlot): TextToken[] {
    if (typeof value !== "string") return [];
    const text = isJsonField(field) ? jsonStrings(value) : value;
    return tokenise(text, this.policy.keepDigits, this.policy.keepWords);
  }

  private addPayload(bytes: Uint8Array): void {
    if (bytes.length < MIN_PAYLOAD_SIZE) return;
    const prefix = latin1(bytes.subarray(0, PAYLOAD_PREFIX_SIZE));
    if (this.wordsOf(prefix).length > 0) this.addTo(this.blobs, prefix);
  }

  /** Whether every word of a payload also stands in fields that are kept, by itself or at the beginning of another. */
  private isKeptElsewhere(blob: string, sortedKept: readonly string[]): boolean {
    const words = this.wordsOf(blob);
    return words.length > 0 && words.every((word) => isBeginning(word, sortedKept));
  }

  /** Runs of words that are each too short to be looked for. */
  private addRuns(text: string): void {
    for (const [run] of text.matchAll(RUN)) {
      const replaced = tokenise(run, this.policy.keepDigits, this.policy.keepWords).filter(
        ({ kind }) => kind === "word",
      );
      const isShort = replaced.every((token) => token.text.length < MIN_PATTERN_SIZE);
      if (replaced.length > 0 && isShort) this.addTo(this.words, run);
    }
  }

  private wordsOf(text: string): string[] {
    const tokens = tokenise(text, this.policy.keepDigits, this.policy.keepWords);
    return tokens.filter(({ kind }) => kind !== "plain").map((token) => token.text);
  }

  private secretsOf(text: string): string[] {
    return findSecrets(text, this.policy.secrets).map(({ start, end }) => text.slice(start, end));
  }

  private addTo(set: Set<string>, text: string): void {
    if (set.size < MAX_WORDS) set.add(text);
    else this.isIncomplete = true;
  }
}

/** Bytes that are no text at all are in every capture, by the thousand. */
function isSought({ kind, text }: TextToken): boolean {
  return (kind === "word" || kind === "hex") && /[^\udc80-\udcff]/.test(text);
}

/** Whether a word is one of others, which are sorted, or one of them begins with it. */
function isBeginning(word: string, sorted: readonly string[]): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as string) < word) low = middle + 1;
    else high = middle;
  }
  return sorted[low]?.startsWith(word) === true;
}

/** Whether a text holds another that is not the middle of a longer one. */
function isBounded(text: string, part: string): boolean {
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    if (!/[0-9A-Za-z.:]/.test(text[at - 1] ?? " ") && !/[0-9A-Za-z]/.test(text[at + part.length] ?? " "))
      return true;
  }
  return false;
}

function isJsonField(field: string): boolean {
  return field.endsWith(".json") || field === "asyncevent.data";
}

/** The strings of a JSON text, each by itself. */
function jsonStrings(text: string): string {
  return [...text.matchAll(JSON_STRINGS)].map(([token]) => unquoted(token)).join("\0");
}

function unquoted(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}

/** The bytes in hexadecimal, and in base64 wherever in a longer text they may begin. */
function encodedForms(bytes: Uint8Array): string[] {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const base64 = [0, 1, 2].map((shift) => {
    const text = btoa("\0".repeat(shift) + latin1(bytes));
    // Letters at the ends also depend on what stands before and behind.
    const from = shift === 0 ? 0 : shift + 1;
    const whole = Math.floor((8 * (shift + bytes.length)) / 6);
    return text.slice(from, whole);
  });
  return [hex, hex.toUpperCase(), ...base64];
}

function bytesOfLatin1(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
