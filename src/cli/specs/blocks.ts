import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import {
  COLOR_OPTION,
  COMMON_OPTIONS,
  HEADING,
  JSON_OPTION,
  LIMIT_OPTION,
  SCHEMA_OPTION,
} from "./shared-options.ts";

const OPTIONS = {
  limit: { ...LIMIT_OPTION, group: HEADING, help: "stop after N blocks" },
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { ...JSON_OPTION, group: HEADING },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type BlocksOptions = OptionValues<typeof OPTIONS>;

export const BLOCKS = defineCommand({
  name: "blocks",
  topic: "look",
  help: "the blocks of a capture: where, what, how long",
  words: { usage: "[FILE]", kind: "files", max: 1 },
  options: OPTIONS,
  examples: [
    ["scap-dump blocks trace.scap", "every block"],
    ["scap-dump blocks -n 10 trace.scap", "the first 10"],
  ],
  load: async () => (await import("../commands/blocks.ts")).blocks,
});
