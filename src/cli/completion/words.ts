import { defaultFields } from "../../filter/default-fields.ts";
import { currentSchema } from "../../schema/current.ts";
import type { Command, OptionSpec, WordSpec } from "../command.ts";
import { allEvents, UNUSED_NAME } from "../events-table/find-events.ts";
import { familiesOf } from "../fields-table/find-fields.ts";

/** An option as shells complete it. */
export interface CompletedOption extends OptionSpec {
  readonly name: string;
  readonly help: string;
  /** `--limit`, and `-n` where there is a letter. */
  readonly forms: readonly string[];
}

/** The options of a command that are offered. */
export function offeredOptions({ options }: Command): CompletedOption[] {
  return Object.entries(options).flatMap(([name, spec]) => {
    if (spec.group === undefined) return [];
    const forms = spec.letter === undefined ? [`--${name}`] : [`-${spec.letter}`, `--${name}`];
    return [{ ...spec, name, help: spec.help ?? "", forms }];
  });
}

/** What may stand in a place of the command line; nothing of it where it can be anything. */
export interface Offer {
  readonly words: readonly string[];
  /** Tags of event tables. */
  readonly hasTags: boolean;
  /** Files and folders. */
  readonly hasPaths: boolean;
}

const NOTHING: Offer = { words: [], hasTags: false, hasPaths: false };
const PATHS: Offer = { ...NOTHING, hasPaths: true };
const SCHEMAS: Offer = { ...PATHS, hasTags: true };
/** Values of options, as the help names them, that are paths. */
const PATH_VALUES: ReadonlySet<string> = new Set(["FILE", "DIR", "MANIFEST"]);

/** The words a command takes. */
export function offeredWords({ kind }: WordSpec): Offer {
  switch (kind) {
    case "files":
      return PATHS;
    case "schemas":
      return SCHEMAS;
    case "events-and-schemas":
      return { ...SCHEMAS, words: eventNames() };
    case "shells":
      return { ...NOTHING, words: ["bash", "zsh", "fish"] };
    case "fields":
      return { ...NOTHING, words: fieldNames() };
    case "events":
      return { ...NOTHING, words: eventNames() };
  }
}

/** The values an option takes; undefined where it takes none. */
export function offeredValues({ value, choices }: OptionSpec): Offer | undefined {
  if (value === undefined) return undefined;
  if (choices !== undefined) return { ...NOTHING, words: choices };
  if (value === "SCHEMA") return SCHEMAS;
  return PATH_VALUES.has(value) ? PATHS : NOTHING;
}

/** Commands whose names begin with the same word of two, under that word. */
export function familiesOfCommands(commands: readonly Command[]): ReadonlyMap<string, readonly Command[]> {
  const families = new Map<string, Command[]>();
  for (const command of commands) {
    const [family, member] = command.name.split(" ") as [string, string?];
    if (member !== undefined) families.set(family, [...(families.get(family) ?? []), command]);
  }
  return families;
}

/** The word of a command's name that tells it from its family, or the only one. */
export function lastWord({ name }: Command): string {
  return name.slice(name.indexOf(" ") + 1);
}

/** What may stand first on the command line: commands of one word, and families. */
export function firstWords(commands: readonly Command[]): string[] {
  return [...new Set(commands.map(({ name }) => name.split(" ")[0] as string))];
}

/** A text in single quotes, as bash and zsh take it. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function eventNames(): string[] {
  const names = new Set(allEvents(currentSchema).map(({ name }) => name));
  names.delete(UNUSED_NAME);
  return [...names].sort();
}

/** Names of fields and, before them, of their families. */
function fieldNames(): string[] {
  const fields = defaultFields();
  return [...familiesOf(fields), ...fields.specs].map(({ name }) => name);
}
