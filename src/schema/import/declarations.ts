import { type Constants, evaluate } from "./constant-expression.ts";
import { SourceError, type SourcePlace } from "./source-error.ts";
import type { Token } from "./tokenize.ts";

/** What stands between the braces of an initialiser, or one expression of it. */
export type Initializer = InitializerList | InitializerExpression;

export interface InitializerList {
  readonly kind: "list";
  readonly items: readonly InitializerItem[];
  readonly place: SourcePlace;
}

export interface InitializerExpression {
  readonly kind: "expression";
  readonly tokens: readonly Token[];
  readonly place: SourcePlace;
}

/** `[index] = value`, `.field = value` or just a value. */
export interface InitializerItem {
  readonly index?: readonly Token[];
  readonly field?: string;
  readonly value: Initializer;
}

/** `const struct TYPE NAME[…] = { … };` */
export interface ArrayDefinition {
  readonly name: string;
  /** Such as `ppm_event_info`. */
  readonly type: string;
  readonly value: InitializerList;
}

/** One enumeration; its names are in order, values may repeat. */
export type Enumeration = readonly { readonly name: string; readonly value: bigint }[];

/** What preprocessed sources declare, as far as event tables need it. */
export interface Declarations {
  readonly enumerations: readonly Enumeration[];
  readonly arrays: readonly ArrayDefinition[];
  /** Members of the structures, by the structure's name: the tokens between the braces. */
  readonly structures: ReadonlyMap<string, readonly Token[]>;
  /** Values of all enumerators. */
  readonly constants: Constants;
}

/** Of braces in braces; tables of events have four, and every level is read over again. */
const MAX_DEPTH = 16;

/** Reads enumerations, structures and initialised arrays; skips everything else. Throws `SourceError`. */
export function parseDeclarations(tokens: readonly Token[]): Declarations {
  const values = new Map<string, bigint>();
  const constants: Constants = (name) => values.get(name);
  const enumerations: Enumeration[] = [];
  const arrays: ArrayDefinition[] = [];
  const structures = new Map<string, readonly Token[]>();
  let start = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    if (token.text === ";" || token.text === "}") start = at + 1;
    if (token.text !== "{") continue;
    const head = tokens.slice(start, at);
    // `extern "C" {` only frames declarations.
    if (head[0]?.text === "extern" && head[1]?.kind === "string" && head.length === 2) {
      start = at + 1;
      continue;
    }
    const end = closingBrace(tokens, at);
    const body = tokens.slice(at + 1, end);
    const array = arrayHead(head);
    if (array !== undefined) arrays.push({ ...array, value: parseList(body, token) });
    else if (head.some(({ text }) => text === "enum"))
      enumerations.push(parseEnumeration(body, values, constants));
    else if (head[0]?.text === "struct" && head[1] !== undefined) structures.set(head[1].text, body);
    at = end;
    // What follows up to `;` belongs to it: attributes, the name of a typedef.
    start = end + 1;
  }
  return { enumerations, arrays, structures, constants };
}

function closingBrace(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    const text = tokens[at]?.text;
    if (text === "{" && ++depth > MAX_DEPTH)
      throw new SourceError("braces are nested too deeply", tokens[open] as Token);
    if (text === "}" && --depth === 0) return at;
  }
  throw new SourceError("a brace is not closed", tokens[open] as Token);
}

/** Name and type of `… TYPE NAME[…] … =`. */
function arrayHead(head: readonly Token[]): { name: string; type: string } | undefined {
  if (head.at(-1)?.text !== "=") return undefined;
  const bracket = head.findIndex(({ text }) => text === "[");
  const name = head[bracket - 1];
  const type = head[bracket - 2];
  return name?.kind === "name" && type?.kind === "name" ? { name: name.text, type: type.text } : undefined;
}

function parseEnumeration(
  body: readonly Token[],
  values: Map<string, bigint>,
  constants: Constants,
): Enumeration {
  let next = 0n;
  return splitAtCommas(body).map((item) => {
    const [name, equals, ...expression] = item;
    if (name?.kind !== "name" || (equals !== undefined && equals.text !== "="))
      throw new SourceError("no enumerator", item[0] as Token);
    const value = equals === undefined ? next : evaluate(expression, equals, constants);
    values.set(name.text, value);
    next = value + 1n;
    return { name: name.text, value };
  });
}

function parseList(body: readonly Token[], place: SourcePlace): InitializerList {
  return { kind: "list", items: splitAtCommas(body).map(parseItem), place };
}

function parseItem(tokens: readonly Token[]): InitializerItem {
  const [first, second] = tokens as [Token, Token | undefined];
  if (first.text === ".") {
    if (second?.kind !== "name" || tokens[2]?.text !== "=") throw new SourceError("no initialiser", first);
    return { field: second.text, value: parseValue(tokens.slice(3), first) };
  }
  if (first.text !== "[") return { value: parseValue(tokens, first) };
  const end = tokens.findIndex(({ text }) => text === "]");
  if (tokens[end + 1]?.text !== "=") throw new SourceError("no initialiser", first);
  const index = tokens.slice(1, end);
  if (index.some(({ text }) => text === "...")) throw new SourceError("a range of indexes", first);
  return { index, value: parseValue(tokens.slice(end + 2), first) };
}

function parseValue(tokens: readonly Token[], place: SourcePlace): Initializer {
  const [first] = tokens;
  if (first === undefined) throw new SourceError("an initialiser lacks its value", place);
  if (first.text !== "{") return { kind: "expression", tokens, place: first };
  if (closingBrace(tokens, 0) !== tokens.length - 1) throw new SourceError("no initialiser", first);
  return parseList(tokens.slice(1, -1), first);
}

/** Parts between the commas outside of any brackets; a comma at the end is none. */
function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [];
  let part: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    if ("({[".includes(token.text)) depth++;
    if (")}]".includes(token.text)) depth--;
    if (token.text !== "," || depth > 0) {
      part.push(token);
      continue;
    }
    if (part.length === 0) throw new SourceError("nothing before a comma", token);
    parts.push(part);
    part = [];
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
