import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { UsageError } from "../../src/cli/exit-status.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";
import { PRINT } from "../../src/cli/specs/print.ts";

const parse = (line: string) => parseArguments(line === "" ? [] : line.split(" "), PRINT, COMMANDS);

describe("parseArguments", () => {
  it("takes words without a command for files to print", () => {
    const { command, words, given } = parse("a.scap -n 3 b.scap --json");
    expect(command.name).toBe("");
    expect(words).toEqual(["a.scap", "b.scap"]);
    expect([...given]).toEqual([
      ["limit", ["3"]],
      ["json", []],
    ]);
  });

  it("finds the command before its words", () => {
    const { command, words } = parse("info a.scap b.scap");
    expect(command.name).toBe("info");
    expect(words).toEqual(["a.scap", "b.scap"]);
  });

  it.each([
    ["-", ["-"]],
    ["a - b", ["a", "-", "b"]],
    ["0x10 007 1e3", ["0x10", "007", "1e3"]],
    ["-- -n x", ["-n", "x"]],
    ["./info", ["./info"]],
    ["-- info", ["info"]],
    ["", []],
  ])("keeps the words of %j as they are", (line, words) => {
    expect(parse(line)).toMatchObject({ command: { name: "" }, words });
  });

  it("finds the command behind options", () => {
    expect(parse("--color never -n 5 blocks x")).toMatchObject({ command: { name: "blocks" }, words: ["x"] });
  });

  it("leaves options before a command to it", () => {
    expect(() => parse("-S blocks x")).toThrow("unknown option -S of blocks");
  });

  it("keeps every -r, and of other options the last", () => {
    const { given } = parse("-r a -r b -n 1 -n 2 --time=a --time=D");
    expect(given.get("read")).toEqual(["a", "b"]);
    expect(given.get("limit")?.at(-1)).toBe("2");
    expect(given.get("time")?.at(-1)).toBe("D");
  });

  it("tells letters from capitals", () => {
    expect([...parse("-x -b -v x").given.keys()]).toEqual(["print-hex", "print-base64", "verbose"]);
    expect([...parse("-X -A x").given.keys()]).toEqual(["print-hex-ascii", "print-ascii"]);
  });

  it.each([
    ["--tmie a x", "unknown option --tmie, did you mean --time?"],
    ["--frobnicate", "unknown option --frobnicate"],
    ["--list", "unknown option --list: scap-dump fields lists the fields"],
    [
      "-w x",
      "unknown option -w: scap-dump slice -f FILTER FILE -o OUT writes events, scap-dump record -w OUT records",
    ],
    ["--toString", "unknown option --toString"],
    ["-q x", "unknown option -q"],
    ["blocks --time a x", "unknown option --time of blocks"],
    ["info --al-types x", "unknown option --al-types of info, did you mean --all-types?"],
    ["-t x f", '--time takes h, a, r, d, D, iso, not "x"'],
    ["--color=blue f", '--color takes auto, always, never, not "blue"'],
    ["--limit=", "option --limit needs a value: --limit N"],
    ["blocks a b", 'blocks takes [FILE] and nothing more, not "b"'],
    ["completion bash zsh", 'completion takes bash|zsh|fish and nothing more, not "zsh"'],
  ])("refuses %j", (line, message) => {
    expect(() => parse(line)).toThrow(new UsageError(message));
  });
});
