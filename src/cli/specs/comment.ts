import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { OUTPUT_OPTIONS } from "./output-options.ts";
import { COMMON_OPTIONS, HEADING, JSON_OPTION, SCHEMA_OPTION } from "./shared-options.ts";

const OPTIONS = {
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { ...JSON_OPTION, group: HEADING, help: "tell what was written as JSON" },
  ...OUTPUT_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type CommentOptions = OptionValues<typeof OPTIONS>;

export const COMMENT = defineCommand({
  name: "comment",
  topic: "files",
  help: "put a comment to an event, which info and blocks show",
  words: { usage: "FILE N TEXT", kind: "files", max: 3 },
  options: OPTIONS,
  examples: [["scap-dump comment a.scap 1234 'here the shell came in' -o b.scap", "to event 1234"]],
  load: async () => (await import("../commands/comment.ts")).comment,
});
