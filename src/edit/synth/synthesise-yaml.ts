import { type Document, isNode, LineCounter, parseAllDocuments } from "yaml";
import type { CaptureSpec } from "./capture-spec.ts";
import { type Path, SpecError } from "./spec-error.ts";
import { type SynthOptions, synthesise } from "./synthesise.ts";

/**
 * The bytes of a capture from its description in YAML (or JSON, which is YAML): each document is a section.
 * Throws a SpecError with line and column.
 */
export function synthesiseYaml(text: string, options: SynthOptions = {}): Uint8Array {
  const lines = new LineCounter();
  // Numbers of 64 bits must not lose digits.
  const parsed = parseAllDocuments(text, { lineCounter: lines, intAsBigInt: true, prettyErrors: false });
  const documents: readonly Document[] = Array.isArray(parsed) ? parsed : [];
  for (const { errors } of documents) {
    const [error] = errors;
    if (error !== undefined) throw new SpecError([], sentence(error.message), placeOf(error.pos[0], lines));
  }
  if (documents.length === 0) throw new SpecError([], "the description is empty");
  const sections = documents.map(plainDocument);
  try {
    return synthesise(sections, options);
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    const [section = 0, ...path] = error.path;
    const document = documents[Number(section)];
    throw new SpecError(
      path,
      error.detail,
      document === undefined ? undefined : placeIn(document, path, lines),
    );
  }
}

function plainDocument(document: Document): CaptureSpec {
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // Too many aliases, or one of nothing.
    throw new SpecError([], error instanceof Error ? error.message : String(error));
  }
  // `synthesise` checks it against the schema before anything else.
  return narrowed(value) as CaptureSpec;
}

/** Numbers that JavaScript holds exactly as numbers, as the types have it. */
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
