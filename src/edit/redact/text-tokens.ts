import { parseIp } from "../../filter/ip-literal.ts";
import { isPublicWord } from "./vocabulary.ts";

/** A piece of a text. `plain` pieces tell nothing: separators, numbers, names of kernel objects. */
export interface TextToken {
  readonly kind: "plain" | "word" | "hex" | "address" | "uid";
  readonly text: string;
}

/** Shorter runs of hexadecimal digits are words. */
const MIN_HEX_LENGTH = 12;

/**
 * pipe:[123] and the like | UUID | MAC | IPv6 | IPv4 | uid in names of systemd's | options of one or two letters | word.
 * Bytes that are not UTF-8 are lone surrogates here, which are letters too.
 */
const TOKENS = new RegExp(
  [
    "(?<object>pod(?=[0-9A-Fa-f]{8}[-_][0-9A-Fa-f]{4}[-_])|\\b(?:pipe|socket|mnt|net|pid|user|uts|ipc|cgroup|time):\\[\\d{1,20}\\])",
    "(?<uuid>(?:(?<![0-9A-Fa-f])|(?<=pod))[0-9A-Fa-f]{8}([-_])[0-9A-Fa-f]{4}\\3[0-9A-Fa-f]{4}\\3[0-9A-Fa-f]{4}\\3[0-9A-Fa-f]{12}(?![0-9A-Fa-f]))",
    "(?<mac>(?<![0-9A-Fa-f:])[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){5}(?![0-9A-Fa-f:]))",
    "(?<ipv6>(?<![0-9A-Za-z:.])(?=[0-9A-Fa-f]{0,4}:[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:.]{2,45}(?![0-9A-Za-z:]))",
    "(?<ipv4>(?<![0-9A-Za-z.])\\d{1,3}(?:\\.\\d{1,3}){3}(?![0-9A-Za-z]|\\.\\d))",
    "(?<uid>(?<=user[-/@])\\d{4,10}(?!\\d))",
    "(?<option>(?<=(?:^|[\\s\\0])-)[A-Za-z]{1,2}(?![A-Za-z0-9_=-]))",
    "(?<word>[A-Za-z0-9\\u{80}-\\u{10ffff}]+)",
  ].join("|"),
  "gu",
);

/** The pieces of a text, in order; joined they are the text. */
export function tokenise(text: string, keepDigits: number, keptWords: ReadonlySet<string>): TextToken[] {
  const tokens: TextToken[] = [];
  let at = 0;
  const push = (kind: TextToken["kind"], piece: string) => {
    if (piece !== "") tokens.push({ kind, text: piece });
  };
  for (const match of text.matchAll(TOKENS)) {
    push("plain", text.slice(at, match.index));
    const piece = match[0];
    at = match.index + piece.length;
    const groups = match.groups as Readonly<Record<string, string | undefined>>;
    if (groups.object !== undefined || groups.option !== undefined) push("plain", piece);
    else if (groups.uuid !== undefined || groups.mac !== undefined) push("hex", piece);
    else if (groups.uid !== undefined) push("uid", piece);
    else if (groups.ipv4 !== undefined || groups.ipv6 !== undefined) pushAddress(piece);
    else push(wordKind(piece, keepDigits, keptWords), piece);
  }
  push("plain", text.slice(at));
  return tokens;

  function pushAddress(piece: string): void {
    if (parseIp(piece) !== undefined) return push("address", piece);
    // Digits and colons that are no address as a whole: times, versions, and words or addresses between colons.
    for (const part of piece.split(/(:+)/)) {
      if (part.includes(":") || parseIp(part) !== undefined)
        push(part.includes(":") ? "plain" : "address", part);
      else
        for (const word of part.split(/(\.+)/))
          push(word.includes(".") ? "plain" : wordKind(word, keepDigits, keptWords), word);
    }
  }
}

function wordKind(word: string, keepDigits: number, keptWords: ReadonlySet<string>): TextToken["kind"] {
  if (word.length === 1 && word.charCodeAt(0) < 0x80) return "plain";
  if (/^\d+$/.test(word) && word.length <= keepDigits) return "plain";
  if (keptWords.has(word) || isPublicWord(word)) return "plain";
  return word.length >= MIN_HEX_LENGTH && /^[0-9a-f]+$/i.test(word) ? "hex" : "word";
}
