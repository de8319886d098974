import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderEventRow } from "../../scripts/schema/event-rows.ts";
import type { EventFacts } from "../../scripts/schema/facts.ts";
import { createSchema } from "../../src/schema/create-schema.ts";
import { parseEventRow } from "../../src/schema/event-row.ts";
import { createFlagTables } from "../../src/schema/flag-tables.ts";
import { EventFlag, type EventFlagName } from "../../src/schema/types.ts";

const FLAG_TABLES = createFlagTables(
  "\ncolours enum: RED 1, GREEN 2\nbits bitmask: ONE 0x1, TOP 0x80000000\n",
);
const DYNAMIC = { choices: [form("INT64", "DEC"), form("CHARBUF", "NA")] };
const FLAG_NAMES = Object.keys(EventFlag) as EventFlagName[];

function form(type: string, format: string) {
  return { type: `PT_${type}`, fmt: `PF_${format}` };
}

const anyParam = fc
  .record({
    name: fc.stringMatching(/^\w{1,8}( \w{1,8}){0,2}$/),
    type: fc.constantFrom("PT_UINT32", "PT_FSRELPATH", "PT_CHARBUF_PAIR_ARRAY"),
    fmt: fc.constantFrom("PF_DEC", "PF_NA", "PF_HEX", "PF_OCT"),
    extra: fc.constantFrom(
      {},
      { flags_table: "colours" },
      { dirfd_param: 1 },
      { dyn_table: "choices", ninfo: 2 },
    ),
  })
  .map(({ extra, ...param }) => ({ ...param, ...extra }));

const anyEvent: fc.Arbitrary<EventFacts> = fc
  .record({
    code: fc.nat(65535),
    enum: fc.stringMatching(/^PPME_\w{1,9}$/),
    name: fc.stringMatching(/^\w{1,9}$/),
    category: fc.record({
      source: fc.constantFrom([], ["EC_SYSCALL"]),
      cls: fc.constantFrom("EC_FILE", "EC_IO_READ"),
    }),
    names: fc.subarray(FLAG_NAMES),
    params: fc.array(anyParam),
  })
  .map(({ names, ...event }) => ({
    ...event,
    flags: names.map((name) => `EF_${name}`),
    flags_value: names.reduce((mask, name) => mask | EventFlag[name], 0),
  }));

describe("a row of an event table", () => {
  it("is parsed into what it was written from", () => {
    fc.assert(
      fc.property(anyEvent, (event) => {
        const spec = parseEventRow(renderEventRow(event, DYNAMIC), FLAG_TABLES);
        expect(spec).toEqual({
          code: event.code,
          enumName: event.enum.slice(5),
          name: event.name,
          isExit: event.code % 2 === 1,
          category: event.category.cls.slice(3),
          source: event.category.source[0]?.slice(3) ?? "NONE",
          flags: event.flags_value,
          params: event.params.map((param) => ({
            name: param.name,
            type: param.type.slice(3),
            format: param.fmt.slice(3),
            flags: param.flags_table === undefined ? undefined : FLAG_TABLES.get("colours"),
            dirfdParam: param.dirfd_param,
            dynamic:
              param.dyn_table === undefined
                ? undefined
                : [
                    { type: "INT64", format: "DEC" },
                    { type: "CHARBUF", format: "NA" },
                  ],
          })),
        });
      }),
    );
  });

  it("is refused when it has not the form of one", () => {
    expect(() => parseEventRow("3 OPEN", FLAG_TABLES)).toThrow("malformed row of an event table: 3 OPEN");
  });

  it("cannot be written from facts that contradict themselves", () => {
    const event: EventFacts = {
      code: 1,
      enum: "PPME_A_X",
      name: "a",
      category: { source: [], cls: "EC_FILE" },
      flags: [],
      flags_value: 0,
      params: [],
    };
    expect(renderEventRow(event, DYNAMIC)).toBe("1 A_X NONE/FILE - a()");
    expect(() => renderEventRow({ ...event, flags_value: 1 }, DYNAMIC)).toThrow("flags of event");
    expect(() => renderEventRow({ ...event, name: "two words" }, DYNAMIC)).toThrow("not a word");
  });
});

describe("a schema of another table", () => {
  const version = { tag: "old", commit: "0", schemaVersion: undefined, apiVersion: undefined, eventCount: 2 };
  const rows =
    "\n0 A_E NONE/FILE - a()\n1 A_X NONE/FILE CREATES_FD a(ENUMFLAGS8=colours the colour, FLAGS32=bits b)\n";

  it("stands on its own", () => {
    const schema = createSchema(version, rows, FLAG_TABLES);
    expect(schema.event(0)?.params).toEqual([]);
    expect(schema.event(1)?.params.map(({ name, flags }) => [name, flags?.name])).toEqual([
      ["the colour", "colours"],
      ["b", "bits"],
    ]);
    expect(schema.event(2)).toBeUndefined();
    expect(schema.flagTables.get("bits")?.entries[1]?.value).toBe(2 ** 31);
    expect([schema.tag, schema.schemaVersion, schema.eventCount]).toEqual(["old", undefined, 2]);
  });
});
