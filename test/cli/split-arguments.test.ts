import { expect, it } from "vitest";
import { PRINT } from "../../src/cli/specs/print.ts";
import { splitArguments } from "../../src/cli/split-arguments.ts";

const split = (...argv: string[]) => splitArguments(argv, PRINT.options);

it.each([
  ["-n5", ["--limit=5"]],
  ["-n 5", ["--limit=5"]],
  ["-n=5", ["--limit=5"]],
  ["--limit 5", ["--limit=5"]],
  ["--limit=5", ["--limit=5"]],
  ["-vX", ["--verbose", "--print-hex-ascii"]],
  ["-vtd", ["--verbose", "--time=d"]],
  ["-tD", ["--time=D"]],
  ["-x -X", ["--print-hex", "--print-hex-ascii"]],
  ["-r -", ["--read=-"]],
  ["-r -odd", ["--read=-odd"]],
  ["--read -- x", ["--read=--"]],
  ["--unknown", ["--unknown"]],
  ["-q", ["--q"]],
])("reads %j as getopt does", (line, options) => {
  expect(split(...line.split(" ")).options).toEqual(options);
});

it("tells words from options wherever they stand", () => {
  expect(split("a", "-n", "5", "-", "--json", "b")).toEqual({
    options: ["--limit=5", "--json"],
    words: ["a", "-", "b"],
    wordsAt: [0, 3, 5],
  });
});

it("takes all behind -- for words, none of them a command", () => {
  expect(split("--", "-n", "5")).toEqual({ options: [], words: ["-n", "5"], wordsAt: [] });
  expect(split("info", "--", "-n")).toEqual({ options: [], words: ["info", "-n"], wordsAt: [0] });
});

it.each(["-n", "--limit", "-vn"])("misses the value of %s", (option) => {
  expect(() => split(option)).toThrow(/needs a value: .* N$/);
});
