import { expect, it } from "vitest";
import { type Command, defineCommand } from "../../src/cli/command.ts";
import { renderBash } from "../../src/cli/completion/bash.ts";
import { UsageError } from "../../src/cli/exit-status.ts";
import { findCommand } from "../../src/cli/find-command.ts";
import { renderFamilyHelp } from "../../src/cli/help-text.ts";
import { parseArguments } from "../../src/cli/parse-arguments.ts";
import { PRINT } from "../../src/cli/specs/print.ts";
import { HELP_OPTION } from "../../src/cli/specs/shared-options.ts";

const commandOf = (name: string, takesAll = false): Command =>
  defineCommand({
    name,
    topic: "schema",
    help: `does ${name}`,
    words: { usage: "A", kind: "files", max: 1 },
    options: { loud: { help: "louder" }, help: HELP_OPTION },
    examples: [],
    takesAll,
    load: async () => async () => 0,
  });
const COMMANDS = [
  commandOf("list"),
  commandOf("schema list"),
  commandOf("schema diff"),
  commandOf("run", true),
];
const find = (line: string) => findCommand(line.split(" "), PRINT, COMMANDS);

it.each([
  ["list a", "list", ["a"]],
  ["schema list a", "schema list", ["a"]],
  ["-n 5 schema diff a --loud", "schema diff", ["-n", "5", "a", "--loud"]],
  ["file list", "", ["file", "list"]],
  ["-- schema list", "", ["--", "schema", "list"]],
  ["-p schema x", "", ["-p", "schema", "x"]],
  ["help schema list", "schema list", ["--help"]],
  ["help", "", ["--help"]],
  ["-- help", "", ["--", "help"]],
])("finds the command of %j", (line, name, rest) => {
  expect(find(line)).toMatchObject({ command: { name }, rest });
});

it.each([
  ["schema", "schema takes one of list, diff"],
  ["schema dif a", 'schema takes one of list, diff, not "dif"'],
  ["schema --loud diff", "schema takes one of list, diff"],
])("misses the second word of %j", (line, message) => {
  expect(() => find(line)).toThrow(new UsageError(message));
});

it("explains a family of commands", () => {
  const { family = [] } = parseArguments(["schema", "--help"], PRINT, COMMANDS);
  expect(family.map(({ name }) => name)).toEqual(["schema list", "schema diff"]);
  expect(renderFamilyHelp(family)).toContain("\n  schema diff  does schema diff\n");
});

it("leaves options alone where a command hands them on", () => {
  const { words } = parseArguments(["run", "-w", "x", "--", "ls", "-l"], PRINT, COMMANDS);
  expect(words).toEqual(["-w", "x", "--", "ls", "-l"]);
  expect(parseArguments(["run", "--help"], PRINT, COMMANDS).given.has("help")).toBe(true);
});

it("completes the second word", () => {
  expect(renderBash(PRINT, COMMANDS, [])).toContain("compgen -W 'list diff'");
});
