import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COMMON_OPTIONS, HEADING } from "./shared-options.ts";

const OPTIONS = {
  json: { letter: "j", group: HEADING, help: "print the schema file instead, which has the same as data" },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type SchemaDocsOptions = OptionValues<typeof OPTIONS>;

export const SCHEMA_DOCS = defineCommand({
  name: "schema docs",
  topic: "schema",
  help: "the reference of an event table as Markdown",
  words: { usage: "[SCHEMA]", kind: "schemas", max: 1 },
  options: OPTIONS,
  examples: [["scap-dump schema docs > events.md", "of the newest table"]],
  load: async () => (await import("../commands/schema-docs.ts")).schemaDocs,
});
