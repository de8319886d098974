import type { Command } from "../command.ts";
import { type CompletedOption, firstWords, lastWord, offeredOptions, offeredWords } from "./words.ts";

/** The completion script for fish. */
export function renderFish(main: Command, commands: readonly Command[]): string {
  const families = commands.flatMap(({ name }) => (name.includes(" ") ? [name.split(" ")[0] as string] : []));
  const noFamily = [...new Set(families)].map((family) => `; and not ${seen(family)}`).join("");
  const lines = ["# Completion of scap-dump in fish: scap-dump completion fish | source"];
  for (const command of [main, ...commands]) {
    const { name, help } = command;
    const [family, member] = name.split(" ") as [string, string?];
    const isMember = member !== undefined;
    const condition =
      name === ""
        ? `not ${seen(firstWords(commands).join(" "))}`
        : isMember
          ? `${seen(family)}; and ${seen(member)}`
          : seen(name) + noFamily;
    const offered = isMember ? `${seen(family)}; and __fish_is_nth_token 2` : "__fish_is_first_arg";
    if (name !== "") lines.push(complete(offered, `-a ${lastWord(command)} -d ${quote(help)}`));
    for (const option of offeredOptions(command)) lines.push(complete(condition, optionPart(option)));
    const words = offeredWords(command.words);
    if (words !== undefined) lines.push(complete(condition, `-f -a ${quote(words.join(" "))}`));
  }
  return `${lines.join("\n")}\n`;
}

function seen(words: string): string {
  return `__fish_seen_subcommand_from ${words}`;
}

function complete(condition: string, rest: string): string {
  return `complete -c scap-dump -n ${quote(condition)} ${rest}`;
}

/** `-s n -l limit -x -d 'stop after N events'`. */
function optionPart({ name, letter, value, choices, help }: CompletedOption): string {
  const short = letter === undefined ? "" : `-s ${letter} `;
  return `${short}-l ${name} ${valuePart(value, choices)}-d ${quote(help)}`;
}

function valuePart(value: string | undefined, choices: readonly string[] | undefined): string {
  if (value === undefined) return "";
  if (choices !== undefined) return `-x -a ${quote(choices.join(" "))} `;
  return value === "FILE" ? "-r -F " : "-x ";
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
