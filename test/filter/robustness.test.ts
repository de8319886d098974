import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultFields } from "../../src/filter/default-fields.ts";
import { FilterError, renderFilterError } from "../../src/filter/filter-error.ts";
import { compileFormat } from "../../src/filter/format.ts";
import { compileRegex } from "../../src/filter/regex.ts";
import { ask, compile, passes, SAMPLE_FIELDS, SAMPLE_REGISTRY } from "./sample-fields.ts";

const WORDS = [
  ..."()[]\"'=,.%*\\<>! \t\n0a-+~é".split(""),
  ..."and or not in exists contains glob regex matches pmatch oneof anyof allof val( tolower( join( concat( getopt( len(".split(
    " ",
  ),
  ..."== != <= >= .. 1..2 0x1f 1.5ms +2s 10.0.0.0/8 ::1 17:35 2018-08-17 true http \\x41 \\n (a|b)* [a-z] *.log %% %5".split(
    " ",
  ),
  ...SAMPLE_FIELDS.map(({ name }) => name),
  "t.arg.flags",
  "t.any[2]",
  "evt.type",
  "open",
];
const soup = fc
  .array(fc.constantFrom(...WORDS), { maxLength: 25 })
  .chain((words) => fc.constantFrom("", " ").map((glue) => words.join(glue)));
const anyText = fc.oneof(soup, soup, fc.string(), fc.string({ unit: "binary" }));

/** Runs what may throw a FilterError only, whose place lies in the text. */
function fails(text: string, run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const { start, end } = error.span;
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThanOrEqual(start);
    expect(end).toBeLessThanOrEqual(text.length);
    expect(renderFilterError(text, error).split("\n").length).toBeGreaterThan(2);
  }
}

describe("any text", () => {
  it("is a filter or an error with a place", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fails(text, () => {
          const filter = compile(text);
          ask(filter, { "t.text": "a", "t.int": 1, "t.list": ["a"], "evt.reltime": 1n });
          ask(filter);
        });
      }),
      { numRuns: 3000 },
    );
  });

  it("is a format or an error with a place", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fails(text, () => compileFormat(text, { view: "recorded", fields: SAMPLE_REGISTRY }));
      }),
      { numRuns: 2000 },
    );
  });

  it("may name every field there is", () => {
    const names = fc.constantFrom(...defaultFields().specs.map(({ name }) => name));
    const rest = fc.constantFrom(
      " exists",
      ".x exists",
      "[1] exists",
      "[x] exists",
      " = 1",
      " in (1..2)",
      " != val(proc.name)",
    );
    fc.assert(
      fc.property(
        names,
        rest,
        fc.constantFrom("recorded" as const, "current" as const),
        (name, more, view) => {
          const text = name + more;
          fails(text, () => compile(text, { fields: defaultFields(), view }));
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("hostile patterns", () => {
  const text = "a".repeat(5000);

  // With a backtracking engine none of these would end before the universe does.
  it.each([
    "(a*)*b",
    "(a+)+b",
    "(a|a)*b",
    "(a|aa)+b",
    "(.*)*(.*)*(.*)*b",
    "(a?){50}a{50}b",
    "([a-z]+)+[0-9]",
    "a*a*a*a*a*a*a*a*b",
  ])("%s are answered", (pattern) => {
    expect(compileRegex(pattern, true)(text)).toBe(false);
    expect(compileRegex(pattern, false)(text)).toBe(false);
    expect(passes(`t.text regex '${pattern}'`, { "t.text": text })).toBe(false);
  });

  it.each(["((a{100}){100}){100}", "(a{1000}){1000}", "a{1001}", `${"(".repeat(2000)}a${")".repeat(2000)}`])(
    "that would fill the memory are refused: %s",
    (pattern) => {
      expect(() => compileRegex(pattern, true)).toThrow(/\S/);
    },
  );

  it("do not keep globs or paths busy", () => {
    expect(passes(`t.text glob '${"*a".repeat(300)}b'`, { "t.text": text })).toBe(false);
    expect(
      passes(`t.text pmatch (${Array.from({ length: 50 }, () => `/*${"/*a*".repeat(20)}/b`).join(",")})`, {
        "t.text": "/aaaa".repeat(200),
      }),
    ).toBe(false);
  });
});
