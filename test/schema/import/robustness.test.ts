import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { importSchema } from "../../../src/schema/import/import-schema.ts";
import type { SourceFiles } from "../../../src/schema/import/preprocess.ts";
import { SourceError } from "../../../src/schema/import/source-error.ts";
import { AGE_2014, AGE_2018, AGE_2024, sources } from "./shapes.ts";

const TOO_MANY_TOKENS = /event_table.c:\d+: more than 1000000 tokens/;
const TOO_MUCH_TEXT = /event_table.c:\d+: more than 4000000 characters/;
const AGES = [AGE_2014, AGE_2018, AGE_2024];
/** Pieces that mean something to the parser. */
const PIECES = ["{", "}", "[", "]", "(", ")", ",", ";", "=", '"', "/*", "*/", "//", "#", "\\\n", "\n", "##"];
const WORDS = [
  "#define F(x) F(x)",
  "#if 0\n",
  "#else\n",
  "#endif\n",
  "enum",
  "struct",
  "0",
  "-1",
  "1 << 99",
  "PT_FD",
];

const edit = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat({ max: 30 }),
  text: fc.oneof(fc.constantFrom(...PIECES, ...WORDS, ""), fc.string({ maxLength: 6 })),
});

describe("the import of damaged sources", () => {
  it("gives a schema or says what it does not understand", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...AGES),
        fc.nat(),
        fc.array(edit, { maxLength: 4 }),
        (files, which, edits) => {
          const names = [...files.keys()];
          const name = names[which % names.length] as string;
          const text = edits.reduce((old, { at, length, text: put }) => {
            const start = Math.floor(at * old.length);
            return old.slice(0, start) + put + old.slice(start + length);
          }, files.get(name)?.text ?? "");
          try {
            importSchema(new Map([...files, ...sources({ [name]: text })]), { tag: "damaged" });
          } catch (error) {
            expect(error).toBeInstanceOf(SourceError);
          }
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 300) },
    );
  });

  // Each is far beyond its bound: without it, memory or the time of a test runs out, or another error comes.
  it.each<[string, string, RegExp]>([
    ["a product without end", `enum e { A0 = 0xffffffff, ${products(40)} };`, /a number grows too large/],
    ["a number of endless digits", `enum e { A = 0x${"f".repeat(200)} };`, /no whole number/],
    ["a number that is endless", `enum e { A = ${"1".repeat(2_000_000)} };`, /a number without end/],
    ["a name that is endless", "a".repeat(2_000_000), /a name or a number without end/],
    ["an argument of many tokens", `#define F(x) x##1\nint y = F(${"a ".repeat(400_000)});`, TOO_MANY_TOKENS],
    ["a file of many tokens", "a ".repeat(1_900_000), TOO_MANY_TOKENS],
    [
      "macros that grow a little, many times",
      `${macros(5)}${"A5\n#pragma x\n".repeat(200)}`,
      TOO_MANY_TOKENS,
    ],
    ["macros that make long names", `${names(60)}D60(ab)\n`, TOO_MUCH_TEXT],
    ["a file of much text", `/*${" ".repeat(12_000_000)}*/`, TOO_MUCH_TEXT],
    ["a literal of much text", `char *x = "${"a".repeat(12_000_000)}";`, TOO_MUCH_TEXT],
    ["a directive of open comments", `#define X ${"/*".repeat(500_000)}`, /a comment does not end/],
    [
      "a macro of many parameters",
      `#define F(${"x,".repeat(50_000)}x) x\n`,
      /a macro of too many parameters/,
    ],
    ["braces without end", `struct x ${"{".repeat(500_000)}`, /braces are nested too deeply/],
  ])("refuses %s", (_name, text, complaint) => {
    expect(() => importSchema(withTable(text), { tag: "hostile" })).toThrow(complaint);
  });

  it.each([
    [
      "a part of a table that was torn off",
      '{"a", 1}, {0, 0},\n};',
      /event_table.c:1: this belongs to no declaration/,
    ],
    ["an octal number with a 9", "enum a { X = 0369 };", /c:1: no whole number: 0369/],
    ["an end too many", "};", /:1: this belongs to no declaration/],
    [
      "a table that is there twice",
      "const struct ppm_name_value a[] = {{0}};\n".repeat(2),
      /:2: a is defined twice/,
    ],
    ["a constant of two values", "enum a { X = 1 };\nenum b { X = 2 };", /:2: X has two values/],
    [
      "a name that no schema file can have",
      'const struct ppm_name_value a[] = {{"é", 1}};',
      /:1: no plain text/,
    ],
  ])("refuses %s", (_name, text, complaint) => {
    expect(() => importSchema(withTable(text), { tag: "odd" })).toThrow(complaint);
  });

  it("takes what is only long", () => {
    const long = [" ", "/**/", " \\\n", ";", "\n"].map((piece) => piece.repeat(150_000));
    const text = `${long.join("")}char *x = "${"a".repeat(200_000)}";\n//${"\\\n".repeat(150_000)}`;
    expect(importSchema(withTable(text), { tag: "long" })).toEqual(importSchema(AGE_2024, { tag: "long" }));
  });

  it.each([4_000_000_000, 100_000_000, 65_537, 0, -1])("refuses a table of %d events", (count) => {
    const header = textOf("ppm_events_public.h").replace(/PPM_EVENT_MAX\b[^,}]*/, `PPM_EVENT_MAX = ${count}`);
    const files = new Map([...AGE_2024, ...sources({ "ppm_events_public.h": header })]);
    expect(() => importSchema(files, { tag: "hostile" })).toThrow(`PPM_EVENT_MAX is ${count}`);
  });

  it("tells of a few oddities, and refuses a table that has nothing else", () => {
    const read = (count: number) => {
      const header = textOf("ppm_events_public.h").replace(
        /PPM_EVENT_MAX\b[^,}]*/,
        `PPM_EVENT_MAX = ${count}`,
      );
      const remarks: string[] = [];
      const files = new Map([...AGE_2024, ...sources({ "ppm_events_public.h": header })]);
      importSchema(files, { tag: "gaps", onRemark: ({ message }) => remarks.push(message) });
      return remarks;
    };
    expect(read(50).length).toBeGreaterThan(40);
    expect(() => read(60_000)).toThrow(/event_table.c:\d+: code \d+ has no constant/);
  });
});

function textOf(name: string): string {
  return AGE_2024.get(name)?.text ?? "";
}

/** Sources that are right but for what is put before their event table. */
function withTable(text: string): SourceFiles {
  return new Map([...AGE_2024, ...sources({ "event_table.c": `${text}\n${textOf("event_table.c")}` })]);
}

function products(count: number): string {
  return Array.from({ length: count }, (_, at) => `A${at + 1} = A${at} * A${at}`).join(", ");
}

/** Each stands for eight times the one before it. */
function macros(count: number): string {
  const lines = Array.from({ length: count }, (_, at) => `#define A${at + 1} ${`A${at} `.repeat(8)}\n`);
  return `#define A0 a\n${lines.join("")}`;
}

/** Each makes a name twice as long as the one before it. */
function names(count: number): string {
  const lines = Array.from({ length: count }, (_, at) => `#define D${at + 1}(x) D${at}(x##x)\n`);
  return `#define D0(x) x\n${lines.join("")}`;
}
