import { type Command, type OptionSpec, TOPICS } from "./command.ts";
import { wrapText } from "./wrap-text.ts";

const WIDTH = 80;
const INDENT = "  ";

/** A term, what it means, and lines below that. */
type Entry = readonly [term: string, help: string, details?: readonly string[]];

/** The help of the whole program: that of the command without a name, and a list of the others. */
export function renderMainHelp(main: Command, commands: readonly Command[]): string {
  return [
    "scap-dump shows what is in system-call captures (.scap) of sysdig and Falco.",
    "",
    `Usage: scap-dump ${main.words.usage} [options]   print events`,
    "       scap-dump COMMAND ...            do something else",
    "",
    ...wrapText(
      "Captures may be compressed with gzip or zstd. Without FILE, or for -, standard input is read. " +
        "A file that is called like a command is named with ./ before it.",
      WIDTH,
    ),
    ...commandSections(commands),
    ...optionSections(main),
    ...section("Examples", main.examples),
    ...section("Exit status", [
      ["0", "fine"],
      ["1", "failed: nothing, or not every FILE, could be read"],
      ["2", "wrong usage"],
      ["3", "finished, but data was lost or damaged; standard error says what and where"],
    ]),
    "",
    '"scap-dump COMMAND --help" tells more of a command.',
    "",
  ].join("\n");
}

/** The help of one command. */
export function renderCommandHelp(command: Command): string {
  const { name, words, help, examples, takesAll } = command;
  return [
    `Usage: scap-dump ${name} ${words.usage}${takesAll === true ? "" : " [options]"}`,
    "",
    `${help.charAt(0).toUpperCase()}${help.slice(1)}${help.endsWith("?") ? "" : "."}`,
    ...optionSections(command),
    ...section("Examples", examples),
    "",
  ].join("\n");
}

/** What the commands are for, by topic, in one column. */
function commandSections(commands: readonly Command[]): string[] {
  const entry = ({ name, help }: Command): Entry => [name, help];
  const column = columnOf(commands.map(entry));
  return Object.entries(TOPICS).flatMap(([topic, heading]) => {
    const entries = commands.filter((command) => command.topic === topic).map(entry);
    return entries.length === 0 ? [] : section(heading, entries, column);
  });
}

/** The help of commands whose names begin with the same word. */
export function renderFamilyHelp(commands: readonly Command[]): string {
  const word = commands[0]?.name.split(" ")[0];
  return [
    `Usage: scap-dump ${word} COMMAND ...`,
    ...commandSections(commands),
    "",
    `"scap-dump ${word} COMMAND --help" tells more of a command.`,
    "",
  ].join("\n");
}

function optionSections({ options }: Command): string[] {
  const groups = new Map<string, Entry[]>();
  for (const [name, spec] of Object.entries(options)) {
    if (spec.group === undefined) continue;
    const entry: Entry = [optionTerm(name, spec), spec.help ?? "", spec.details ?? []];
    groups.set(spec.group, [...(groups.get(spec.group) ?? []), entry]);
  }
  const column = columnOf([...groups.values()].flat());
  return [...groups].flatMap(([group, entries]) => section(group, entries, column));
}

/** `-n, --limit N`. */
function optionTerm(name: string, { letter, value }: OptionSpec): string {
  const short = letter === undefined ? "    " : `-${letter}, `;
  return `${short}--${name}${value === undefined ? "" : ` ${value}`}`;
}

function section(heading: string, entries: readonly Entry[], column = columnOf(entries)): string[] {
  return ["", `${heading}:`, ...entries.flatMap((entry) => renderEntry(entry, column))];
}

/** Where explanations begin: two blanks behind the longest term. */
function columnOf(entries: readonly Entry[]): number {
  return INDENT.length + Math.max(...entries.map(([term]) => term.length)) + 2;
}

function renderEntry([term, help, details = []]: Entry, column: number): string[] {
  const lines = [...wrapText(help, WIDTH - column), ...details];
  return lines.map((line, k) => (k === 0 ? INDENT + term : "").padEnd(column) + line);
}
