import { createDocumentSchema } from "./create-document-schema.ts";
import { currentSchema } from "./current.ts";
import type { EventDocument, SchemaDocument } from "./document.ts";
import type { Schema } from "./types.ts";

/**
 * A schema to decode captures with. Tables before driver 3.0 (2022-10) do not tell where events come from, which
 * following the state of processes needs: there it is taken from the newest table, where that has the same event.
 */
export function createDecodingSchema(document: SchemaDocument): Schema {
  return createDocumentSchema({ ...document, events: document.events.map(withSource) });
}

function withSource(event: EventDocument): EventDocument {
  if (event.source !== "NONE") return event;
  const current = currentSchema.event(event.code);
  return current?.name === event.name ? { ...event, source: current.source } : event;
}
