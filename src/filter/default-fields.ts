import { ALL_FIELDS } from "./fields/all.ts";
import { createFieldRegistry, type FieldRegistry } from "./fields.ts";

let registry: FieldRegistry | undefined;

/** The registry of all fields there are. */
export function defaultFields(): FieldRegistry {
  registry ??= createFieldRegistry(ALL_FIELDS);
  return registry;
}
