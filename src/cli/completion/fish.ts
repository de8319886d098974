import type { Command } from "../command.ts";
import {
  type CompletedOption,
  firstWords,
  lastWord,
  type Offer,
  offeredOptions,
  offeredValues,
  offeredWords,
} from "./words.ts";

/** The completion script for fish. */
export function renderFish(main: Command, commands: readonly Command[], tags: readonly string[]): string {
  const families = commands.flatMap(({ name }) => (name.includes(" ") ? [name.split(" ")[0] as string] : []));
  const noFamily = [...new Set(families)].map((family) => `; and not ${seen(family)}`).join("");
  const lines = [
    "# Completion of scap-dump in fish: scap-dump completion fish | source",
    `function __scap_dump_schemas; printf '%s\\n' ${tags.join(" ")}; end`,
  ];
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
    if (listOf(words) !== "") lines.push(complete(condition, `${flagOf(words)}-a ${quote(listOf(words))}`));
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
function optionPart(option: CompletedOption): string {
  const { name, letter, help } = option;
  const short = letter === undefined ? "" : `-s ${letter} `;
  return `${short}-l ${name} ${valuePart(offeredValues(option))}-d ${quote(help)}`;
}

function valuePart(offer: Offer | undefined): string {
  if (offer === undefined) return "";
  const list = listOf(offer);
  return `-r ${flagOf(offer)}${list === "" ? "" : `-a ${quote(list)} `}`;
}

/** Whether fish offers files, too. */
function flagOf({ hasPaths }: Offer): string {
  return hasPaths ? "-F " : "-f ";
}

function listOf({ words, hasTags }: Offer): string {
  return [...words, ...(hasTags ? ["(__scap_dump_schemas)"] : [])].join(" ");
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
