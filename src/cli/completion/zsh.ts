import type { Command } from "../command.ts";
import {
  type CompletedOption,
  familiesOfCommands,
  firstWords,
  lastWord,
  type Offer,
  offeredOptions,
  offeredValues,
  offeredWords,
  shellQuote,
} from "./words.ts";

/** The completion script for zsh. */
export function renderZsh(main: Command, commands: readonly Command[], tags: readonly string[]): string {
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
_scap_dump_schemas() {
  compadd -- ${tags.join(" ")}
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
  const { kind } = command.words;
  const action = actionOf(offeredWords(command.words));
  const specs = [...offeredOptions(command).map(optionSpec), shellQuote(`*:${kind}:${action}`)];
  return `    ${lastWord(command)}) shift words; ((CURRENT--)); _arguments -s ${specs.join(" ")} ;;`;
}

function defaultCase(command: Command): string {
  const words = ["'1:command or capture:_scap_dump_first'", "'*:capture:_files'"];
  return `    *) _arguments -s ${[...offeredOptions(command).map(optionSpec), ...words].join(" ")} ;;`;
}

/** `'(-n --limit)'{-n+,--limit=}'[stop after N events]:N:'`. */
function optionSpec(option: CompletedOption): string {
  const { forms, value, repeats, help } = option;
  const marks = forms.map((form) => markedForm(form, value !== undefined));
  const names = marks.length === 1 ? marks[0] : `{${marks.join(",")}}`;
  const exclusion = repeats ? "'*'" : marks.length === 1 ? "" : `'(${forms.join(" ")})'`;
  const explained = `[${help.replaceAll("[", "(").replaceAll("]", ")")}]${valueSpec(option)}`;
  return `${exclusion}${names}${shellQuote(explained)}`;
}

function markedForm(form: string, hasValue: boolean): string {
  if (!hasValue) return form;
  return form.startsWith("--") ? `${form}=` : `${form}+`;
}

function valueSpec(option: CompletedOption): string {
  const offer = offeredValues(option);
  return offer === undefined ? "" : `:${option.value}:${actionOf(offer)}`;
}

/** How zsh finds what is offered; nothing where it can be anything. */
function actionOf({ words, hasTags, hasPaths }: Offer): string {
  const list = words.join(" ");
  if (hasTags) return list === "" ? "_scap_dump_schemas" : `{_scap_dump_schemas; compadd -- ${list}}`;
  if (hasPaths) return "_files";
  return list === "" ? "" : `(${list})`;
}
