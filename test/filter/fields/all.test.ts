import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { EventReader } from "../../../src/capture/event-reader.ts";
import type { View } from "../../../src/decoder/view.ts";
import type { FieldResult, FieldSpec, FieldType, FieldValue } from "../../../src/filter/field.ts";
import { ALL_FIELDS } from "../../../src/filter/fields/all.ts";
import { openFile } from "../../../src/format/node-source.ts";
import { readBlocks } from "../../../src/format/reader.ts";
import { currentSchema } from "../../../src/schema/current.ts";
import { captureOf, event } from "../../helpers/events.ts";
import { readFields } from "./read-fields.ts";

const FIXTURES = fileURLToPath(new URL("../../fixtures", import.meta.url));
const VIEWS: readonly View[] = ["recorded", "current"];

/** What values of each type are. */
const IS_OF_TYPE: Readonly<Record<FieldType, (value: FieldValue) => boolean>> = {
  string: (value) => typeof value === "string",
  bytes: (value) => value instanceof Uint8Array,
  integer: (value) => typeof value === "bigint" || Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  double: (value) => typeof value === "number",
  time: (value) => typeof value === "bigint",
  duration: (value) => typeof value === "bigint",
  ip: isAddress,
  net: isAddress,
  port: (value) => typeof value === "number" && value >= 0 && value <= 0xffff,
};

describe("the fields", () => {
  it("have different names", () => {
    expect(new Set(ALL_FIELDS.map(({ name }) => name)).size).toBe(ALL_FIELDS.length);
  });

  it("are described in whole sentences", () => {
    const odd = ALL_FIELDS.filter(({ description }) => !/\S.*[.…]$/s.test(description));
    expect(odd.map(({ name, description }) => `${name}: ${description}`)).toEqual([]);
  });

  it("take the argument of their example, and none where they have no example", () => {
    for (const field of ALL_FIELDS) {
      expect(field.example === "", field.name).toBe(field.argument === "none");
      for (const view of field.views)
        expect(() => field.compile(exampleOf(field), view), field.name).not.toThrow();
    }
  });
});

describe.each(VIEWS)("all fields of the %s view have values of their type", (view) => {
  const captures = join(FIXTURES, "captures");
  it.each(readdirSync(captures))("in %s", (name) => readAll(join(captures, name), view));
  it("in malformed captures", async () => {
    const malformed = join(FIXTURES, "malformed");
    for (const name of readdirSync(malformed)) await readAll(join(malformed, name), view);
  });
});

describe("arguments", () => {
  it.each([
    ["proc.name", "1", 'proc.name takes no argument, but has "1"'],
    ["proc.aname", "x", 'proc.aname takes a number, as in proc.aname[2], not "x"'],
    ["proc.apid", "5000", "proc.apid goes up 1000 generations at most, not 5000"],
    ["evt.arg", undefined, "evt.arg needs an argument, as in evt.arg.flags"],
    ["evt.arg", "nosuch", 'evt.arg.nosuch: no event has a parameter "nosuch"'],
    ["evt.rawarg", "path", "evt.rawarg.path has no number as value; use evt.arg.path"],
    ["evt.type.is", "nosuch", 'evt.type.is: there is no event type "nosuch"'],
    ["evt.abspath", "middle", 'evt.abspath takes .src or .dst, not "middle"'],
  ])("of %s: %s is refused", (name, argument, message) => {
    const field = ALL_FIELDS.find((candidate) => candidate.name === name);
    expect(() => field?.compile(argument, "current")).toThrow(message);
  });
});

it("fields that only the capture of other machines could tell are absent", () => {
  const [values] = readFields(captureOf(event(">procexit", 10)), [
    "proc.name",
    "fd.name",
    "container.id",
    "evt.res",
  ]);
  expect(values).toEqual([undefined, undefined, undefined, undefined]);
});

async function readAll(path: string, view: View): Promise<void> {
  const readers = ALL_FIELDS.filter(({ views }) => views.includes(view)).map((field) => ({
    field,
    read: field.compile(exampleOf(field), view),
  }));
  const reader = new EventReader(currentSchema, () => {}, { view });
  const wrong: string[] = [];
  try {
    const source = await openFile(path, { onDamage: () => {} });
    for await (const batch of readBlocks(source.chunks, () => {})) {
      reader.load(batch);
      for (let event = reader.next(); event !== undefined; event = reader.next()) {
        for (const { field, read } of readers) {
          const value = read(event, reader.state);
          if (!isResult(field, value)) wrong.push(`event ${event.number}, ${field.name}: ${String(value)}`);
        }
      }
    }
  } catch (error) {
    // Damage that reading cannot get past is another test's; fields throw nothing.
    expect(error).toHaveProperty("name", "ScapError");
  }
  expect(wrong.slice(0, 10)).toEqual([]);
}

function isResult({ type, matching }: FieldSpec, value: FieldResult): boolean {
  if (value === undefined) return true;
  if (!Array.isArray(value)) return matching !== "ends" && IS_OF_TYPE[type](value as FieldValue);
  return matching !== "single" && value.every(IS_OF_TYPE[type]);
}

function isAddress(value: FieldValue): boolean {
  return value instanceof Uint8Array && (value.length === 4 || value.length === 16);
}

/** The argument of `[2]` or `.flags`. */
function exampleOf({ example }: FieldSpec): string | undefined {
  return example === "" ? undefined : example.replace(/^\.|^\[|\]$/g, "");
}
