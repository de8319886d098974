import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COLOR_OPTION, COMMON_OPTIONS, HEADING, JSON_OPTION, SCHEMA_OPTION } from "./shared-options.ts";

const OPTIONS = {
  sarif: { value: "FILE", group: HEADING, help: "write the findings as SARIF too; - is standard output" },
  schema: { ...SCHEMA_OPTION, group: HEADING },
  json: { ...JSON_OPTION, group: HEADING, help: "print JSON, one object for each FILE" },
  color: { ...COLOR_OPTION, group: HEADING },
  ...COMMON_OPTIONS,
} as const satisfies OptionSpecs;

export type DoctorOptions = OptionValues<typeof OPTIONS>;

export const DOCTOR = defineCommand({
  name: "doctor",
  topic: "files",
  help: "what is wrong with captures, what readers make of it, how to cure it",
  words: { usage: "[FILE...]", kind: "files", max: Number.POSITIVE_INFINITY },
  options: OPTIONS,
  examples: [
    ["scap-dump doctor trace.scap", "every finding, with its cure"],
    ["scap-dump doctor --sarif report.sarif *.scap", "for a code host"],
  ],
  load: async () => (await import("../commands/doctor.ts")).doctor,
});
