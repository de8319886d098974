import { nameOfInput, readCaptures } from "../capture-run.ts";
import { ExitStatus, UsageError, worseOf } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { openerWith, schemaOf } from "../schema/schema-option.ts";
import type { EventFacts } from "../show/event-facts.ts";
import { eventObject } from "../show/event-json.ts";
import { EventSearch } from "../show/event-search.ts";
import { renderEvent } from "../show/event-text.ts";
import type { ShowOptions } from "../specs/show.ts";
import type { Terminal } from "../terminal.ts";

/** Shows single events with everything there is to know of them. */
export async function show(
  words: readonly string[],
  options: ShowOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const [file, ...numbers] = words;
  if (file === undefined || numbers.length === 0)
    throw new UsageError("show takes a FILE and the numbers of events in it");
  const search = new EventSearch(numbers.map(parseNumber), options.view ?? "recorded");
  const schema = await schemaOf(options, terminal.say);
  const theme = await terminal.theme(options.color ?? "auto");
  let gap = "";
  const render = (event: EventFacts): string => {
    if (options.json) return `${jsonText(eventObject(event))}\n`;
    const text = gap + renderEvent(event, theme);
    gap = "\n";
    return text;
  };
  const status = await readCaptures([file], terminal, {
    open: openerWith(schema, { index: { isDeclined: options["no-index"], say: terminal.say } }),
    progress: terminal.progress,
    read: async (run) => {
      for await (const event of search.find(run)) {
        terminal.progress?.erase();
        await terminal.output.print(render(event));
      }
    },
  });
  // Of a capture that cannot be read all is said.
  if (search.missing.size === 0 || status === ExitStatus.FAILED) return status;
  for (const number of search.missing) terminal.say(`${nameOfInput(file)}: ${search.reasonOf(number)}`);
  return worseOf(status, ExitStatus.FAILED);
}

function parseNumber(text: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw new UsageError(`"${text}" is not the number of an event`);
  return number;
}
