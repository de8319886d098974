import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COLOR_OPTION, COMMON_OPTIONS, HEADING, JSON_OPTION, VIEWS } from "./shared-options.ts";

const OPTIONS = {
  view: { value: "VIEW", choices: VIEWS, group: HEADING, help: "only the fields of that view" },
  json: { ...JSON_OPTION, group: HEADING },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type FieldsOptions = OptionValues<typeof OPTIONS>;

export const FIELDS = defineCommand({
  name: "fields",
  topic: "reference",
  help: "the fields that filters and formats can name",
  words: { usage: "[NAME...]", kind: "fields", max: Number.POSITIVE_INFINITY },
  options: OPTIONS,
  examples: [
    ["scap-dump fields", "a list of all"],
    ["scap-dump fields fd.name evt.arg", "what these two tell"],
  ],
  load: async () => (await import("../commands/fields.ts")).fields,
});
