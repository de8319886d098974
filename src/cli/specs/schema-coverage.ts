import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COLOR_OPTION, COMMON_OPTIONS, HEADING, JSON_OPTION, SCHEMA_OPTION } from "./shared-options.ts";

const OPTIONS = {
  missing: { group: HEADING, help: "list what no capture shows: what to record next" },
  old: { group: HEADING, help: "count event versions that drivers no longer record, too" },
  html: { value: "FILE", group: HEADING, help: "write a heat map as a page; - is standard output" },
  synth: {
    value: "FILE",
    group: HEADING,
    help: "write a description of what is missing, for synth; - is output",
  },
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { ...JSON_OPTION, group: HEADING, help: "print JSON: every event, parameter and named value" },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type SchemaCoverageOptions = OptionValues<typeof OPTIONS>;

export const SCHEMA_COVERAGE = defineCommand({
  name: "schema coverage",
  topic: "schema",
  help: "which events, values, errnos, fds and blocks captures show",
  words: { usage: "DIR|CAPTURE...", kind: "files", max: Number.POSITIVE_INFINITY },
  options: OPTIONS,
  examples: [
    ["scap-dump schema coverage corpus/", "how much of the schema the corpus exercises"],
    ["scap-dump schema coverage --missing corpus/", "and what it does not"],
    ["scap-dump schema coverage --html map.html corpus/", "a heat map"],
    ["scap-dump schema coverage --synth more.yaml corpus/", "for synth, to make the rest"],
  ],
  load: async () => (await import("../commands/schema-coverage.ts")).schemaCoverage,
});
