import { renderDocs } from "../../schema/docs/render-docs.ts";
import { sinceIn } from "../../schema/docs/since.ts";
import { renderDocument } from "../../schema/document-file.ts";
import { loadHistory } from "../../schema/history/history.ts";
import { ExitStatus } from "../exit-status.ts";
import { loadDocument } from "../schema/load-document.ts";
import type { SchemaDocsOptions } from "../specs/schema-docs.ts";
import type { Terminal } from "../terminal.ts";

/** Writes the reference of an event table. */
export async function schemaDocs(
  words: readonly string[],
  options: SchemaDocsOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const document = await loadDocument(words[0] ?? "newest", terminal.say);
  const since = sinceIn(await loadHistory());
  await terminal.output.print(options.json ? renderDocument(document) : renderDocs(document, since));
  return ExitStatus.FINE;
}
