import { printEvents } from "../events-table/print-events.ts";
import type { ExitStatus } from "../exit-status.ts";
import { schemaOf } from "../schema/schema-option.ts";
import type { EventsOptions } from "../specs/events.ts";
import type { Terminal } from "../terminal.ts";

/** Shows the table of events, or details of some. */
export async function events(
  words: readonly string[],
  options: EventsOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  return printEvents(await schemaOf(options, terminal.say), words, options, terminal);
}
