import { describe, expect, it } from "vitest";
import { SpecError } from "../../../src/edit/spec/spec-error.ts";
import { parseYamlDocuments } from "../../../src/edit/spec/yaml-documents.ts";

describe("parseYamlDocuments", () => {
  it("gives each document, and none of an empty text", () => {
    expect(parseYamlDocuments("a: 1\n---\nb: [2, 18446744073709551615]\n").map(({ value }) => value)).toEqual(
      [{ a: 1 }, { b: [2, 18446744073709551615n] }],
    );
    expect(parseYamlDocuments("")).toEqual([]);
    expect(parseYamlDocuments("# nothing\n")).toEqual([]);
  });

  it("takes 40 levels of nesting", () => {
    const [document] = parseYamlDocuments(`${"[".repeat(40)}${"]".repeat(40)}\n`);
    expect(JSON.stringify(document?.value)).toBe("[".repeat(40) + "]".repeat(40));
  });

  const lines = (piece: string) =>
    Array.from({ length: 2000 }, (_, k) => `${" ".repeat(k)}${piece}\n`).join("");

  it.each([
    ["lists", "[".repeat(100_000)],
    ["maps", '{"a":'.repeat(100_000)],
    ["lists in lines", "- ".repeat(100_000)],
    ["keys", "? ".repeat(100_000)],
    ["maps in lines", lines("a:")],
  ])("refuses %s without end, and says where", (_, text) => {
    const parse = () => parseYamlDocuments(`a: 1\n---\n${text}`);
    expect(parse).toThrow(SpecError);
    expect(parse).toThrow(/^line \d+, column \d+: more than 100 levels of nesting$/);
  });

  it.each([
    ["aliases that multiply", aliases(30)],
    ["an alias of nothing", "a: *b\n"],
    ["a text that does not end", 'a: "b\n'],
  ])("refuses %s", (_, text) => {
    expect(() => parseYamlDocuments(text)).toThrow(SpecError);
  });
});

function aliases(count: number): string {
  const more = Array.from({ length: count }, (_, k) => `a${k + 1}: &a${k + 1} [*a${k}, *a${k}]\n`);
  return `a0: &a0 [1]\n${more.join("")}`;
}
