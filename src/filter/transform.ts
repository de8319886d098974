import { decodeText, encodeText } from "../format/text.ts";
import { foldCase } from "./glob.ts";

/** Text with ASCII capitals only; what else there is stays as it is. */
export function toUpper(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** Text without ASCII capitals. */
export const toLower = foldCase;

/** What stands behind the last slash. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** How many bytes a text was recorded as. */
export function byteLength(text: string): number {
  return /^[\0-\x7f]*$/.test(text) ? text.length : encodeText(text).length;
}

/** What base64 stands for, with or without padding; undefined for anything that base64 could not be. */
export function decodeBase64(text: string): Uint8Array | undefined {
  const digits = text.replace(/={1,2}$/, "");
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || (digits === "" && text !== "")) return undefined;
  if (!endsClean(digits)) return undefined;
  return Uint8Array.from(atob(digits), (char) => char.charCodeAt(0));
}

/** As `decodeBase64`, with text for text. */
export function decodeBase64Text(text: string): string | undefined {
  const bytes = decodeBase64(text);
  return bytes && decodeText(bytes);
}

/** Bits of the last digit that belong to no byte must be 0. */
function endsClean(digits: string): boolean {
  const rest = digits.length % 4;
  if (rest === 0) return true;
  const last = digits.slice(-1);
  return rest === 2 ? "AQgw".includes(last) : rest === 3 && "AEIMQUYcgkosw048".includes(last);
}

/**
 * The options in a list of arguments, as getopt(3) reads them with `description`: `a` an option, `b:` one with a
 * value. Gives each option's letter, then its value; `?` for letters it does not know, "" for a missing value. Stops at
 * `--` and at the first argument that is no option; long options are passed over.
 */
export function parseOptions(args: readonly string[], description: string): readonly string[] {
  return scanOptions(args, description).flatMap(({ letter, value }) => {
    if (letter === undefined) return ["?"];
    return value === undefined ? [letter] : value === MISSING ? [""] : [letter, value];
  });
}

/** The value of the last option `letter` in a list of arguments, the letter itself if it takes none. */
export function optionValue(
  args: readonly string[],
  description: string,
  letter: string,
): string | undefined {
  const found = scanOptions(args, description).filter((option) => option.letter === letter);
  const last = found[found.length - 1];
  return last && (last.value === MISSING ? "" : (last.value ?? letter));
}

const MISSING = Symbol("missing");

/** An option that stood there; without letter if the description does not have it. */
interface FoundOption {
  readonly letter: string | undefined;
  /** Undefined for options without one. */
  readonly value: string | typeof MISSING | undefined;
}

function scanOptions(args: readonly string[], description: string): readonly FoundOption[] {
  const takesValue = describedOptions(description);
  const found: FoundOption[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] as string;
    if (arg === "--" || !arg.startsWith("-") || arg === "-") break;
    if (arg.startsWith("--")) continue;
    index += scanCluster(arg, args[index + 1], takesValue, found);
  }
  return found;
}

/** Reads `-abVALUE`; returns how many further arguments were its value. */
function scanCluster(
  arg: string,
  next: string | undefined,
  takesValue: ReadonlyMap<string, boolean>,
  found: FoundOption[],
): number {
  for (let k = 1; k < arg.length; k++) {
    const letter = arg.charAt(k);
    const hasValue = takesValue.get(letter);
    if (hasValue === undefined) found.push({ letter: undefined, value: undefined });
    else if (!hasValue) found.push({ letter, value: undefined });
    else {
      const isJoined = k + 1 < arg.length;
      found.push({ letter, value: isJoined ? arg.slice(k + 1) : (next ?? MISSING) });
      return isJoined || next === undefined ? 0 : 1;
    }
  }
  return 0;
}

/** Letters of a getopt description, and whether a value follows. */
function describedOptions(description: string): ReadonlyMap<string, boolean> {
  const options = new Map<string, boolean>();
  for (let k = 0; k < description.length; k++) {
    const letter = description.charAt(k);
    if (letter !== ":") options.set(letter, description.charAt(k + 1) === ":");
  }
  return options;
}
