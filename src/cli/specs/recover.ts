import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { OUTPUT_OPTIONS, TARGET_OPTION } from "./output-options.ts";
import { COLOR_OPTION, COMMON_OPTIONS, HEADING, JSON_OPTION, SCHEMA_OPTION } from "./shared-options.ts";

const OPTIONS = {
  carve: {
    group: HEADING,
    help: "find captures inside of any file, such as a disk image; -o is a folder then, or nothing to list them",
  },
  ...OUTPUT_OPTIONS,
  target: TARGET_OPTION,
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { ...JSON_OPTION, group: HEADING, help: "print the account of loss as JSON" },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type RecoverOptions = OptionValues<typeof OPTIONS>;

export const RECOVER = defineCommand({
  name: "recover",
  topic: "files",
  help: "save what can be saved of a damaged capture, and tell what is lost",
  words: { usage: "[FILE]", kind: "files", max: 1 },
  options: OPTIONS,
  examples: [
    ["scap-dump recover broken.scap -o whole.scap", "a capture that every reader takes"],
    ["scap-dump recover --carve disk.img -o found/", "every capture in a disk image"],
    ["scap-dump recover broken.scap.gz -o whole.scap.gz", "also of damaged gzip"],
  ],
  load: async () => (await import("../commands/recover.ts")).recover,
});
