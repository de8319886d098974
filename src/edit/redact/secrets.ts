import type { RE2JS } from "re2js";

/** A part of a text that is a secret. */
export interface SecretSpan {
  readonly start: number;
  readonly end: number;
}

/** What stands in a text instead of a secret. */
export const SECRET_MARK = "[secret]";

const SECRET_NAME =
  "(?:passw(?:or)?d|passphrase|passcode|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|account[_-]?key|credentials?)";

/**
 * Shapes of secrets; where a pattern has groups the last one is the secret. Every repetition is bounded, so that no
 * text of a capture makes them slow.
 */
const PATTERNS: readonly RegExp[] = [
  // Private keys, whole or cut off.
  /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----[^-]{0,65535}(?:-----END [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----)?/g,
  // Keys and tokens with a maker's prefix: AWS, GitHub, GitLab, Slack, Google, Stripe, npm, PyPI, Docker, Hugging Face.
  /(?<![A-Za-z0-9])(?:A[KS]IA|A[RI][OD]A)[A-Z0-9]{16}(?![A-Za-z0-9])/g,
  /(?<![A-Za-z0-9])(?:gh[pousr]_|github_pat_|glpat-|xox[abeoprs]-|sk_live_|rk_live_|sk-|npm_|pypi-|dckr_pat_|hf_)[A-Za-z0-9_-]{16,512}/g,
  /(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}/g,
  // JSON web tokens.
  /(?<![A-Za-z0-9])eyJ[A-Za-z0-9_-]{8,4096}\.[A-Za-z0-9_-]{4,8192}(?:\.[A-Za-z0-9_-]{0,4096})?/g,
  // scheme://user:PASSWORD@host
  /:\/\/[^\s:/@]{0,128}:([^\s@/]{1,512})(?=@)/g,
  // Headers.
  /(?:proxy-)?authorization["']?[ \t]{0,8}[:=][ \t]{0,8}["']?(?:(?:basic|bearer|digest|negotiate|token|aws4-hmac-sha256)[ \t]{1,8})?([^\s"',]{1,8192})/gi,
  /(?:set-)?cookie["']?[ \t]{0,8}:[ \t]{0,8}([^\r\n]{1,8192})/gi,
  // name=VALUE, name: VALUE, "name": "VALUE"
  new RegExp(`${SECRET_NAME}[\\w-]{0,40}["']?[ \\t]{0,8}[=:][ \\t]{0,8}["']?([^\\s"'&;,]{1,4096})`, "gi"),
  /(?<![A-Za-z])pass["']?[ \t]{0,8}[=:][ \t]{0,8}["']?([^\s"'&;,]{1,4096})/gi,
];

/** The argument behind one of these is a secret. */
const SECRET_OPTION = new RegExp(`^--?[\\w-]{0,40}?${SECRET_NAME}$|^--?pass$`, "i");

/** Where the secrets of a text are, in order and apart from each other. */
export function findSecrets(text: string, ownPatterns: readonly RE2JS[] = []): SecretSpan[] {
  const spans = PATTERNS.flatMap((pattern) => [...text.matchAll(pattern)].map(spanOf));
  for (const pattern of ownPatterns) spans.push(...matchesOf(pattern, text));
  spans.sort((a, b) => a.start - b.start || b.end - a.end);
  const apart: SecretSpan[] = [];
  for (const span of spans) {
    const last = apart.at(-1);
    if (span.start === span.end) continue;
    if (last === undefined || span.start >= last.end) apart.push(span);
    else if (span.end > last.end) apart[apart.length - 1] = { start: last.start, end: span.end };
  }
  return apart;
}

/** Whether an argument says that the next one is a secret: `--password`. */
export function announcesSecret(argument: string): boolean {
  return argument.length < 80 && SECRET_OPTION.test(argument);
}

function matchesOf(pattern: RE2JS, text: string): SecretSpan[] {
  const matcher = pattern.matcher(text);
  const spans: SecretSpan[] = [];
  while (matcher.find()) spans.push({ start: matcher.start(), end: matcher.end() });
  return spans;
}

function spanOf(match: RegExpExecArray): SecretSpan {
  const end = match.index + match[0].length;
  const secret = match[1];
  // A secret that has a group of its own stands last in its match.
  return { start: secret === undefined ? match.index : end - secret.length, end };
}
