import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COMMON_OPTIONS, HEADING } from "./shared-options.ts";

const OPTIONS = {
  every: {
    value: "N",
    group: HEADING,
    help: "a checkpoint after each N events; 100000 where nothing is said",
  },
  verify: { group: HEADING, help: "make it once more and compare, instead of writing it" },
  force: { group: HEADING, help: "replace the index that is there" },
  json: { letter: "j", group: HEADING, help: "print the account as JSON" },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type IndexOptions = OptionValues<typeof OPTIONS>;

export const INDEX = defineCommand({
  name: "index",
  topic: "files",
  help: "write FILE.scapidx, so that reading passes over what is not wanted",
  words: { usage: "FILE", kind: "files", max: 1 },
  options: OPTIONS,
  examples: [
    ["scap-dump index big.scap", "then: scap-dump big.scap --from 17:35:48 -f proc.name=curl"],
    ["scap-dump index --verify big.scap", "proves that the index says what the capture does"],
    ["scap-dump convert -z none big.scap.gz -o big.scap", "a compressed capture has no index"],
  ],
  load: async () => (await import("../commands/index.ts")).index,
});
