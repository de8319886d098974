import { OUTPUT_COMPRESSIONS } from "../../format/capture-output.ts";
import { TARGET_NAMES } from "../../format/write-target.ts";
import type { OptionSpecs, OptionValues } from "../command.ts";

const OUTPUT = "What is written";

/** Options of every command that writes a capture. */
export const OUTPUT_OPTIONS = {
  output: { letter: "o", value: "FILE", group: OUTPUT, help: "write to FILE; - is standard output" },
  compress: {
    letter: "z",
    value: "HOW",
    choices: OUTPUT_COMPRESSIONS,
    group: OUTPUT,
    help: "gzip, zstd or none; as the name of FILE ends where nothing is said",
  },
  force: { group: OUTPUT, help: "replace FILE where it is there already" },
} as const satisfies OptionSpecs;

export type OutputFileOptions = OptionValues<typeof OUTPUT_OPTIONS>;

/** For commands that compose blocks anew. */
export const TARGET_OPTION = {
  value: "READER",
  choices: TARGET_NAMES,
  group: OUTPUT,
  help: "for whom: libs (also Falco, new sysdig) or sysdig-0.29 (Debian's)",
} as const;
