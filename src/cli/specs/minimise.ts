import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { OUTPUT_OPTIONS } from "./output-options.ts";
import { COMMON_OPTIONS, HEADING, JSON_OPTION, SCHEMA_OPTION } from "./shared-options.ts";

const OPTIONS = {
  while: {
    value: "COMMAND",
    group: HEADING,
    help: "shell command that shows it; {} is the capture, or it stands last",
  },
  says: { value: "TEXT", group: HEADING, help: "what it prints must have TEXT in it, too" },
  timeout: { value: "SECONDS", group: HEADING, help: "time for one run; 60. Running longer is a result too" },
  "max-runs": { value: "N", group: HEADING, help: "stop after N runs, with what is left by then" },
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { ...JSON_OPTION, group: HEADING, help: "print the report as JSON" },
  ...OUTPUT_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type MinimiseCommandOptions = OptionValues<typeof OPTIONS>;

export const MINIMISE = defineCommand({
  name: "minimise",
  topic: "files",
  help: "the smallest capture for which a command ends as it does for this one",
  words: { usage: "[FILE]", kind: "files", max: 1 },
  options: OPTIONS,
  examples: [
    ["scap-dump minimise a.scap --while 'sysdig -r' --says 'fd type' -o b.scap", "why"],
    ["scap-dump minimise a.scap --while 'grep -q xyz {}' -o b.scap", "xyz"],
  ],
  load: async () => (await import("../commands/minimise.ts")).minimise,
});
