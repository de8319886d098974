import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { OUTPUT_OPTIONS } from "./output-options.ts";
import { COMMON_OPTIONS, HEADING, JSON_OPTION, SCHEMA_OPTION } from "./shared-options.ts";

const OPTIONS = {
  "json-schema": { group: HEADING, help: "print the JSON Schema of descriptions, for editors" },
  example: { group: HEADING, help: "print a description to begin with" },
  schema: {
    ...SCHEMA_OPTION,
    group: HEADING,
    help: "write events of another table: a tag, schema file or driver",
  },
  json: { ...JSON_OPTION, group: HEADING, help: "tell what was made as JSON" },
  ...OUTPUT_OPTIONS,
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type SynthOptions = OptionValues<typeof OPTIONS>;

export const SYNTH = defineCommand({
  name: "synth",
  topic: "files",
  help: "make a capture of a description in YAML or JSON",
  words: { usage: "[SPEC]", kind: "files", max: 1 },
  options: OPTIONS,
  examples: [
    ["scap-dump synth --example > spec.yaml", "a description to begin with"],
    ["scap-dump synth spec.yaml -o made.scap", "the capture it describes"],
    ["scap-dump synth spec.yaml -o - | scap-dump", "print its events"],
  ],
  load: async () => (await import("../commands/synth.ts")).synth,
});
