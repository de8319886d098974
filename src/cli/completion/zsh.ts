import type { Command } from "../command.ts";
import {
  type CompletedOption,
  familiesOfCommands,
  firstWords,
  lastWord,
  offeredOptions,
  offeredWords,
  shellQuote,
} from "./words.ts";

/** The completion script for zsh. */
export function renderZsh(main: Command, commands: readonly Command[]): string {
  const singles = commands.filter(({ name }) => !name.includes(" "));
  const families = [...familiesOfCommands(commands)];
  const described = firstWords(commands).map((name) => {
    const help = singles.find((command) => command.name === name)?.help ?? `${name} ...`;
    return shellQuote(`${name}:${help}`);
  });
  return `#compdef scap-dump
# Completion of scap-dump in zsh: source <(scap-dump completion zsh)
_scap_dump_first() {
  local -a commands=(${described.join(" ")})
  _describe -t commands command commands
  _files
}
_scap_dump() {
  case $words[2] in
${singles.map((command) => commandCase(command)).join("\n")}
${families.map(([family, members]) => familyCase(family, members)).join("\n")}
${defaultCase(main)}
  esac
}
if [[ $funcstack[1] == _scap_dump ]]; then _scap_dump "$@"; else compdef _scap_dump scap-dump; fi
`;
}

/** A command of two words: its second word is offered, then what stands behind it. */
function familyCase(family: string, members: readonly Command[]): string {
  const described = members.map((member) => shellQuote(`${lastWord(member)}:${member.help}`)).join(" ");
  return `    ${family}) shift words; ((CURRENT--))
      if ((CURRENT == 2)); then local -a members=(${described}); _describe -t commands command members
      else case $words[2] in
${members.map((member) => commandCase(member)).join("\n")}
      esac; fi ;;`;
}

function commandCase(command: Command): string {
  const words = offeredWords(command.words);
  const action = words === undefined ? "_files" : `(${words.join(" ")})`;
  const specs = [...offeredOptions(command).map(optionSpec), shellQuote(`*:${command.words.kind}:${action}`)];
  return `    ${lastWord(command)}) shift words; ((CURRENT--)); _arguments -s ${specs.join(" ")} ;;`;
}

function defaultCase(command: Command): string {
  const words = ["'1:command or capture:_scap_dump_first'", "'*:capture:_files'"];
  return `    *) _arguments -s ${[...offeredOptions(command).map(optionSpec), ...words].join(" ")} ;;`;
}

/** `'(-n --limit)'{-n+,--limit=}'[stop after N events]:N:'`. */
function optionSpec({ forms, value, choices, repeats, help }: CompletedOption): string {
  const marks = forms.map((form) => markedForm(form, value !== undefined));
  const names = marks.length === 1 ? marks[0] : `{${marks.join(",")}}`;
  const exclusion = repeats ? "'*'" : marks.length === 1 ? "" : `'(${forms.join(" ")})'`;
  const explained = `[${help.replaceAll("[", "(").replaceAll("]", ")")}]${valueSpec(value, choices)}`;
  return `${exclusion}${names}${shellQuote(explained)}`;
}

function markedForm(form: string, hasValue: boolean): string {
  if (!hasValue) return form;
  return form.startsWith("--") ? `${form}=` : `${form}+`;
}

function valueSpec(value: string | undefined, choices: readonly string[] | undefined): string {
  if (value === undefined) return "";
  if (choices !== undefined) return `:${value}:(${choices.join(" ")})`;
  return value === "FILE" ? `:${value}:_files` : `:${value}:`;
}
