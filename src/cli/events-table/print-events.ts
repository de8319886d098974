import type { EventSpec, Schema } from "../../schema/types.ts";
import { ExitStatus, UsageError } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import type { Terminal } from "../terminal.ts";
import type { ColorChoice, Theme } from "../theme.ts";
import { eventSpecFields } from "./event-fields.ts";
import { renderEventDetails, renderEventList } from "./event-text.ts";
import { allEvents, findEvents, UNUSED_NAME } from "./find-events.ts";

/** How events of a table are shown. */
export interface EventPrinting {
  /** List unused codes too. */
  readonly all: boolean;
  readonly json: boolean;
  readonly color: ColorChoice | undefined;
}

/** Prints the table of events, or details of those that `words` name. */
export async function printEvents(
  schema: Schema,
  words: readonly string[],
  options: EventPrinting,
  terminal: Terminal,
): Promise<ExitStatus> {
  const isList = words.length === 0;
  const chosen = isList
    ? listed(schema, options.all)
    : [...new Set(words.flatMap((word) => eventsNamed(schema, word)))];
  const theme = await terminal.theme(options.color ?? "auto");
  await terminal.output.print(
    options.json
      ? renderJson(chosen)
      : isList
        ? renderEventList(chosen, theme)
        : renderDetails(chosen, theme),
  );
  return ExitStatus.FINE;
}

function listed(schema: Schema, withUnused: boolean): EventSpec[] {
  return allEvents(schema).filter(({ name }) => withUnused || name !== UNUSED_NAME);
}

/** The events that a word means: a code, a name, a constant or a system call. Throws a UsageError. */
export function eventsNamed(schema: Schema, word: string): readonly EventSpec[] {
  const found = findEvents(schema, word);
  if (found.events !== undefined) return found.events;
  const hint = found.nearest === undefined ? "" : `, did you mean ${found.nearest}?`;
  throw new UsageError(`there is no event "${word}"${hint}`);
}

function renderDetails(chosen: readonly EventSpec[], theme: Theme): string {
  return chosen.map((event) => renderEventDetails(event, theme)).join("\n");
}

function renderJson(chosen: readonly EventSpec[]): string {
  return chosen.map((event) => `${jsonText(eventSpecFields(event))}\n`).join("");
}
