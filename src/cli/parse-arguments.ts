import yargs from "yargs";
import { nearestName } from "../filter/nearest-name.ts";
import type { Command, GivenOptions, OptionSpec, OptionSpecs } from "./command.ts";
import { UsageError } from "./exit-status.ts";
import { findCommand } from "./find-command.ts";
import { adviceForOption } from "./option-advice.ts";
import { splitArguments } from "./split-arguments.ts";

/** A command line taken apart. */
export interface ParsedArguments {
  readonly command: Command;
  /** What is no option: files, names. */
  readonly words: readonly string[];
  readonly given: GivenOptions;
  /** Help is asked for all commands whose names begin with the same word: these. */
  readonly family?: readonly Command[];
}

/**
 * Takes a command line apart; the first words may be the name of a command, otherwise `main` is meant.
 * Throws a UsageError for options and values that there are not.
 */
export function parseArguments(
  argv: readonly string[],
  main: Command,
  commands: readonly Command[],
): ParsedArguments {
  const { command, rest, family } = findCommand(argv, main, commands);
  if (family !== undefined) return { command, words: [], given: new Map([["help", []]]), family };
  if (command.takesAll && !isHelpAlone(rest)) return { command, words: rest, given: new Map() };
  const { options, words } = splitArguments(rest, command.options);
  const given = parseOptions(options, command);
  const surplus = words[command.words.max];
  if (surplus !== undefined)
    throw new UsageError(
      `${command.name} takes ${command.words.max === 0 ? "options" : command.words.usage} and nothing more, not "${surplus}"`,
    );
  return { command, words, given };
}

function isHelpAlone(argv: readonly string[]): boolean {
  return argv.length === 1 && (argv[0] === "--help" || argv[0] === "-h");
}

/** Of yargs only its parser is used: help, version and messages are our own. */
function parseOptions(args: readonly string[], { name: command, options }: Command): GivenOptions {
  const names = args.map((arg) => arg.slice(2).replace(/=.*/s, ""));
  // Before yargs sees them: it fails over some, such as --toString.
  const unknown = names.find((name) => !Object.hasOwn(options, name));
  if (unknown !== undefined) throw unknownOption(unknown, options, command);
  const parser = yargs([...args])
    .help(false)
    .version(false)
    .detectLocale(false)
    .exitProcess(false)
    .parserConfiguration({
      "boolean-negation": false,
      "camel-case-expansion": false,
      "dot-notation": false,
      "parse-numbers": false,
    })
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
  for (const [name, { value }] of Object.entries(options)) {
    parser.option(name, { type: value === undefined ? "boolean" : "string" });
  }
  return givenOf(parser.parseSync(), options);
}

function givenOf(found: Readonly<Record<string, unknown>>, options: OptionSpecs): GivenOptions {
  const given = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(found)) {
    const spec = options[name];
    if (spec === undefined || value === undefined || value === false) continue;
    given.set(name, textsOf(name, spec, value));
  }
  return given;
}

function textsOf(name: string, { value, choices }: OptionSpec, found: unknown): string[] {
  if (value === undefined) return [];
  const texts = (Array.isArray(found) ? found : [found]).map(String);
  for (const text of texts) {
    if (text === "") throw new UsageError(`option --${name} needs a value: --${name} ${value}`);
    if (choices !== undefined && !choices.includes(text))
      throw new UsageError(`--${name} takes ${choices.join(", ")}, not "${text}"`);
  }
  return texts;
}

function unknownOption(name: string, options: OptionSpecs, command: string): UsageError {
  const place = command === "" ? "" : ` of ${command}`;
  const advice = command === "" ? adviceForOption(name) : undefined;
  if (advice !== undefined)
    return new UsageError(`unknown option ${name.length === 1 ? "-" : "--"}${name}: ${advice}`);
  if (name.length === 1) return new UsageError(`unknown option -${name}${place}`);
  const nearest = nearestName(name, Object.keys(options));
  const hint = nearest === undefined ? "" : `, did you mean --${nearest}?`;
  return new UsageError(`unknown option --${name}${place}${hint}`);
}
