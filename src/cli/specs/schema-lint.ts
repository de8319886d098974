import { LINT_SEVERITIES } from "../../schema/lint/rules.ts";
import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COLOR_OPTION, COMMON_OPTIONS, HEADING, JSON_OPTION } from "./shared-options.ts";

const OPTIONS = {
  base: { value: "SCHEMA", group: HEADING, help: "also tell what breaks readers and captures of that table" },
  ignore: { value: "FILE", group: HEADING, help: "findings that are known: lines RULE SUBJECT, * for any" },
  "fail-on": {
    value: "SEVERITY",
    choices: LINT_SEVERITIES,
    group: HEADING,
    help: "exit status 1 from findings of this weight on; error where nothing is said",
  },
  rules: { group: HEADING, help: "list the rules" },
  sarif: { value: "FILE", group: HEADING, help: "write the findings as SARIF too; - is standard output" },
  json: { ...JSON_OPTION, group: HEADING },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type SchemaLintOptions = OptionValues<typeof OPTIONS>;

export const SCHEMA_LINT = defineCommand({
  name: "schema lint",
  topic: "schema",
  help: "does an event table keep its own rules?",
  words: { usage: "SCHEMA", kind: "schemas", max: 1 },
  options: OPTIONS,
  examples: [
    ["scap-dump schema lint libs --base libs@master", "a checkout, and what it changes of a branch"],
    ["scap-dump schema lint newest", "the newest table"],
    ["scap-dump schema lint libs --sarif lint.sarif", "for a code host"],
  ],
  load: async () => (await import("../commands/schema-lint.ts")).schemaLint,
});
