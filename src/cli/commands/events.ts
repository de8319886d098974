import { currentSchema } from "../../schema/current.ts";
import type { EventSpec } from "../../schema/types.ts";
import { eventSpecFields } from "../events-table/event-fields.ts";
import { renderEventDetails, renderEventList } from "../events-table/event-text.ts";
import { allEvents, findEvents, UNUSED_NAME } from "../events-table/find-events.ts";
import { ExitStatus, UsageError } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import type { EventsOptions } from "../specs/events.ts";
import type { Terminal } from "../terminal.ts";
import type { Theme } from "../theme.ts";

/** Shows the table of events, or details of some. */
export async function events(
  words: readonly string[],
  options: EventsOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const chosen = words.length === 0 ? listed(options.all) : [...new Set(words.flatMap(find))];
  const theme = await terminal.theme(options.color ?? "auto");
  const isList = words.length === 0;
  await terminal.output.print(
    options.json
      ? renderJson(chosen)
      : isList
        ? renderEventList(chosen, theme)
        : renderDetails(chosen, theme),
  );
  return ExitStatus.FINE;
}

function listed(withUnused: boolean): EventSpec[] {
  return allEvents(currentSchema).filter(({ name }) => withUnused || name !== UNUSED_NAME);
}

function find(word: string): readonly EventSpec[] {
  const found = findEvents(currentSchema, word);
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
