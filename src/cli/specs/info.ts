import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COLOR_OPTION, COMMON_OPTIONS, HEADING, SCHEMA_OPTION } from "./shared-options.ts";

const OPTIONS = {
  "all-types": { group: HEADING, help: "count every type of event, not only the 20 most frequent" },
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { letter: "j", group: HEADING, help: "print JSON, one object for each FILE" },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type InfoOptions = OptionValues<typeof OPTIONS>;

export const INFO = defineCommand({
  name: "info",
  topic: "look",
  help: "what a capture holds: machine, times, counts, damage",
  words: { usage: "[FILE...]", kind: "files", max: Number.POSITIVE_INFINITY },
  options: OPTIONS,
  examples: [
    ["scap-dump info trace.scap", "a summary for people"],
    ["scap-dump info --json *.scap", "one JSON object for each capture"],
  ],
  load: async () => (await import("../commands/info.ts")).info,
});
