import type { OptionSpecs } from "../command.ts";
import { COLOR_CHOICES } from "../theme.ts";

/** Views of a capture (CONTRIBUTING.md): events as recorded, or as the newest libs show them. */
export const VIEWS = ["recorded", "current"] as const;

/** Heading of the options of commands that have few. */
export const HEADING = "Options";

export const HELP_OPTION = { letter: "h", help: "show this help" } as const;

export const JSON_OPTION = { letter: "j", help: "print JSON, one object a line" } as const;

export const LIMIT_OPTION = { letter: "n", value: "N" } as const;

export const COLOR_OPTION = {
  value: "WHEN",
  choices: COLOR_CHOICES,
  help: "colours: always, never or auto, on a terminal only",
} as const;

/** For commands that decode events. */
export const SCHEMA_OPTION = {
  value: "SCHEMA",
  help: "decode with another event table: a tag, schema file or driver",
} as const;

/** What stands last in the options of every command that has a name. */
export const COMMON_OPTIONS = {
  help: { ...HELP_OPTION, group: HEADING },
} as const satisfies OptionSpecs;
