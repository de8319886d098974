import { readFile } from "node:fs/promises";
import type { SourcePlace } from "../../schema/import/source-error.ts";
import { applyIgnoreList, IgnoreListError } from "../../schema/lint/ignore-list.ts";
import { lintSchema } from "../../schema/lint/lint-schema.ts";
import { LINT_RULES, LINT_SEVERITIES, type LintFinding, type LintSeverity } from "../../schema/lint/rules.ts";
import { writeReport } from "../capture-output.ts";
import { errorText } from "../error-text.ts";
import { ExitStatus, UsageError } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { renderSarif } from "../reports/sarif.ts";
import { loadDocument } from "../schema/load-document.ts";
import { type PlacedFinding, renderFindings, renderRules } from "../schema-lint/lint-text.ts";
import type { SchemaLintOptions } from "../specs/schema-lint.ts";
import type { Terminal } from "../terminal.ts";

/** Tells which rules an event table breaks. */
export async function schemaLint(
  words: readonly string[],
  options: SchemaLintOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const theme = await terminal.theme(options.color ?? "auto");
  if (options.rules) {
    await terminal.output.print(options.json ? rulesJson() : renderRules(theme));
    return ExitStatus.FINE;
  }
  const [name] = words;
  if (name === undefined) throw new UsageError("schema lint takes a SCHEMA: a tag, a file or a folder");
  const found = await findAll(name, options, terminal);
  if (options.sarif !== undefined) await writeSarif(name, found, options.sarif, terminal);
  if (options.sarif !== "-")
    await terminal.output.print(
      options.json
        ? found.map((entry) => `${jsonText(entry)}\n`).join("")
        : renderFindings(name, found, theme),
    );
  return weighs(found, options["fail-on"] ?? "error") ? ExitStatus.FAILED : ExitStatus.FINE;
}

async function findAll(
  name: string,
  { base, ignore }: SchemaLintOptions,
  { say }: Terminal,
): Promise<PlacedFinding[]> {
  const places = new Map<number, SourcePlace>();
  const document = await loadDocument(name, say, (code, place) => places.set(code, place));
  const findings = lintSchema(document, base === undefined ? undefined : await loadDocument(base, say));
  const wanted = ignore === undefined ? findings : await withoutKnown(findings, ignore, say);
  return wanted.map((entry) => {
    const place = entry.code === undefined ? undefined : places.get(entry.code);
    return place === undefined ? entry : { ...entry, path: place.file.path, line: place.line };
  });
}

async function withoutKnown(
  findings: readonly LintFinding[],
  path: string,
  say: (text: string) => void,
): Promise<readonly LintFinding[]> {
  try {
    const { findings: left, unmet } = applyIgnoreList(findings, await readFile(path, "utf8"));
    for (const line of unmet) say(`${path}: "${line}" meets no finding`);
    return left;
  } catch (error) {
    const isOurs = error instanceof IgnoreListError;
    throw new UsageError(`${path}: ${isOurs ? error.message : errorText(error)}`);
  }
}

async function writeSarif(
  name: string,
  found: readonly PlacedFinding[],
  file: string,
  terminal: Terminal,
): Promise<void> {
  const rules = Object.entries(LINT_RULES).map(([id, rule]) => ({ id, ...rule }));
  const findings = found.map(({ rule, severity, subject, message, path, line }) => {
    return { ruleId: rule, severity, message: `${subject}: ${message}`, file: path ?? name, line };
  });
  await writeReport(file, renderSarif(rules, findings), [name], terminal);
}

function rulesJson(): string {
  return Object.entries(LINT_RULES)
    .map(([id, rule]) => `${jsonText({ id, ...rule })}\n`)
    .join("");
}

function weighs(found: readonly LintFinding[], from: LintSeverity): boolean {
  const grave: readonly string[] = LINT_SEVERITIES.slice(0, LINT_SEVERITIES.indexOf(from) + 1);
  return found.some(({ severity }) => grave.includes(severity));
}
