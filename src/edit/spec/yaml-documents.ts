import { Composer, type CST, type Document, isNode, Lexer, LineCounter, Parser } from "yaml";
import { type Path, SpecError } from "./spec-error.ts";

/** A document of a YAML text as plain data. */
export interface YamlDocument {
  /** Whole numbers beyond 2^53 are bigint. */
  readonly value: unknown;
  /** The same error with the line and column of the part that its path, in this document, leads to. */
  locate(error: SpecError): SpecError;
}

/** Of lists and maps in each other; a description has ten. Composing them takes stack for each. */
const MAX_DEPTH = 100;

/** The documents of a YAML text (JSON is YAML). Throws a SpecError with line and column where it is none. */
export function parseYamlDocuments(text: string): YamlDocument[] {
  const lines = new LineCounter();
  // Numbers of 64 bits must not lose digits.
  const composer = new Composer({ lineCounter: lines, intAsBigInt: true, prettyErrors: false });
  const documents: readonly Document[] = [...composer.compose(tokensOf(text, lines))];
  for (const { errors } of documents) {
    const [error] = errors;
    if (error !== undefined) throw new SpecError([], sentence(error.message), placeOf(error.pos[0], lines));
  }
  return documents.map((document) => ({
    value: plainDocument(document),
    locate: ({ path, detail }) => new SpecError(path, detail, placeIn(document, path, lines)),
  }));
}

/** Tokens as the library's parser has them. Throws a SpecError where they are nested too deeply. */
function* tokensOf(text: string, lines: LineCounter): Generator<CST.Token> {
  const parser = new Parser(lines.addNewLine);
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    yield* parser.next(lexeme);
    if (parser.stack.length > MAX_DEPTH)
      throw new SpecError([], `more than ${MAX_DEPTH} levels of nesting`, placeOf(parser.offset, lines));
  }
  yield* parser.end();
}

function plainDocument(document: Document): unknown {
  try {
    return narrowed(document.toJS());
  } catch (error) {
    // What holds itself has no end.
    if (error instanceof RangeError) throw new SpecError([], "an alias stands inside of what it names");
    // Too many aliases, or one of nothing.
    throw new SpecError([], error instanceof Error ? error.message : String(error));
  }
}

/** Numbers that JavaScript holds exactly as numbers. */
function narrowed(value: unknown): unknown {
  if (typeof value === "bigint")
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
  if (Array.isArray(value)) return value.map(narrowed);
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, narrowed(part)]));
}

/** Where the part that a path leads to stands, or the innermost one around it that does. */
function placeIn(
  document: Document,
  path: Path,
  lines: LineCounter,
): { line: number; column: number } | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return placeOf(node.range[0], lines);
  }
  return undefined;
}

function placeOf(offset: number, lines: LineCounter): { line: number; column: number } {
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

function sentence(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
