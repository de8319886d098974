import { nearestName } from "../../filter/nearest-name.ts";
import { type Path, SpecError } from "./spec-error.ts";

/** The part of JSON Schema (2020-12) that descriptions of captures are checked with, and editors complete from. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: JsonType | readonly JsonType[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  /** For objects whose keys are names of the user's; absent means that no other keys than `properties` are allowed. */
  readonly additionalProperties?: JsonSchema;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly enum?: readonly (string | number)[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: string | number | boolean;
}

export type JsonType = "object" | "array" | "string" | "integer" | "boolean" | "null";

/** Schemas that others refer to by `#/$defs/NAME`. */
export type Definitions = Readonly<Record<string, JsonSchema>>;

const NAMES: Readonly<Record<JsonType, string>> = {
  object: "a map",
  array: "a list",
  string: "text",
  integer: "a whole number",
  boolean: "true or false",
  null: "nothing",
};

/** Checks plain data against a schema; throws a SpecError that says where and what would do. Integers may be bigint. */
export function checkAgainst(
  schema: JsonSchema,
  value: unknown,
  definitions: Definitions,
  path: Path = [],
): void {
  if (schema.$ref !== undefined) {
    const target = definitions[schema.$ref.replace("#/$defs/", "")];
    if (target === undefined) throw new Error(`no schema ${schema.$ref}`);
    checkAgainst(target, value, definitions, path);
    return;
  }
  checkType(schema, value, path);
  checkNumber(schema, value, path);
  if (schema.enum !== undefined && !schema.enum.some((allowed) => allowed === plain(value)))
    throw new SpecError(path, `${shown(value)} is none of ${schema.enum.join(", ")}`);
  if (Array.isArray(value)) checkItems(schema, value, definitions, path);
  else if (isMap(value)) checkMap(schema, value, definitions, path);
}

function checkType({ type }: JsonSchema, value: unknown, path: Path): void {
  if (type === undefined) return;
  const types = typeof type === "string" ? [type] : type;
  if (types.includes(typeOf(value) as JsonType)) return;
  const wanted = types.map((name) => NAMES[name]).join(" or ");
  throw new SpecError(path, `${wanted} is needed here, not ${shown(value)}`);
}

function checkNumber({ minimum, maximum }: JsonSchema, value: unknown, path: Path): void {
  if (typeof value !== "number" && typeof value !== "bigint") return;
  if (minimum !== undefined && value < minimum) throw new SpecError(path, `${value} is less than ${minimum}`);
  if (maximum !== undefined && value > maximum) throw new SpecError(path, `${value} is more than ${maximum}`);
}

function checkItems(
  { items }: JsonSchema,
  list: readonly unknown[],
  definitions: Definitions,
  path: Path,
): void {
  if (items === undefined) return;
  for (const [at, item] of list.entries()) checkAgainst(items, item, definitions, [...path, at]);
}

function checkMap(
  { properties, additionalProperties, required = [] }: JsonSchema,
  map: Readonly<Record<string, unknown>>,
  definitions: Definitions,
  path: Path,
): void {
  for (const name of required) {
    if (!Object.hasOwn(map, name)) throw new SpecError(path, `"${name}" is missing`);
  }
  if (properties === undefined && additionalProperties === undefined) return;
  for (const [name, value] of Object.entries(map)) {
    const schema =
      properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    if (schema === undefined) throw unknownKey(name, Object.keys(properties ?? {}), path);
    checkAgainst(schema, value, definitions, [...path, name]);
  }
}

function unknownKey(name: string, known: readonly string[], path: Path): SpecError {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? `there are ${known.join(", ")}` : `did you mean "${nearest}"?`;
  return new SpecError([...path, name], `"${name}" is not known here; ${hint}`);
}

function typeOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "bigint") return "integer";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "fraction";
  return typeof value;
}

function plain(value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

/** The whole file may be one text. */
const MAX_SHOWN = 60;

function shown(value: unknown): string {
  if (typeof value === "string")
    return value.length <= MAX_SHOWN ? `"${value}"` : `"${value.slice(0, MAX_SHOWN)}…"`;
  if (Array.isArray(value)) return NAMES.array;
  return isMap(value) ? NAMES.object : String(value);
}

/** Whether a value is a map of names to values, as opposed to a list, bytes or a scalar. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}
