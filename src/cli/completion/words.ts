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

/** The words a command takes; undefined where they are files. */
export function offeredWords({ kind }: WordSpec): readonly string[] | undefined {
  switch (kind) {
    case "files":
      return undefined;
    case "shells":
      return ["bash", "zsh", "fish"];
    case "fields":
      return fieldNames();
    case "events":
      return eventNames();
  }
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
