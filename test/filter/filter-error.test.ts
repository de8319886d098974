import { describe, expect, it } from "vitest";
import { FilterError, positionOf, renderFilterError } from "../../src/filter/filter-error.ts";
import { compile } from "./sample-fields.ts";

function rendered(text: string): string {
  try {
    compile(text);
  } catch (error) {
    if (error instanceof FilterError) return renderFilterError(text, error);
    throw error;
  }
  return "compiles";
}

describe("errors are shown", () => {
  it("under the place, with what was meant", () => {
    expect(rendered("t.int = 1 and t.tex contains a")).toBe(
      [
        "t.int = 1 and t.tex contains a",
        "              ^^^^^",
        "column 15: unknown field t.tex",
        "did you mean: t.text",
      ].join("\n"),
    );
  });

  it("behind the end", () => {
    expect(rendered("t.int = ")).toBe(
      ["t.int = ", "        ^", "column 9: expected a value after '=', but the filter ends"].join("\n"),
    );
  });

  it("in the line they are in", () => {
    expect(rendered("t.int = 1\nand\tt.int = x\nand t.int = 2")).toBe(
      [
        "and t.int = x",
        "            ^",
        "line 2, column 13: 'x' is no whole number (10, -1, 0x1f, 64k, 4Ki)",
      ].join("\n"),
    );
    expect(rendered("\n#")).toContain("line 2, column 1: ");
  });

  it("within a line that is too long", () => {
    const filler = "t.int = 1 and ".repeat(20);
    const [line = "", carets = ""] = rendered(`${filler}t.tex = 1 and ${filler}t.int = 1`).split("\n");
    expect(line.length).toBeLessThanOrEqual(102);
    expect(line).toMatch(/^….*…$/);
    expect(line.slice(carets.indexOf("^"), carets.lastIndexOf("^") + 1)).toBe("t.tex");
  });

  it("without anything that a terminal would act upon", () => {
    const shown = rendered("t.text = 'a\u001b[31m\u202e\u009b' and nosuch.field = '\u0007'");
    for (const line of shown.split("\n")) expect(line).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(shown).toContain("t.text = 'a?[31m??'");
  });
});

describe("positions", () => {
  it.each([
    ["abc", 0, { line: 1, column: 1 }],
    ["abc", 3, { line: 1, column: 4 }],
    ["a\nbc", 1, { line: 1, column: 2 }],
    ["a\nbc", 2, { line: 2, column: 1 }],
    ["a\n\nbc", 4, { line: 3, column: 2 }],
  ])("%j at %d", (text, offset, expected) => {
    expect(positionOf(text, offset)).toEqual(expected);
  });
});
