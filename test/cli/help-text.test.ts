import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { renderCommandHelp, renderMainHelp } from "../../src/cli/help-text.ts";
import { PRINT } from "../../src/cli/specs/print.ts";
import { wrapText } from "../../src/cli/wrap-text.ts";

const main = renderMainHelp(PRINT, COMMANDS);
const pages = [main, ...COMMANDS.map(renderCommandHelp)];

describe("the help", () => {
  it("fits a terminal of 80 columns", () => {
    expect(pages.flatMap((page) => page.split("\n")).filter((line) => line.length > 80)).toEqual([]);
  });

  it("is printable ASCII throughout", () => {
    expect(pages.join("")).toMatch(/^[\n\x20-\x7e]*$/);
  });

  it("names every command and every option that is in this release", () => {
    for (const { name } of COMMANDS) expect(main).toContain(`\n  ${name} `);
    for (const [name, { group }] of Object.entries(PRINT.options)) {
      expect(new RegExp(`--${name}(?![\\w-])`).test(main), name).toBe(group !== undefined);
    }
    expect(main).toContain("\n  -n, --limit N  ");
  });

  it("ends what a command does like a sentence, and names the options once", () => {
    for (const page of pages.slice(1)) {
      expect(page.split("\n")[2]).toMatch(/^[A-Z].*[^?.][?.]$/);
      expect(page.split("\n")[0]?.match(/\[option/gi)).toHaveLength(1);
    }
  });

  it("shows examples and the exit status", () => {
    expect(main.match(/^ {2}.*scap-dump .* {2}\S/gm)?.length).toBeGreaterThanOrEqual(4);
    expect(main).toContain("  3  finished, but data was lost or damaged");
  });
});

describe("options", () => {
  it("have the same letter wherever they occur", () => {
    const letters = new Map<string, Set<string>>();
    for (const [name, { letter }] of [PRINT, ...COMMANDS].flatMap(({ options }) => Object.entries(options))) {
      if (letter !== undefined) letters.set(letter, (letters.get(letter) ?? new Set()).add(name));
    }
    expect([...letters].filter(([, names]) => names.size > 1)).toEqual([]);
  });
});

describe("wrapText", () => {
  it("breaks at blanks", () => {
    expect(wrapText("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrapText("extraordinarily long", 5)).toEqual(["extraordinarily", "long"]);
    expect(wrapText("", 5)).toEqual([""]);
  });
});
