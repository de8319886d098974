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
