import { createDocumentSchema } from "../../schema/create-document-schema.ts";
import { renderDocument } from "../../schema/document-file.ts";
import { printEvents } from "../events-table/print-events.ts";
import { ExitStatus, UsageError } from "../exit-status.ts";
import { loadDocument } from "../schema/load-document.ts";
import type { SchemaShowOptions } from "../specs/schema-show.ts";
import type { Terminal } from "../terminal.ts";

/** Shows an event table, or some of its events. */
export async function schemaShow(
  words: readonly string[],
  options: SchemaShowOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const [name, ...events] = words;
  if (name === undefined) throw new UsageError("schema show takes a SCHEMA: a tag, a file or a folder");
  const document = await loadDocument(name, terminal.say);
  if (!options.json || events.length > 0)
    return printEvents(createDocumentSchema(document), events, options, terminal);
  await terminal.output.print(renderDocument(document));
  return ExitStatus.FINE;
}
