import type { OptionSpecs } from "./command.ts";
import { UsageError } from "./exit-status.ts";

/** A command line in two parts. */
export interface SplitArguments {
  /** Options in one form: `--name` or `--name=value`. */
  readonly options: readonly string[];
  /** What is no option: commands, files, names. */
  readonly words: readonly string[];
  /** Where in the arguments the words stand that may be a command's name: those before `--`. */
  readonly wordsAt: readonly number[];
}

/** Tells options from words as getopt does: `-n5`, `-n 5`, `-vX`, `--limit 5`; all behind `--` are words. */
export function splitArguments(argv: readonly string[], specs: OptionSpecs): SplitArguments {
  const names = namesByLetter(specs);
  const options: string[] = [];
  const words: string[] = [];
  const wordsAt: number[] = [];
  const rest = [...argv];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === "--") return { options, words: [...words, ...rest], wordsAt };
    if (arg.startsWith("--")) options.push(joinValue(arg, specs, rest));
    else if (arg.startsWith("-") && arg !== "-") options.push(...expandLetters(arg, names, specs, rest));
    else {
      wordsAt.push(argv.length - rest.length - 1);
      words.push(arg);
    }
  }
  return { options, words, wordsAt };
}

/** `--name` and the value behind it as one argument. */
function joinValue(arg: string, specs: OptionSpecs, rest: string[]): string {
  const value = specs[arg.slice(2)]?.value;
  return value === undefined ? arg : `${arg}=${takeValue(arg, value, rest)}`;
}

/** `-vn5` as `--verbose`, `--limit=5`. */
function expandLetters(
  arg: string,
  names: ReadonlyMap<string, string>,
  specs: OptionSpecs,
  rest: string[],
): string[] {
  const options: string[] = [];
  for (let at = 1; at < arg.length; at++) {
    const letter = arg[at] ?? "";
    const name = names.get(letter);
    if (name === undefined) return [...options, `--${letter}`];
    const value = specs[name]?.value;
    if (value !== undefined) {
      const text = arg.slice(at + 1).replace(/^=/, "");
      return [...options, `--${name}=${text === "" ? takeValue(`-${letter}`, value, rest) : text}`];
    }
    options.push(`--${name}`);
  }
  return options;
}

function takeValue(option: string, value: string, rest: string[]): string {
  const text = rest.shift();
  if (text === undefined) throw new UsageError(`option ${option} needs a value: ${option} ${value}`);
  return text;
}

function namesByLetter(specs: OptionSpecs): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, { letter }] of Object.entries(specs)) if (letter !== undefined) names.set(letter, name);
  return names;
}
