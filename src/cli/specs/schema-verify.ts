import { SEVERITIES } from "../../analysis/verify/rules.ts";
import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COLOR_OPTION, COMMON_OPTIONS, HEADING, JSON_OPTION, SCHEMA_OPTION } from "./shared-options.ts";

const OPTIONS = {
  "fail-on": {
    value: "SEVERITY",
    choices: SEVERITIES,
    group: HEADING,
    help: "exit status 1 from findings of this weight on; error where nothing is said",
  },
  junit: { value: "FILE", group: HEADING, help: "write the results as JUnit XML too; - is standard output" },
  sarif: { value: "FILE", group: HEADING, help: "write the findings as SARIF too; - is standard output" },
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { ...JSON_OPTION, group: HEADING, help: "print JSON, one object for each CAPTURE" },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type SchemaVerifyOptions = OptionValues<typeof OPTIONS>;

export const SCHEMA_VERIFY = defineCommand({
  name: "schema verify",
  topic: "schema",
  help: "read every event strictly: does the event table fit it?",
  words: { usage: "[CAPTURE...]", kind: "files", max: Number.POSITIVE_INFINITY },
  options: OPTIONS,
  examples: [
    ["scap-dump schema verify *.scap", "findings by event type"],
    ["scap-dump schema verify --junit report.xml corpus/*.scap", "for a build server"],
  ],
  load: async () => (await import("../commands/schema-verify.ts")).schemaVerify,
});
