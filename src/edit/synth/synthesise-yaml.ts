import { SpecError } from "../spec/spec-error.ts";
import { parseYamlDocuments } from "../spec/yaml-documents.ts";
import type { CaptureSpec } from "./capture-spec.ts";
import { type SynthOptions, synthesise } from "./synthesise.ts";

/**
 * The bytes of a capture from its description in YAML (or JSON, which is YAML): each document is a section.
 * Throws a SpecError with line and column.
 */
export function synthesiseYaml(text: string, options: SynthOptions = {}): Uint8Array {
  const documents = parseYamlDocuments(text);
  if (documents.length === 0) throw new SpecError([], "the description is empty");
  try {
    // `synthesise` checks them against the schema before anything else.
    return synthesise(
      documents.map(({ value }) => value as CaptureSpec),
      options,
    );
  } catch (error) {
    if (!(error instanceof SpecError)) throw error;
    const [section, ...path] = error.path;
    const inSection = new SpecError(path, error.detail);
    throw documents[Number(section)]?.locate(inSection) ?? inSection;
  }
}
