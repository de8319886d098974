import { diffSchemas } from "../diff/diff-schemas.ts";
import type { SchemaDocument } from "../document.ts";
import { lintEvents } from "./lint-events.ts";
import { lintParams } from "./lint-params.ts";
import { lintFlagTables, lintSyscalls } from "./lint-tables.ts";
import { finding, LINT_SEVERITIES, type LintFinding } from "./rules.ts";

/**
 * What an event table does that it should not, the grave things first. With a base, also what it changes of that: new
 * things are welcome, but parameters are only ever appended.
 */
export function lintSchema(document: SchemaDocument, base?: SchemaDocument): LintFinding[] {
  const findings = [
    ...lintEvents(document),
    ...document.events.flatMap((event) => lintParams(event, document)),
    ...lintFlagTables(document),
    ...lintSyscalls(document),
    ...(base === undefined ? [] : lintChanges(base, document)),
  ];
  return findings.sort((a, b) => LINT_SEVERITIES.indexOf(a.severity) - LINT_SEVERITIES.indexOf(b.severity));
}

function lintChanges(base: SchemaDocument, document: SchemaDocument): LintFinding[] {
  return diffSchemas(base, document)
    .filter(({ severity }) => severity !== "compatible")
    .map(({ severity, rule, why, code, param, enumName, table, item, before = "", after = "" }) => {
      const subject = enumName ?? table ?? item ?? "table";
      const values = [before, after].filter((value) => value !== "").join(" → ");
      const place = { ...(code !== undefined && { code }), ...(param !== undefined && { param }) };
      const lintRule = severity === "breaking" ? "base-broken" : "base-risky";
      return finding(lintRule, subject, `${rule} ${values}: ${why}`, place);
    });
}
