import type { Command } from "../command.ts";
import { type CompletedOption, offeredOptions, offeredWords, shellQuote } from "./words.ts";

/** The completion script for zsh. */
export function renderZsh(main: Command, commands: readonly Command[]): string {
  const described = commands.map(({ name, help }) => shellQuote(`${name}:${help}`));
  return `#compdef scap-dump
# Completion of scap-dump in zsh: source <(scap-dump completion zsh)
_scap_dump_first() {
  local -a commands=(${described.join(" ")})
  _describe -t commands command commands
  _files
}
_scap_dump() {
  case $words[2] in
${commands.map(commandCase).join("\n")}
${defaultCase(main)}
  esac
}
if [[ $funcstack[1] == _scap_dump ]]; then _scap_dump "$@"; else compdef _scap_dump scap-dump; fi
`;
}

function commandCase(command: Command): string {
  const words = offeredWords(command.words);
  const action = words === undefined ? "_files" : `(${words.join(" ")})`;
  const specs = [...offeredOptions(command).map(optionSpec), shellQuote(`*:${command.words.kind}:${action}`)];
  return `    ${command.name}) shift words; ((CURRENT--)); _arguments -s ${specs.join(" ")} ;;`;
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
