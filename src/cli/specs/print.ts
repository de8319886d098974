import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { INDEX_OPTION } from "../index/side-car.ts";
import { TIME_FORM_HELP, TIME_FORMS } from "../time-column.ts";
import {
  COLOR_OPTION,
  HELP_OPTION,
  JSON_OPTION,
  LIMIT_OPTION,
  SCHEMA_OPTION,
  VIEWS,
} from "./shared-options.ts";

const WHICH = "Which events";
const LOOKS = "How they look";
const OTHER = "Other options";

const TIME_DETAILS = TIME_FORMS.map((form) => `${form.padEnd(4)} ${TIME_FORM_HELP[form]}`);

/** Options of the command that prints events; the letters are sysdig's. */
const OPTIONS = {
  read: { letter: "r", value: "FILE", repeats: true, group: WHICH, help: "read FILE, as sysdig has it" },
  filter: { letter: "f", value: "FILTER", group: WHICH, help: "events that pass, as in sysdig and Falco" },
  from: { value: "TIME", group: WHICH, help: "from TIME on: 17:35:48.5, 2018-08-17T17:35:48Z, +2s" },
  to: { value: "TIME", group: WHICH, help: "up to TIME" },
  view: {
    value: "VIEW",
    choices: VIEWS,
    group: WHICH,
    help: "recorded: as in the file; current: as libs shows it",
  },
  schema: { ...SCHEMA_OPTION, group: WHICH },
  compat: { group: WHICH, help: "print what sysdig 0.29.3 (recorded) or libs HEAD (current) prints" },
  limit: { ...LIMIT_OPTION, group: WHICH, help: "stop after N events shown" },
  all: { group: WHICH, help: "also what capturing programs note: procinfo, container" },
  "state-only": { group: WHICH, help: "also what was recorded to keep track of state alone" },
  time: {
    letter: "t",
    value: "FORM",
    choices: TIME_FORMS,
    group: LOOKS,
    help: "how time is shown; h where nothing is said",
    details: TIME_DETAILS,
  },
  verbose: { letter: "v", group: LOOKS, help: "show data buffers in full, not cut to 80 characters" },
  "print-ascii": { letter: "A", group: LOOKS, help: "data buffers as text with its line ends" },
  "print-hex": { letter: "x", group: LOOKS, help: "data buffers in hex" },
  "print-hex-ascii": { letter: "X", group: LOOKS, help: "data buffers in hex and text" },
  "print-base64": { letter: "b", group: LOOKS, help: "data buffers in base64" },
  json: { ...JSON_OPTION, group: LOOKS },
  color: { ...COLOR_OPTION, group: LOOKS },
  print: {
    letter: "p",
    value: "FORMAT",
    group: LOOKS,
    help: "fields: '%evt.num %proc.name'; -pc, -pk: containers, pods",
  },
  csv: { group: LOOKS, help: "with -p: rows of CSV, a header first" },
  "ndjson-full": { group: LOOKS, help: "JSON with every field that has a value" },
  summary: { letter: "S", group: OTHER, help: "count the events shown by type, at the end" },
  "no-index": { ...INDEX_OPTION, group: OTHER },
  help: { ...HELP_OPTION, group: OTHER },
  version: { group: OTHER, help: "show the version" },
} as const satisfies OptionSpecs;

export type PrintOptions = OptionValues<typeof OPTIONS>;

/** The command that needs no name: print events. */
export const PRINT = defineCommand({
  name: "",
  topic: "look",
  help: "print the events of captures",
  words: { usage: "[FILE...]", kind: "files", max: Number.POSITIVE_INFINITY },
  options: OPTIONS,
  examples: [
    ["scap-dump trace.scap", "every event, one a line"],
    ["scap-dump -n 20 -t iso trace.scap.gz", "the first 20, dates in UTC"],
    ["ssh host cat trace.scap | scap-dump -X", "from a pipe, data in hex and text"],
    ["scap-dump -j a.scap b.scap | jq .", "two captures as JSON"],
    ["scap-dump trace.scap -f 'fd.name contains /etc'", "a filter"],
    ["scap-dump -p '%evt.time %proc.cmdline' trace.scap", "fields of your choice"],
    ["scap-dump info trace.scap", "what the capture holds"],
    ["scap-dump events openat", "what the parameters of openat mean"],
  ],
  load: async () => (await import("../commands/print.ts")).print,
});
