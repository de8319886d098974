import { compareBytes } from "../../filter/ip-literal.ts";
import { encodeText } from "../../format/text.ts";
import { redactJson } from "./json-redaction.ts";
import type { Action, Category, RedactPolicy } from "./policy.ts";
import type { Pseudonyms } from "./pseudonyms.ts";
import { announcesSecret, findSecrets, SECRET_MARK, type SecretSpan } from "./secrets.ts";
import { tokenise } from "./text-tokens.ts";

/** Texts and characters remembered; most texts of a capture come again and again. */
const MAX_CACHED = 50_000;
const MAX_CACHED_LENGTH = 512;
const MASK = 0x58; // X

/** What was replaced or left out, for the report. */
export type RedactCounts = Readonly<Record<Category, number>>;

/** Replaces values as a policy says, and counts what it changed. */
export class Redactor {
  readonly policy: RedactPolicy;
  /** Values that could not be understood and were left out. */
  unreadable = 0;
  private readonly pseudonyms: Pseudonyms;
  private readonly changed = new Map<Category, number>();
  private readonly cache = new Map<string, string>();
  /** A field that is left as it is: so tests see that a fault of ours would be found. */
  private readonly missedField: string | undefined;

  constructor(policy: RedactPolicy, pseudonyms: Pseudonyms, missedField?: string) {
    this.policy = policy;
    this.pseudonyms = pseudonyms;
    this.missedField = missedField;
  }

  /** How many values of each category were changed. */
  get counts(): Readonly<Partial<Record<Category, number>>> {
    return Object.fromEntries(this.changed);
  }

  text(field: string, category: Category, text: string): string {
    const action = this.actionOf(field, category);
    return this.count(category, text, this.changedText(action, text));
  }

  /** Texts of a list, such as argv, where one can say that the next is a secret. */
  list(field: string, category: Category, texts: readonly string[]): string[] {
    const action = this.actionOf(field, category);
    if (action === "drop") {
      if (texts.length > 0) this.note(category);
      return [];
    }
    return texts.map((text, k) => {
      const isSecret = action !== "keep" && k > 0 && announcesSecret(texts[k - 1] as string);
      return this.count(category, text, isSecret ? SECRET_MARK : this.changedText(action, text));
    });
  }

  /** JSON; undefined where the value is to be left out. */
  json(field: string, category: Category, text: string): string | undefined {
    const action = this.actionOf(field, category);
    if (action === "keep") return text;
    if (action === "drop") {
      this.note(category);
      return undefined;
    }
    const redacted = redactJson(text, {
      text: (part) => this.changedText(action, part),
      ipv4: (address) => (action === "pseudonym" ? this.numericAddress(field, address) : address),
    });
    if (redacted === undefined) this.unreadable++;
    else this.count(category, text, redacted);
    return redacted;
  }

  /** Contents of files and connections. */
  payload(field: string, bytes: Uint8Array): Uint8Array {
    const action = this.actionOf(field, "payload");
    const { payloadBytes } = this.policy;
    const left =
      field === this.missedField
        ? bytes
        : action === "drop"
          ? bytes.subarray(0, 0)
          : bytes.subarray(0, payloadBytes);
    const masked = action === "secrets" ? this.masked(left) : left;
    if (masked.length < bytes.length || masked !== left) this.note("payload");
    return masked;
  }

  address(field: string, address: Uint8Array): Uint8Array {
    if (this.actionOf(field, "address") === "keep") return address;
    const pseudonym = this.pseudonyms.address(address);
    if (compareBytes(pseudonym, address) !== 0) this.note("address");
    return pseudonym;
  }

  uid(field: string, uid: number): number {
    if (this.actionOf(field, "uid") === "keep") return uid;
    return this.count("uid", uid, this.pseudonyms.uid(uid));
  }

  /** Notes that a value of no known meaning was left out. */
  leaveOut(): void {
    this.unreadable++;
  }

  private actionOf(field: string, category: Category): Action {
    return field === this.missedField ? "keep" : this.policy.actions[category];
  }

  private changedText(action: Action, text: string): string {
    if (action === "keep" || text === "") return text;
    if (action === "drop") return "";
    const cacheKey = `${action} ${text}`;
    const known = this.cache.get(cacheKey);
    if (known !== undefined) return known;
    const changed = this.withoutSecrets(
      text,
      action === "pseudonym" ? (part) => this.replaced(part) : (part) => part,
    );
    if (this.cache.size >= MAX_CACHED) this.cache.clear();
    if (text.length <= MAX_CACHED_LENGTH) this.cache.set(cacheKey, changed);
    return changed;
  }

  /** The text with a mark for each secret, and the rest as `replace` has it. */
  private withoutSecrets(text: string, replace: (part: string) => string): string {
    let changed = "";
    let at = 0;
    for (const { start, end } of this.secretsOf(text)) {
      changed += replace(text.slice(at, start)) + SECRET_MARK;
      at = end;
    }
    return changed + replace(text.slice(at));
  }

  private replaced(text: string): string {
    const { keepDigits, keepWords, actions } = this.policy;
    let changed = "";
    for (const token of tokenise(text, keepDigits, keepWords)) {
      const isKept =
        (token.kind === "uid" && actions.uid === "keep") ||
        (token.kind === "address" && actions.address === "keep");
      changed += isKept ? token.text : this.pseudonyms.token(token);
    }
    return changed;
  }

  private secretsOf(text: string): SecretSpan[] {
    return findSecrets(text, this.policy.secrets);
  }

  /** Secrets in bytes become as many X. */
  private masked(bytes: Uint8Array): Uint8Array {
    const spans = this.secretsOf(latin1(bytes));
    if (spans.length === 0) return bytes;
    const masked = Uint8Array.from(bytes);
    for (const { start, end } of spans) masked.fill(MASK, start, end);
    return masked;
  }

  private numericAddress(field: string, address: number): number {
    const bytes = Uint8Array.of(address >>> 24, address >>> 16, address >>> 8, address);
    const [a = 0, b = 0, c = 0, d = 0] = this.address(field, bytes);
    return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
  }

  private count<T>(category: Category, before: T, after: T): T {
    if (before !== after) this.note(category);
    return after;
  }

  private note(category: Category): void {
    this.changed.set(category, (this.changed.get(category) ?? 0) + 1);
  }
}

/** A character for each byte. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** Bytes of texts with a NUL behind each. */
export function encodeList(texts: readonly string[]): Uint8Array {
  return encodeText(texts.map((text) => `${text}\0`).join(""));
}
