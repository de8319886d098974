import { defineCommand, type OptionSpecs, type OptionValues } from "../command.ts";
import { COMMON_OPTIONS } from "./shared-options.ts";

const OPTIONS = { ...COMMON_OPTIONS } as const satisfies OptionSpecs;

export type RecordOptions = OptionValues<typeof OPTIONS>;

export const RECORD = defineCommand({
  name: "record",
  topic: "record",
  help: "record this Linux machine into a capture (options: record -- --help)",
  words: { usage: "-w FILE [OPTION...] [-- COMMAND...]", kind: "files", max: Number.POSITIVE_INFINITY },
  options: OPTIONS,
  takesAll: true,
  examples: [
    ["scap-dump record -w trace.scap -- curl https://example.org", "a command and its children"],
    ["scap-dump record -w trace.scap -z -M 60 --no-self", "the whole machine for a minute"],
    ["scap-dump record -w crash.scap --ring 64", "the last 64 MB, written on SIGUSR2"],
    ["scap-dump record -- --help", "all options of the recorder, scap-capture"],
  ],
  load: async () => (await import("../commands/record.ts")).record,
});
