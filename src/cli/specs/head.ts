import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { INDEX_OPTION } from "../index/side-car.ts";
import { OUTPUT_OPTIONS, TARGET_OPTION } from "./output-options.ts";
import { COMMON_OPTIONS, HEADING, LIMIT_OPTION, SCHEMA_OPTION } from "./shared-options.ts";

const OPTIONS = {
  limit: { ...LIMIT_OPTION, group: HEADING, help: "how many events; 10 where nothing is said" },
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { letter: "j", group: HEADING, help: "print the events as JSON; with -o, the account" },
  "no-index": { ...INDEX_OPTION, group: HEADING },
  ...OUTPUT_OPTIONS,
  target: TARGET_OPTION,
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type HeadOptions = OptionValues<typeof OPTIONS>;

export const HEAD = defineCommand({
  name: "head",
  topic: "files",
  help: "print or keep the first events",
  words: { usage: "[FILE]", kind: "files", max: 1 },
  options: OPTIONS,
  examples: [
    ["scap-dump head big.scap", "print the first 10"],
    ["scap-dump head -n 1000 big.scap -o small.scap", "a capture of the first 1000"],
  ],
  load: async () => (await import("../commands/head.ts")).head,
});

export const TAIL = defineCommand({
  name: "tail",
  topic: "files",
  help: "print or keep the last events, with all names that were known",
  words: { usage: "FILE", kind: "files", max: 1 },
  options: OPTIONS,
  examples: [
    ["scap-dump tail big.scap", "print the last 10"],
    ["scap-dump tail -n 1000 big.scap -o small.scap", "a capture of the last 1000"],
  ],
  load: async () => (await import("../commands/head.ts")).tail,
});
