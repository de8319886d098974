import { SEVERITIES } from "../../schema/diff/change.ts";
import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COLOR_OPTION, COMMON_OPTIONS, HEADING } from "./shared-options.ts";

const OPTIONS = {
  "fail-on": {
    value: "SEVERITY",
    choices: SEVERITIES,
    group: HEADING,
    help: "exit status 1 from changes of this severity on",
  },
  only: {
    value: "SEVERITY",
    choices: SEVERITIES,
    group: HEADING,
    help: "show changes of this severity and worse",
  },
  corpus: {
    value: "DIR",
    repeats: true,
    group: HEADING,
    help: "tell which captures in DIR hold events that changed",
  },
  markdown: { group: HEADING, help: "print Markdown, for a pull request" },
  json: { letter: "j", group: HEADING, help: "print JSON, one object" },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type SchemaDiffOptions = OptionValues<typeof OPTIONS>;

export const SCHEMA_DIFF = defineCommand({
  name: "schema diff",
  topic: "schema",
  help: "what changed between two event tables, and whom it breaks",
  words: { usage: "OLD NEW", kind: "schemas", max: 2 },
  options: OPTIONS,
  examples: [
    ["scap-dump schema diff 0.17.0 newest", "two releases"],
    ["scap-dump schema diff newest libs --fail-on breaking", "your checkout libs against the newest"],
    ["scap-dump schema diff libs@master libs --corpus captures", "two states of it, and captures"],
  ],
  load: async () => (await import("../commands/schema-diff.ts")).schemaDiff,
});
