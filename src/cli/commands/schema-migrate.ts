import { createDocumentSchema } from "../../schema/create-document-schema.ts";
import { currentSchema } from "../../schema/current.ts";
import { migrateEvents } from "../../schema/migrate/migrate-event.ts";
import { eventsNamed } from "../events-table/print-events.ts";
import { ExitStatus, UsageError } from "../exit-status.ts";
import { jsonText } from "../json-text.ts";
import { loadDocument } from "../schema/load-document.ts";
import { renderMigration } from "../schema-migrate/migration-text.ts";
import type { SchemaMigrateOptions } from "../specs/schema-migrate.ts";
import type { Terminal } from "../terminal.ts";

/** Explains how events of one table read under another. */
export async function schemaMigrate(
  words: readonly string[],
  options: SchemaMigrateOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const [event, old, now = "newest"] = words;
  if (event === undefined || old === undefined)
    throw new UsageError("schema migrate takes an EVENT and a schema: OLD");
  const before = await loadDocument(old, terminal.say);
  const after = await loadDocument(now, terminal.say);
  const codes = eventsNamed(createDocumentSchema(before), event).map(({ code }) => code);
  const isNewest = after.commit === currentSchema.commit;
  const migrations = migrateEvents(before, after, { codes, isNewest });
  const theme = await terminal.theme(options.color ?? "auto");
  const text = options.json
    ? migrations.map((migration) => `${jsonText(migration)}\n`).join("")
    : migrations.map((migration) => renderMigration(migration, { before, after }, theme)).join("\n");
  await terminal.output.print(text);
  return ExitStatus.FINE;
}
