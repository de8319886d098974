import { createDocumentSchema } from "./create-document-schema.ts";
import { currentSchema } from "./current.ts";
import { type EventDocument, isUnused, type SchemaDocument } from "./document.ts";
import { codesByName } from "./lookup.ts";
import type { Schema } from "./types.ts";

/**
 * A schema to decode captures with. Tables before driver 3.0 (2022-10) do not tell where events come from, which
 * following the state of processes needs: there it is taken from the newest table, where that has an event of the name.
 */
export function createDecodingSchema(document: SchemaDocument): Schema {
  return createDocumentSchema({ ...document, events: document.events.map(withSource) });
}

function withSource(event: EventDocument): EventDocument {
  if (event.source !== "NONE" || isUnused(event)) return event;
  const codes = [event.code, ...codesByName(currentSchema, event.name)];
  const current = codes.map((code) => currentSchema.event(code)).find((spec) => spec?.name === event.name);
  return current === undefined ? event : { ...event, source: current.source };
}
