import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { INDEX_OPTION } from "../index/side-car.ts";
import {
  COLOR_OPTION,
  COMMON_OPTIONS,
  HEADING,
  JSON_OPTION,
  SCHEMA_OPTION,
  VIEWS,
} from "./shared-options.ts";

const OPTIONS = {
  view: { value: "VIEW", choices: VIEWS, group: HEADING, help: "the view whose numbers are meant" },
  schema: { ...SCHEMA_OPTION, group: HEADING },
  "no-index": { ...INDEX_OPTION, group: HEADING },
  json: { ...JSON_OPTION, group: HEADING },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type ShowOptions = OptionValues<typeof OPTIONS>;

export const SHOW = defineCommand({
  name: "show",
  topic: "look",
  help: "one event with everything there is to know of it",
  words: { usage: "FILE N...", kind: "files", max: Number.POSITIVE_INFINITY },
  options: OPTIONS,
  examples: [["scap-dump show trace.scap 1234", "parameters, fields, thread, fd, bytes of event 1234"]],
  load: async () => (await import("../commands/show.ts")).show,
});
