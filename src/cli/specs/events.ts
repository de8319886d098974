import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COLOR_OPTION, COMMON_OPTIONS, HEADING, JSON_OPTION, SCHEMA_OPTION } from "./shared-options.ts";

const OPTIONS = {
  all: { group: HEADING, help: "list unused codes (NA) too" },
  schema: { ...SCHEMA_OPTION, group: HEADING, help: "of another event table: a tag, schema file or driver" },
  json: { ...JSON_OPTION, group: HEADING },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type EventsOptions = OptionValues<typeof OPTIONS>;

export const EVENTS = defineCommand({
  name: "events",
  topic: "reference",
  help: "the events there are, and their fields",
  words: { usage: "[NAME|CODE...]", kind: "events", max: Number.POSITIVE_INFINITY },
  options: OPTIONS,
  examples: [
    ["scap-dump events", "a list of all"],
    ["scap-dump events openat 3", "details of openat and of code 3"],
  ],
  load: async () => (await import("../commands/events.ts")).events,
});
