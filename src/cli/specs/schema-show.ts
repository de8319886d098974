import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COLOR_OPTION, COMMON_OPTIONS, HEADING } from "./shared-options.ts";

const OPTIONS = {
  all: { group: HEADING, help: "list unused codes (NA) too" },
  json: { letter: "j", group: HEADING, help: "print JSON: the schema file, or one object for each EVENT" },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type SchemaShowOptions = OptionValues<typeof OPTIONS>;

export const SCHEMA_SHOW = defineCommand({
  name: "schema show",
  topic: "schema",
  help: "an event table of a release, a schema file or a driver's sources",
  words: { usage: "SCHEMA [EVENT...]", kind: "events-and-schemas", max: Number.POSITIVE_INFINITY },
  options: OPTIONS,
  examples: [
    ["scap-dump schema show 0.17.0", "the events of a release"],
    ["scap-dump schema show sysdig-0.29.3 openat", "what openat was then"],
    ["scap-dump schema show 7.2.0+driver --json > old.json", "as a schema file"],
  ],
  load: async () => (await import("../commands/schema-show.ts")).schemaShow,
});
