import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { importSchema } from "../../../src/schema/import/import-schema.ts";
import { SourceError } from "../../../src/schema/import/source-error.ts";
import { AGE_2014, AGE_2018, AGE_2024, sources } from "./shapes.ts";

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

  it.each([
    ["a product without end", `enum e { A0 = 0xffffffff, ${products(40)} };`],
    ["a number of endless digits", `enum e { A = 0x${"f".repeat(5000)} };`],
    ["an argument of many tokens", `#define F(x) x##1\nint y = F(${"a ".repeat(400_000)});`],
  ])("refuses %s", (_name, text) => {
    const files = new Map([...AGE_2024, ...sources({ "event_table.c": text })]);
    expect(() => importSchema(files, { tag: "hostile" })).toThrow(SourceError);
  });
});

function products(count: number): string {
  return Array.from({ length: count }, (_, at) => `A${at + 1} = A${at} * A${at}`).join(", ");
}
