import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { OUTPUT_OPTIONS, TARGET_OPTION } from "./output-options.ts";
import { COLOR_OPTION, COMMON_OPTIONS, HEADING, JSON_OPTION, SCHEMA_OPTION } from "./shared-options.ts";

const CHANGES = "What is changed";

const OPTIONS = {
  target: { ...TARGET_OPTION, group: CHANGES },
  "byte-order": { value: "ORDER", choices: ["little", "big"], group: CHANGES, help: "little or big" },
  upgrade: { group: CHANGES, help: "old events into those that current libs makes of them" },
  downgrade: {
    group: CHANGES,
    help: "calls into enter and exit events, as sysdig 0.29 wants them, where nothing is lost",
  },
  "strip-comments": { group: CHANGES, help: "leave out comments on sections and events" },
  comment: { value: "TEXT", repeats: true, group: CHANGES, help: "add a comment to the section header" },
  ...OUTPUT_OPTIONS,
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { ...JSON_OPTION, group: HEADING, help: "print what was written as JSON" },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type ConvertCommandOptions = OptionValues<typeof OPTIONS>;

export const CONVERT = defineCommand({
  name: "convert",
  topic: "files",
  help: "a capture in another form: compression, reader, byte order, events",
  words: { usage: "[FILE]", kind: "files", max: 1 },
  options: OPTIONS,
  examples: [
    ["scap-dump convert a.scap -o b.scap.gz", "compressed"],
    ["scap-dump convert --target sysdig-0.29 a.scap -o b.scap", "for Debian"],
    ["scap-dump convert --target libs --upgrade a.scap -o b.scap", "events of today"],
  ],
  load: async () => (await import("../commands/convert.ts")).convert,
});
