import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { TIME_FORMS } from "../time-column.ts";
import { OUTPUT_OPTIONS, TARGET_OPTION } from "./output-options.ts";
import {
  COLOR_OPTION,
  COMMON_OPTIONS,
  HEADING,
  JSON_OPTION,
  LIMIT_OPTION,
  SCHEMA_OPTION,
} from "./shared-options.ts";

const HOW = "How they are merged";
const LISTING = "What is listed, without -o";

const OPTIONS = {
  shift: {
    value: "FILE=TIME",
    repeats: true,
    group: HOW,
    help: "set the clock of FILE right: web1.scap=+1.5s, web2.scap=-20ms",
  },
  "same-host": { group: HOW, help: "they are of one machine, whatever they say of it" },
  "keep-duplicates": { group: HOW, help: "keep events that more than one FILE holds" },
  filter: { letter: "f", value: "FILTER", group: LISTING, help: "events that pass" },
  limit: { ...LIMIT_OPTION, group: LISTING, help: "stop after N events shown" },
  time: {
    letter: "t",
    value: "FORM",
    choices: TIME_FORMS,
    group: LISTING,
    help: "how time is shown, as without a command",
  },
  all: { group: LISTING, help: "also what capturing programs note: procinfo, container" },
  ...OUTPUT_OPTIONS,
  target: TARGET_OPTION,
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { ...JSON_OPTION, group: HEADING },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type MergeCommandOptions = OptionValues<typeof OPTIONS>;

export const MERGE = defineCommand({
  name: "merge",
  topic: "files",
  help: "several captures by time: listed with their hosts, or one capture",
  words: { usage: "FILE FILE...", kind: "files", max: Number.POSITIVE_INFINITY },
  options: OPTIONS,
  examples: [
    ["scap-dump merge web1.scap web2.scap", "what happened on both, a line an event"],
    ["scap-dump merge --shift web2.scap=-20ms web1.scap web2.scap", "a clock set right"],
    ["scap-dump merge trace.scap0 trace.scap1 -o trace.scap", "rotated files as one"],
  ],
  load: async () => (await import("../commands/merge.ts")).merge,
});
