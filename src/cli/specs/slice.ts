import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { INDEX_OPTION } from "../index/side-car.ts";
import { OUTPUT_OPTIONS, TARGET_OPTION } from "./output-options.ts";
import { COMMON_OPTIONS, HEADING, SCHEMA_OPTION } from "./shared-options.ts";

const WHICH = "Which events";

/** Options of the commands that choose events to keep. */
export const SELECTION_OPTIONS = {
  filter: { letter: "f", value: "FILTER", group: WHICH, help: "events that pass, as in sysdig and Falco" },
  events: { value: "A-B", group: WHICH, help: "events number A to B; A- and -B are open" },
  from: { value: "TIME", group: WHICH, help: "from TIME on: 17:35:48.5, 2018-08-17T17:35:48Z, +2s" },
  to: { value: "TIME", group: WHICH, help: "up to TIME" },
} as const satisfies OptionSpecs;

export type SelectionOptions = OptionValues<typeof SELECTION_OPTIONS>;

const OPTIONS = {
  ...SELECTION_OPTIONS,
  "keep-state": {
    group: HEADING,
    help: "keep the lists and all that changed the state, hidden, not lists as of the cut",
  },
  schema: { ...SCHEMA_OPTION, group: HEADING },
  "no-index": { ...INDEX_OPTION, group: HEADING },
  json: { letter: "j", group: HEADING, help: "print the account as JSON" },
  ...OUTPUT_OPTIONS,
  target: TARGET_OPTION,
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type SliceOptions = OptionValues<typeof OPTIONS>;

export const SLICE = defineCommand({
  name: "slice",
  topic: "files",
  help: "keep some events, with all names that were known",
  words: { usage: "[FILE]", kind: "files", max: 1 },
  options: OPTIONS,
  examples: [
    ["scap-dump slice -f proc.name=nginx trace.scap -o nginx.scap", "what one program did"],
    ["scap-dump slice --from +10s --to +12s trace.scap -o part.scap", "two seconds of it"],
    ["scap-dump slice --events 1000-2000 trace.scap -o part.scap", "by number"],
  ],
  load: async () => (await import("../commands/slice.ts")).slice,
});
