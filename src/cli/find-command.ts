import type { Command } from "./command.ts";
import { UsageError } from "./exit-status.ts";
import { splitArguments } from "./split-arguments.ts";

/** The command that a command line means, and the arguments that are left for it. */
export interface FoundCommand {
  readonly command: Command;
  readonly rest: readonly string[];
  /** Only the first of two words stands there, and help is asked for: the commands that begin with it. */
  readonly family?: readonly Command[];
}

/**
 * Finds the command whose name is the first word, or the first two. Options before it are stepped over as those of
 * `main`, which is meant where there is no name. Throws a UsageError where the second word of a name is missing or wrong.
 */
export function findCommand(
  argv: readonly string[],
  main: Command,
  commands: readonly Command[],
): FoundCommand {
  const { wordsAt } = splitArguments(argv, main.options);
  const first = wordsAt[0];
  if (first === undefined) return { command: main, rest: argv };
  const name = argv[first] as string;
  if (name === "help") return findCommand(helpFor(argv, first), main, commands);
  const family = commands.filter((command) => command.name.startsWith(`${name} `));
  if (family.length > 0) return findMember(name, family, argv, first);
  const command = commands.find((candidate) => candidate.name === name);
  return command === undefined ? { command: main, rest: argv } : { command, rest: without(argv, first, 1) };
}

/** `help schema diff` as `schema diff --help`. */
function helpFor(argv: readonly string[], first: number): string[] {
  return [...without(argv, first, 1), "--help"];
}

/** The second word stands right behind the first: no option may come between them. */
function findMember(
  name: string,
  family: readonly Command[],
  argv: readonly string[],
  first: number,
): FoundCommand {
  const member = argv[first + 1];
  const command = family.find((candidate) => candidate.name === `${name} ${member}`);
  if (command !== undefined) return { command, rest: without(argv, first, 2) };
  if (member === "--help" || member === "-h")
    return { command: family[0] as Command, rest: without(argv, first, 1), family };
  const members = family.map((candidate) => candidate.name.slice(name.length + 1)).join(", ");
  const found = member === undefined || member.startsWith("-") ? "" : `, not "${member}"`;
  throw new UsageError(`${name} takes one of ${members}${found}`);
}

function without(argv: readonly string[], at: number, count: number): string[] {
  return [...argv.slice(0, at), ...argv.slice(at + count)];
}
