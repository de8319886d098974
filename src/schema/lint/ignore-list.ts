import type { LintFinding } from "./rules.ts";

/** Findings that are known and wanted. */
export interface IgnoreList {
  /** Lines of the list that no finding met, for people to take them out again. */
  readonly unmet: readonly string[];
  readonly findings: readonly LintFinding[];
}

/** A line of the list is wrong. */
export class IgnoreListError extends Error {
  override readonly name = "IgnoreListError";
}

/**
 * Takes the findings out that a list names: lines `RULE SUBJECT`, either of which may be `*`; what stands behind `#` is
 * for people. Throws `IgnoreListError`.
 */
export function applyIgnoreList(findings: readonly LintFinding[], text: string): IgnoreList {
  const entries = text.split("\n").flatMap(parseLine);
  const met = new Set<string>();
  const left = findings.filter(({ rule, subject }) => {
    const entry = entries.find((known) => matches(known.rule, rule) && matches(known.subject, subject));
    if (entry !== undefined) met.add(entry.line);
    return entry === undefined;
  });
  return { findings: left, unmet: entries.map(({ line }) => line).filter((line) => !met.has(line)) };
}

function parseLine(text: string, index: number): { line: string; rule: string; subject: string }[] {
  const line = text.replace(/#.*/, "").trim();
  if (line === "") return [];
  const [rule, subject, ...rest] = line.split(/\s+/);
  if (rule === undefined || subject === undefined || rest.length > 0)
    throw new IgnoreListError(`line ${index + 1}: not RULE SUBJECT: ${line}`);
  return [{ line, rule, subject }];
}

function matches(pattern: string, text: string): boolean {
  return pattern === "*" || pattern === text;
}
