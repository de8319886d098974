import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COMMON_OPTIONS, HEADING, JSON_OPTION, SCHEMA_OPTION } from "./shared-options.ts";

const OPTIONS = {
  check: { value: "MANIFEST", group: HEADING, help: "hash again what a manifest names, and compare" },
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { ...JSON_OPTION, group: HEADING, help: "print the manifest, or the comparison, as JSON" },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type HashOptions = OptionValues<typeof OPTIONS>;

export const HASH = defineCommand({
  name: "hash",
  topic: "files",
  help: "a manifest for evidence: SHA-256, size, contents, losses",
  words: { usage: "[FILE...]", kind: "files", max: Number.POSITIVE_INFINITY },
  options: OPTIONS,
  examples: [
    ["scap-dump hash *.scap > MANIFEST", "sha256sum -c MANIFEST understands it too"],
    ["scap-dump hash --check MANIFEST", "are they still the same?"],
  ],
  load: async () => (await import("../commands/hash.ts")).hash,
});
