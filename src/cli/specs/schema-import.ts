import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COMMON_OPTIONS, HEADING } from "./shared-options.ts";

const OPTIONS = {
  tag: {
    value: "NAME",
    group: HEADING,
    help: "what to call the table; REF or the folder's name where nothing is said",
  },
  define: {
    letter: "D",
    value: "NAME[=VALUE]",
    repeats: true,
    group: HEADING,
    help: "a macro that the sources are read with",
  },
  json: { letter: "j", group: HEADING, help: "print JSON on one line, not one table, event or call a line" },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type SchemaImportOptions = OptionValues<typeof OPTIONS>;

export const SCHEMA_IMPORT = defineCommand({
  name: "schema import",
  topic: "schema",
  help: "read the event table in a driver's C sources, of any age",
  words: { usage: "PATH[@REF]", kind: "files", max: 1 },
  options: OPTIONS,
  examples: [
    ["git clone https://github.com/falcosecurity/libs", "the sources that the others read"],
    ["scap-dump schema import libs > mine.json", "the checkout libs as it is now"],
    ["scap-dump schema import libs@0.17.0", "a tag, branch or commit of it"],
    ["scap-dump schema import libs/driver -D CONFIG_64BIT", "read with a macro"],
  ],
  load: async () => (await import("../commands/schema-import.ts")).schemaImport,
});
