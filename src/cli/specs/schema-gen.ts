import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COMMON_OPTIONS, HEADING } from "./shared-options.ts";

const C_HEADERS = ["events", "flags", "syscalls"] as const;

const OPTIONS = {
  "c-header": {
    value: "WHAT",
    choices: C_HEADERS,
    group: HEADING,
    help: "a C header: codes of events, values of flags, numbers of system calls",
  },
  json: { letter: "j", group: HEADING, help: "print the schema file" },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type SchemaGenOptions = OptionValues<typeof OPTIONS>;

export const SCHEMA_GEN = defineCommand({
  name: "schema gen",
  topic: "schema",
  help: "source code made of an event table",
  words: { usage: "[SCHEMA]", kind: "schemas", max: 1 },
  options: OPTIONS,
  examples: [["scap-dump schema gen --c-header events > events.h", "codes and parameter counts for C"]],
  load: async () => (await import("../commands/schema-gen.ts")).schemaGen,
});
