import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultFields } from "../../src/filter/default-fields.ts";
import { createFieldRegistry } from "../../src/filter/fields.ts";
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

const defaultAndSample = createFieldRegistry([...SAMPLE_FIELDS, ...defaultFields().specs]);

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

describe("long text", () => {
  const many = 200_000;

  it.each([
    ["a chain", Array.from({ length: 20_000 }, () => "t.int = 1").join(" or ")],
    [
      "a chain of fields that remember",
      Array.from({ length: 2000 }, () => "evt.deltatime = 1").join(" and "),
    ],
    ["a list", `t.int in (${Array.from({ length: many }, (_, k) => k).join(",")})`],
    ["a value", `t.text = ${"x".repeat(many)}`],
    ["a class", `t.text glob '[[:${"x".repeat(many)}:]]'`],
    ["a glob", `t.text glob '${"[a-z]*".repeat(20_000)}'`],
    ["a path", `t.text pmatch (${"/a".repeat(many)})`],
    ["operands", `concat(${Array.from({ length: many }, () => "1").join(",")}) exists`],
    ["arguments", `getopt((${Array.from({ length: many }, () => "'-a'").join(",")}), 'a') exists`],
    ["a number", `t.int = ${"9".repeat(many)}`],
    ["an address", `t.ip = ${"1:".repeat(many)}`],
    ["a field", `${"a.".repeat(many)}b exists`],
    ["negations", `${"not ".repeat(many)}t.int = 1`],
  ])("%s", (_, text) => {
    fails(text, () => ask(compile(text, { fields: defaultAndSample }), { "t.text": "a/b", "t.int": 1 }));
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
