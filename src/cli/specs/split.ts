import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { OUTPUT_OPTIONS, TARGET_OPTION } from "./output-options.ts";
import { COMMON_OPTIONS, HEADING, SCHEMA_OPTION } from "./shared-options.ts";

const HOW = "Where to split";

const OPTIONS = {
  events: { value: "N", group: HOW, help: "after N events" },
  every: { value: "TIME", group: HOW, help: "after TIME: 500ms, 10s, 5m, 1h" },
  size: { value: "BYTES", group: HOW, help: "after so many bytes, before compression: 100M, 1G" },
  by: {
    value: "WHAT",
    choices: ["process", "container"],
    group: HOW,
    help: "into one capture for each process or container",
  },
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { letter: "j", group: HEADING, help: "print the account as JSON" },
  ...OUTPUT_OPTIONS,
  target: TARGET_OPTION,
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type SplitOptions = OptionValues<typeof OPTIONS>;

export const SPLIT = defineCommand({
  name: "split",
  topic: "files",
  help: "make several captures of one, each with all names that were known",
  words: { usage: "[FILE]", kind: "files", max: 1 },
  options: OPTIONS,
  examples: [
    ["scap-dump split --size 100M big.scap -o part.scap", "part-0001.scap, part-0002.scap ..."],
    ["scap-dump split --every 1m big.scap -o part.scap.gz", "a capture for each minute"],
    ["scap-dump split --by container big.scap -o one.scap", "one-host.scap, one-container-3f2a.scap ..."],
  ],
  load: async () => (await import("../commands/split.ts")).split,
});
