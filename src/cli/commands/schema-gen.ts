import { renderEventHeader, renderFlagHeader, renderSyscallHeader } from "../../schema/c-header.ts";
import { createDecodingSchema } from "../../schema/create-decoding-schema.ts";
import { renderDocument } from "../../schema/document-file.ts";
import { ARCHITECTURES, type Schema } from "../../schema/types.ts";
import { ExitStatus, UsageError } from "../exit-status.ts";
import { loadDocument } from "../schema/load-document.ts";
import type { SchemaGenOptions } from "../specs/schema-gen.ts";
import type { Terminal } from "../terminal.ts";

/** Writes source code made of an event table. */
export async function schemaGen(
  words: readonly string[],
  options: SchemaGenOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const what = options["c-header"];
  if (what === undefined && !options.json)
    throw new UsageError("schema gen takes --c-header events, flags or syscalls");
  const document = await loadDocument(words[0] ?? "newest", terminal.say);
  const text = what === undefined ? renderDocument(document) : HEADERS[what](createDecodingSchema(document));
  await terminal.output.print(text);
  return ExitStatus.FINE;
}

const HEADERS = {
  events: renderEventHeader,
  flags: renderFlagHeader,
  // Of system calls there is the newest table only: libs' numbers of them do not change.
  syscalls: (schema: Schema) => renderSyscallHeader(schema, ARCHITECTURES),
} as const;
