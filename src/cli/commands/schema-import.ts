import { renderDocument } from "../../schema/document-file.ts";
import { ExitStatus, UsageError } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { importDocument } from "../schema/load-document.ts";
import type { SchemaImportOptions } from "../specs/schema-import.ts";
import type { Terminal } from "../terminal.ts";

/** Prints the event table that a driver's sources hold. */
export async function schemaImport(
  words: readonly string[],
  options: SchemaImportOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const [name] = words;
  if (name === undefined) throw new UsageError("schema import takes the PATH of a driver's sources");
  const defines = new Map(options.define.map(parseDefine));
  const document = await importDocument(name, { say: terminal.say, tag: options.tag, defines });
  await terminal.output.print(options.json ? `${jsonText(document)}\n` : renderDocument(document));
  return ExitStatus.FINE;
}

function parseDefine(text: string): [name: string, value: string] {
  const [, name, value = "1"] = /^(\w+)(?:=(.*))?$/.exec(text) ?? [];
  if (name === undefined) throw new UsageError(`--define takes NAME or NAME=VALUE, not "${text}"`);
  return [name, value];
}
