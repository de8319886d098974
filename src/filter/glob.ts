/** Counts the characters looked at, for tests. */
export interface StepCount {
  steps: number;
}

/** Whether text fits a pattern as a whole. */
export type Glob = (text: string, count?: StepCount) => boolean;

/**
 * Compiles a pattern of fnmatch(3) without flags: `*` any text, slashes too, `?` one character, `[a-z]`, `[!a]`,
 * `[[:digit:]]` one of a set, `\` takes the next character literally. Characters are Unicode's, cases only ASCII's.
 *
 * Between stars the pattern has pieces of fixed length; each is looked for once, leftmost first, which is enough.
 * So matching costs at most the product of the two lengths, and no pattern makes it explode.
 */
export function compileGlob(pattern: string, ignoreCase = false): Glob {
  const pieces = parsePieces(pattern, ignoreCase);
  if (pieces === undefined) return () => false;
  const [first, ...rest] = pieces;
  const tail = rest.pop();
  return (text, count = { steps: 0 }) => {
    const headEnd = matchAt(first, text, 0, count);
    if (tail === undefined || headEnd < 0) return headEnd === text.length;
    const tailStart = stepsBack(text, tail.places.length);
    if (tailStart < headEnd || matchAt(tail, text, tailStart, count) < 0) return false;
    return findAll(rest, text, headEnd, tailStart, count);
  };
}

/** Text without ASCII capitals; what else there is stays as it is. */
export function foldCase(text: string): string {
  return text.replace(/[A-Z]+/g, (capitals) => capitals.toLowerCase());
}

/** Whether a pattern has anything that is not literal. */
export function hasWildcards(pattern: string): boolean {
  return /[?*[]/.test(pattern);
}

/** Whether a character of the text fits one place of the pattern. */
type Place = (code: number) => boolean;

/** What stands between two stars. */
interface Piece {
  readonly places: Place[];
  /** The text it stands for, as long as it is literal. */
  literal: string | undefined;
}

function fold(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

/** Position behind the piece, -1 where it does not fit at `at`. */
function matchAt({ places }: Piece, text: string, start: number, count: StepCount): number {
  let at = start;
  for (const place of places) {
    const code = text.codePointAt(at);
    count.steps++;
    if (code === undefined || !place(code)) return -1;
    at += sizeOf(code);
  }
  return at;
}

/** Whether all pieces are found one behind the other between `from` and `to`. */
function findAll(
  pieces: readonly Piece[],
  text: string,
  from: number,
  to: number,
  count: StepCount,
): boolean {
  let at = from;
  for (const piece of pieces) {
    at = find(piece, text, at, count);
    if (at < 0 || at > to) return false;
  }
  return true;
}

/** Position behind the first place where the piece fits, -1 where there is none. */
function find(piece: Piece, text: string, from: number, count: StepCount): number {
  if (piece.literal !== undefined) {
    const start = text.indexOf(piece.literal, from);
    return start < 0 ? -1 : start + piece.literal.length;
  }
  for (let at = from; at < text.length; at += sizeOf(text.codePointAt(at) as number)) {
    const end = matchAt(piece, text, at, count);
    if (end >= 0) return end;
  }
  return -1;
}

/** Where the last `count` characters of a text begin; -1 if it has fewer. */
function stepsBack(text: string, count: number): number {
  let at = text.length;
  for (let k = 0; k < count && at >= 0; k++) {
    at -= at > 1 && sizeOf(text.codePointAt(at - 2) as number) === 2 ? 2 : 1;
  }
  return at;
}

function sizeOf(code: number): number {
  return code > 0xffff ? 2 : 1;
}

/** The pieces between the stars; undefined for a pattern that ends in a lone backslash, which nothing fits. */
function parsePieces(pattern: string, ignoreCase: boolean): [Piece, ...Piece[]] | undefined {
  const symbols = Array.from(pattern, (symbol) => symbol.codePointAt(0) as number);
  const pieces: [Piece, ...Piece[]] = [{ places: [], literal: "" }];
  let at = 0;
  while (at < symbols.length) {
    const code = symbols[at++] as number;
    const piece = pieces[pieces.length - 1] as Piece;
    const set = code === OPEN ? parseSet(symbols, at, ignoreCase) : undefined;
    if (code === STAR) {
      // Stars side by side are one.
      if (pieces.length === 1 || piece.places.length > 0) pieces.push({ places: [], literal: "" });
    } else if (set !== undefined) {
      addPlace(piece, set.place);
      at = set.end;
    } else if (code === QUESTION) addPlace(piece, anyChar);
    else if (code !== BACKSLASH) addLiteral(piece, code, ignoreCase);
    else if (at === symbols.length) return undefined;
    else addLiteral(piece, symbols[at++] as number, ignoreCase);
  }
  return pieces;
}

function addPlace(piece: Piece, place: Place): void {
  piece.places.push(place);
  piece.literal = undefined;
}

function addLiteral(piece: Piece, code: number, ignoreCase: boolean): void {
  const wanted = ignoreCase ? fold(code) : code;
  piece.places.push(ignoreCase ? (own) => fold(own) === wanted : (own) => own === wanted);
  if (ignoreCase) piece.literal = undefined;
  else if (piece.literal !== undefined) piece.literal += String.fromCodePoint(code);
}

function anyChar(): boolean {
  return true;
}

const STAR = 0x2a;
const QUESTION = 0x3f;
const OPEN = 0x5b;
const CLOSE = 0x5d;
const BACKSLASH = 0x5c;
const BANG = 0x21;
const CARET = 0x5e;
const HYPHEN = 0x2d;
const COLON = 0x3a;

interface ParsedSet {
  readonly place: Place;
  /** Position behind the closing bracket. */
  readonly end: number;
}

/** The set whose opening bracket is before `start`; undefined where it is not closed, and the bracket is literal. */
function parseSet(symbols: readonly number[], start: number, ignoreCase: boolean): ParsedSet | undefined {
  const isNegated = symbols[start] === BANG || symbols[start] === CARET;
  const places: Place[] = [];
  let at = isNegated ? start + 1 : start;
  const first = at;
  while (at < symbols.length) {
    // A bracket that closes nothing yet stands for itself.
    if (symbols[at] === CLOSE && at > first) {
      return { place: (code) => places.some((place) => place(code)) !== isNegated, end: at + 1 };
    }
    const member = parseClass(symbols, at) ?? parseRange(symbols, at, ignoreCase);
    if (member === undefined) return undefined;
    places.push(member.place);
    at = member.end;
  }
  return undefined;
}

const CLASSES: ReadonlyMap<string, RegExp> = new Map([
  ["alnum", /[A-Za-z0-9]/],
  ["alpha", /[A-Za-z]/],
  ["blank", /[ \t]/],
  ["cntrl", /\p{Cc}/u],
  ["digit", /[0-9]/],
  ["graph", /[!-~]/],
  ["lower", /[a-z]/],
  ["print", /[ -~]/],
  ["punct", /[!-/:-@[-`{-~]/],
  ["space", /[ \t\n\v\f\r]/],
  ["upper", /[A-Z]/],
  ["xdigit", /[0-9A-Fa-f]/],
]);

/** `[:digit:]`; an unknown class has no members. */
function parseClass(symbols: readonly number[], at: number): ParsedSet | undefined {
  if (symbols[at] !== OPEN || symbols[at + 1] !== COLON) return undefined;
  const end = symbols.indexOf(COLON, at + 2);
  if (end < 0 || symbols[end + 1] !== CLOSE) return undefined;
  const name = symbols.slice(at + 2, end).map((code) => String.fromCodePoint(code));
  const members = CLASSES.get(name.join(""));
  // Classes are asked about the character itself, in either mode.
  return { place: (code) => members?.test(String.fromCodePoint(code)) ?? false, end: end + 2 };
}

/** `a` or `a-z`; undefined where the pattern ends inside. */
function parseRange(symbols: readonly number[], start: number, ignoreCase: boolean): ParsedSet | undefined {
  const low = parseMember(symbols, start);
  if (low === undefined) return undefined;
  const hasHigh = symbols[low.end] === HYPHEN && symbols[low.end + 1] !== CLOSE;
  const high = hasHigh ? parseMember(symbols, low.end + 1) : low;
  if (high === undefined) return undefined;
  const adapt = ignoreCase ? fold : (code: number) => code;
  const [from, to] = [adapt(low.code), adapt(high.code)];
  return { place: (code) => adapt(code) >= from && adapt(code) <= to, end: high.end };
}

function parseMember(symbols: readonly number[], at: number): { code: number; end: number } | undefined {
  const isEscaped = symbols[at] === BACKSLASH;
  const code = symbols[isEscaped ? at + 1 : at];
  return code === undefined ? undefined : { code, end: at + (isEscaped ? 2 : 1) };
}
