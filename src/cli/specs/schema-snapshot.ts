import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COLOR_OPTION, COMMON_OPTIONS, HEADING, JSON_OPTION, SCHEMA_OPTION } from "./shared-options.ts";

const OPTIONS = {
  update: { letter: "u", group: HEADING, help: "accept the differences: write the snapshots anew" },
  frozen: { group: HEADING, help: "write nothing; a capture without a snapshot is a failure" },
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { ...JSON_OPTION, group: HEADING, help: "print JSON, one object for each capture" },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type SchemaSnapshotOptions = OptionValues<typeof OPTIONS>;

export const SCHEMA_SNAPSHOT = defineCommand({
  name: "schema snapshot",
  topic: "schema",
  help: "compare captures with their stored decoding (CAPTURE.snap)",
  words: { usage: "DIR|CAPTURE...", kind: "files", max: Number.POSITIVE_INFINITY },
  options: OPTIONS,
  examples: [
    ["scap-dump schema snapshot corpus/", "compare; write the snapshots that are not there yet"],
    ["scap-dump schema snapshot --frozen corpus/", "the same on a build server"],
    ["scap-dump schema snapshot -u corpus/", "accept what changed"],
  ],
  load: async () => (await import("../commands/schema-snapshot.ts")).schemaSnapshot,
});
