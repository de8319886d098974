import { jsonText } from "../json-text.ts";
import { VERSION } from "../version.ts";

/** A rule as SARIF 2.1.0 (OASIS) lists it. */
export interface SarifRule {
  readonly id: string;
  readonly severity: "error" | "warning" | "note";
  readonly meaning: string;
}

/** One finding: which rule, in which file, at which byte of it where that is known. */
export interface SarifFinding {
  readonly ruleId: string;
  readonly severity: "error" | "warning" | "note";
  readonly message: string;
  readonly file: string;
  /** Offset in the uncompressed file. */
  readonly offset?: number | undefined;
  /** From 1, for text files. */
  readonly line?: number | undefined;
}

const SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/** Findings as one SARIF log, which code hosts show beside the files they are about. */
export function renderSarif(rules: readonly SarifRule[], findings: readonly SarifFinding[]): string {
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const driver = { name: "scap-dump", version: VERSION, rules: rules.map(ruleJson) };
  const results = findings.map((finding) => resultJson(finding, indexes.get(finding.ruleId)));
  return `${jsonText({ $schema: SCHEMA, version: "2.1.0", runs: [{ tool: { driver }, results }] })}\n`;
}

function ruleJson({ id, severity, meaning }: SarifRule) {
  return { id, shortDescription: { text: meaning }, defaultConfiguration: { level: severity } };
}

function resultJson(finding: SarifFinding, ruleIndex: number | undefined) {
  const { ruleId, severity, message, file } = finding;
  const region = regionJson(finding);
  const artifactLocation = { uri: uriOf(file) };
  return {
    ruleId,
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: severity,
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation, ...(region && { region }) } }],
  };
}

function regionJson({ offset, line }: SarifFinding) {
  if (line !== undefined) return { startLine: line };
  return offset === undefined ? undefined : { byteOffset: offset };
}

/** A path as a relative URI reference, or as a file URI where it is absolute. */
function uriOf(path: string): string {
  const encoded = path.replaceAll("\\", "/").split("/").map(encodeURIComponent).join("/");
  return encoded.startsWith("/") ? `file://${encoded}` : encoded;
}
