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

/**
 * Reads enumerations, structures and initialised arrays; skips other declarations. Throws `SourceError`, also for what
 * begins as no declaration does: it would be a part of a table that was torn off.
 */
export function parseDeclarations(tokens: readonly Token[]): Declarations {
  const reader = new DeclarationReader();
  let start = 0;
  let frames = 0;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    if (at === start) frames += checkStart(token, frames);
    if (token.text === ";" || token.text === "}") start = at + 1;
    if (token.text !== "{") continue;
    const head = tokens.slice(start, at);
    // `extern "C" {` only frames declarations.
    if (head[0]?.text === "extern" && head[1]?.kind === "string" && head.length === 2) {
      frames++;
      start = at + 1;
      continue;
    }
    const end = closingBrace(tokens, at);
    reader.take(head, tokens.slice(at + 1, end), token);
    at = end;
    // What follows up to `;` belongs to it: attributes, the name of a typedef.
    start = end + 1;
  }
  return reader;
}

/** Whether a token can begin a declaration, or end what frames them; what that does to the number of frames. */
function checkStart(token: Token, frames: number): number {
  if (token.kind === "name" || token.text === ";" || token.text === "*") return 0;
  if (token.text === "}" && frames > 0) return -1;
  throw new SourceError("this belongs to no declaration", token);
}

/** Collects what is declared. */
class DeclarationReader implements Declarations {
  readonly enumerations: Enumeration[] = [];
  readonly arrays: ArrayDefinition[] = [];
  readonly structures = new Map<string, readonly Token[]>();
  private readonly values = new Map<string, bigint>();
  private readonly arrayNames = new Set<string>();
  readonly constants: Constants = (name) => this.values.get(name);

  /** `head` is what stands before the braces, `open` the brace. */
  take(head: readonly Token[], body: readonly Token[], open: Token): void {
    const array = arrayHead(head);
    if (array !== undefined) this.takeArray(array, body, open);
    else if (head.some(({ text }) => text === "enum")) this.enumerations.push(this.enumeration(body));
    else if (head[0]?.text === "struct" && head[1] !== undefined) this.structures.set(head[1].text, body);
  }

  private takeArray(array: Omit<ArrayDefinition, "value">, body: readonly Token[], open: Token): void {
    if (this.arrayNames.has(array.name)) throw new SourceError(`${array.name} is defined twice`, open);
    this.arrayNames.add(array.name);
    this.arrays.push({ ...array, value: parseList(body, open) });
  }

  private enumeration(body: readonly Token[]): Enumeration {
    let next = 0n;
    return splitAtCommas(body).map((item) => {
      const [name, equals, ...expression] = item;
      if (name?.kind !== "name" || (equals !== undefined && equals.text !== "="))
        throw new SourceError("no enumerator", item[0] as Token);
      const value = equals === undefined ? next : evaluate(expression, equals, this.constants);
      // A header without a guard is read again with the next file.
      if ((this.values.get(name.text) ?? value) !== value)
        throw new SourceError(`${name.text} has two values`, name);
      this.values.set(name.text, value);
      next = value + 1n;
      return { name: name.text, value };
    });
  }
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
