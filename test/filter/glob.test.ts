import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGlob } from "../../src/filter/glob.ts";

// What fnmatch(3) of glibc says without flags.
describe("globs", () => {
  it.each([
    ["", "", true],
    ["", "a", false],
    ["*", "", true],
    ["**", "a", true],
    ["a*", "a", true],
    ["a*a", "a", false],
    ["a*a", "aa", true],
    ["/home/*/.ssh/*", "/home/a/b/.ssh/id", true],
    ["*../*../*", "/a/../b/../c", true],
    ["*../*../*", "/a/../b", false],
    [".*", ".x", true],
    ["*", ".x", true],
    ["?", "", false],
    ["?", "ab", false],
    ["?", "é", true],
    ["?", "😀", true],
    ["*?", "😀", true],
    ["😀*é", "😀 é", true],
    ["a?c", "a/c", true],
    ["\\*", "*", true],
    ["\\*", "a", false],
    ["\\a", "a", true],
    ["a\\", "a", false],
    ["a\\", "a\\", false],
    ["[abc]", "b", true],
    ["[a-c]", "b", true],
    ["[a-c]", "d", false],
    ["[!a]", "b", true],
    ["[^a]", "b", true],
    ["[!a]", "a", false],
    ["[]a]", "]", true],
    ["[!]a]", "b", true],
    ["[a-]", "-", true],
    ["[z-a]", "m", false],
    ["[a\\-c]", "b", false],
    ["[a\\-c]", "-", true],
    ["[\\]]", "]", true],
    ["[[]", "[", true],
    ["[", "[", true],
    ["[a", "[a", true],
    ["*[", "a[", true],
    ["[]", "[]", true],
    ["[[:alpha:]]", "b", true],
    ["[[:alpha:][:digit:]_]", "_", true],
    ["[[:digit:]]", "b", false],
    ["[![:digit:]]", "b", true],
    ["[[:space:]]", "\t", true],
    ["[[:nosuch:]]", "n", false],
    ["[α-ω]", "λ", true],
    ["A", "a", false],
  ])("%s %s", (pattern, text, expected) => {
    expect(compileGlob(pattern)(text)).toBe(expected);
  });

  it.each([
    ["*.LOG", "a.log", true],
    ["*.log", "a.LOG", true],
    ["[A-C]", "b", true],
    ["[a-c]", "B", true],
    ["[!A]", "a", false],
    ["[[:upper:]]", "b", false],
    ["[[:lower:]]", "b", true],
    ["É", "é", false],
  ])("%s %s whatever the case", (pattern, text, expected) => {
    expect(compileGlob(pattern, true)(text)).toBe(expected);
  });

  it("match what they were made from", () => {
    const symbol = fc.constantFrom("a", "b", "/", "]", "-", "é", "😀", "\udcff");
    const piece = fc.oneof(
      symbol.map((text) => ({ pattern: text, text })),
      symbol.map((text) => ({ pattern: "?", text })),
      fc.array(symbol).map((texts) => ({ pattern: "*", text: texts.join("") })),
      fc.constantFrom("*", "?", "[", "\\").map((text) => ({ pattern: `\\${text}`, text })),
      fc.constantFrom("a", "b").map((text) => ({ pattern: "[ab]", text })),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.boolean(), (pieces, ignoreCase) => {
        const pattern = pieces.map((own) => own.pattern).join("");
        expect(compileGlob(pattern, ignoreCase)(pieces.map((own) => own.text).join(""))).toBe(true);
      }),
    );
  });

  it("take steps in proportion to both lengths at most", () => {
    const text = "a".repeat(2000);
    for (const pattern of [
      `${"a*".repeat(500)}b`,
      `${"*a".repeat(500)}*b`,
      `${"*?a".repeat(300)}*b`,
      `*${"[a]".repeat(100)}b*`,
      `${"**".repeat(500)}b`,
      `${"*[!b]".repeat(500)}*c*`,
    ]) {
      const count = { steps: 0 };
      expect(compileGlob(pattern, true)(text, count)).toBe(false);
      expect(count.steps).toBeLessThanOrEqual((text.length + 1) * (pattern.length + 1));
    }
    const count = { steps: 0 };
    expect(compileGlob(`${"*?".repeat(1000)}`)(text, count)).toBe(true);
    expect(count.steps).toBeLessThan(3 * text.length);
  });
});
