import type { OptionSpecs } from "./command.ts";
import { COLOR_CHOICES } from "./theme.ts";
import { TIME_FORM_HELP, TIME_FORMS } from "./time-column.ts";

const VIEWS = ["recorded", "current"] as const;
const WHICH = "Which events";
const LOOKS = "How they look";
const OTHER = "Other options";

const TIME_DETAILS = TIME_FORMS.map((form) => `${form.padEnd(4)} ${TIME_FORM_HELP[form]}`);

/** Options of every command. */
export const COMMON_OPTIONS = {
  help: { letter: "h", group: OTHER, help: "show this help" },
  version: { group: OTHER, help: "show the version" },
} as const satisfies OptionSpecs;

const JSON_OPTION = { letter: "j", help: "print JSON, one object a line" } as const;

const LIMIT_OPTION = { letter: "n", value: "N" } as const;

const COLOR_OPTION = {
  value: "WHEN",
  choices: COLOR_CHOICES,
  help: "colours: always, never or auto, on a terminal only",
} as const;

/** Options of the command that prints events; the letters are sysdig's. */
export const PRINT_OPTIONS = {
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
  compat: { group: WHICH, help: "leave out what other readers do not track" },
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
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

const OPTIONS = "Options";

const COMMON_TAIL = {
  help: { ...COMMON_OPTIONS.help, group: OPTIONS },
} as const;

export const INFO_OPTIONS = {
  "all-types": { group: OPTIONS, help: "count every type of event, not only the 20 most frequent" },
  json: { letter: "j", group: OPTIONS, help: "print JSON, one object for each FILE" },
  color: { ...COLOR_OPTION, group: OPTIONS },
  ...COMMON_TAIL,
} as const satisfies OptionSpecs;

export const BLOCKS_OPTIONS = {
  limit: { ...LIMIT_OPTION, group: OPTIONS, help: "stop after N blocks" },
  json: { ...JSON_OPTION, group: OPTIONS },
  color: { ...COLOR_OPTION, group: OPTIONS },
  ...COMMON_TAIL,
} as const satisfies OptionSpecs;

export const EVENTS_OPTIONS = {
  all: { group: OPTIONS, help: "list unused codes (NA) too" },
  json: { ...JSON_OPTION, group: OPTIONS },
  color: { ...COLOR_OPTION, group: OPTIONS },
  ...COMMON_TAIL,
} as const satisfies OptionSpecs;

export const FIELDS_OPTIONS = {
  view: { value: "VIEW", choices: VIEWS, group: OPTIONS, help: "only the fields of that view" },
  json: { ...JSON_OPTION, group: OPTIONS },
  color: { ...COLOR_OPTION, group: OPTIONS },
  ...COMMON_TAIL,
} as const satisfies OptionSpecs;

export const SHOW_OPTIONS = {
  view: { value: "VIEW", choices: VIEWS, group: OPTIONS, help: "the view whose numbers are meant" },
  json: { ...JSON_OPTION, group: OPTIONS },
  color: { ...COLOR_OPTION, group: OPTIONS },
  ...COMMON_TAIL,
} as const satisfies OptionSpecs;

export const COMPLETION_OPTIONS = { ...COMMON_TAIL } as const satisfies OptionSpecs;
