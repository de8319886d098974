import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COLOR_OPTION, COMMON_OPTIONS, HEADING } from "./shared-options.ts";

const OPTIONS = {
  json: { letter: "j", group: HEADING, help: "print JSON, one object for each code" },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type SchemaMigrateOptions = OptionValues<typeof OPTIONS>;

export const SCHEMA_MIGRATE = defineCommand({
  name: "schema migrate",
  topic: "schema",
  help: "how an event of one table reads under another",
  words: { usage: "EVENT OLD [NEW]", kind: "events-and-schemas", max: 3 },
  options: OPTIONS,
  examples: [
    ["scap-dump schema migrate clone 2014-04-03", "what became of clone, up to the newest table"],
    ["scap-dump schema migrate 293 7.3.0 8.0.0", "code 293 between two releases"],
  ],
  load: async () => (await import("../commands/schema-migrate.ts")).schemaMigrate,
});
