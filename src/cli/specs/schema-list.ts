import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COLOR_OPTION, COMMON_OPTIONS, HEADING, JSON_OPTION } from "./shared-options.ts";

const OPTIONS = {
  tables: { group: HEADING, help: "only tags whose event table is another than before" },
  json: { ...JSON_OPTION, group: HEADING },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type SchemaListOptions = OptionValues<typeof OPTIONS>;

export const SCHEMA_LIST = defineCommand({
  name: "schema list",
  topic: "schema",
  help: "the event tables there have been since 2014",
  words: { usage: "", kind: "files", max: 0 },
  options: OPTIONS,
  examples: [["scap-dump schema list --tables", "releases that changed something"]],
  load: async () => (await import("../commands/schema-list.ts")).schemaList,
});
