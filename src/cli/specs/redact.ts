import { PRESET_NAMES } from "../../edit/redact/policy.ts";
import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { OUTPUT_OPTIONS } from "./output-options.ts";
import { COMMON_OPTIONS, HEADING, JSON_OPTION, SCHEMA_OPTION } from "./shared-options.ts";

const OPTIONS = {
  preset: {
    value: "NAME",
    choices: PRESET_NAMES,
    group: HEADING,
    help: "what to replace: share (all names and contents), payload-free, gdpr",
  },
  policy: { value: "FILE", group: HEADING, help: "a policy of your own, in YAML (docs/redaction.md)" },
  key: { value: "FILE", group: HEADING, help: "key file: the same key gives the same pseudonyms" },
  "new-key": { value: "FILE", group: HEADING, help: "make a key file, for you alone to read, and use it" },
  map: {
    value: "FILE",
    group: HEADING,
    help: "what stands for what, encrypted with the key: written, or read to undo",
  },
  reverse: { group: HEADING, help: "put the originals back: in a redacted capture, or in any text" },
  verify: {
    group: HEADING,
    help: "compare all of the output with the input; where something is left, no output",
  },
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { ...JSON_OPTION, group: HEADING, help: "print the report as JSON" },
  ...OUTPUT_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type RedactCommandOptions = OptionValues<typeof OPTIONS>;

export const REDACT = defineCommand({
  name: "redact",
  topic: "files",
  help: "replace names, addresses and contents by pseudonyms, and prove it",
  words: { usage: "[FILE]", kind: "files", max: 1 },
  options: OPTIONS,
  examples: [
    ["scap-dump redact trace.scap -o shared.scap --verify", "for strangers"],
    ["scap-dump redact trace.scap --new-key k --map m -o s.scap", "so that it can be undone"],
    ["scap-dump redact --reverse --key k --map m their-report.txt", "undo it in a text"],
    ["scap-dump redact --preset payload-free trace.scap -o lean.scap", "no contents"],
  ],
  load: async () => (await import("../commands/redact.ts")).redact,
});
