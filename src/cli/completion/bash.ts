import type { Command } from "../command.ts";
import { familiesOfCommands, firstWords, lastWord, offeredOptions, offeredWords } from "./words.ts";

/** The completion script for bash. */
export function renderBash(main: Command, commands: readonly Command[]): string {
  const names = firstWords(commands);
  const all = [main, ...commands];
  return `# Completion of scap-dump in bash: source <(scap-dump completion bash)
_scap_dump() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command='' options='' words=''
  COMPREPLY=()
  # bash takes --name=value for three words.
  if [[ $cur == '=' ]]; then cur=''; elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  if ((COMP_CWORD > 1)); then
    case \${COMP_WORDS[1]} in
${familyCases(commands).join("\n")}
      ${names.join(" | ")}) command=\${COMP_WORDS[1]} ;;
    esac
  fi
  case $prev in
${valueCases(all).join("\n")}
  esac
  case $command in
${all.map(commandCase).join("\n")}
  esac
  if [[ $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$options" -- "$cur")
  elif [[ $words != '' ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
  elif ((COMP_CWORD == 1)); then
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -W '${names.join(" ")}' -- "$cur"; compgen -f -- "$cur")
  fi
}
complete -o bashdefault -o default -F _scap_dump scap-dump
`;
}

/** Commands of two words: the second is offered, then both name the command. */
function familyCases(commands: readonly Command[]): string[] {
  return [...familiesOfCommands(commands)].map(
    ([family, members]) => `      ${family})
        command="\${COMP_WORDS[1]} \${COMP_WORDS[2]}"
        if ((COMP_CWORD == 2)); then
          mapfile -t COMPREPLY < <(compgen -W '${members.map(lastWord).join(" ")}' -- "$cur"); return
        fi ;;`,
  );
}

/** What may stand behind options that take a value: one of a few words, a file, or anything. */
function valueCases(commands: readonly Command[]): string[] {
  const lines = new Set<string>();
  for (const { forms, value, choices } of commands.flatMap(offeredOptions)) {
    if (value === undefined || value === "FILE") continue;
    const offer =
      choices === undefined
        ? "compopt +o default +o bashdefault"
        : `mapfile -t COMPREPLY < <(compgen -W '${choices.join(" ")}' -- "$cur")`;
    lines.add(`    ${forms.join(" | ")}) ${offer}; return ;;`);
  }
  lines.add("    -r | --read) return ;;");
  return [...lines];
}

function commandCase(command: Command): string {
  const options = offeredOptions(command).flatMap(({ forms }) => forms);
  const words = offeredWords(command.words);
  const assignWords = words === undefined ? "" : ` words='${words.join(" ")}'`;
  return `    ${command.name.includes(" ") || command.name === "" ? `'${command.name}'` : command.name}) options='${options.join(" ")}'${assignWords} ;;`;
}
