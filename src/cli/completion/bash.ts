import type { Command } from "../command.ts";
import {
  familiesOfCommands,
  firstWords,
  lastWord,
  type Offer,
  offeredOptions,
  offeredValues,
  offeredWords,
} from "./words.ts";

/** The completion script for bash. */
export function renderBash(main: Command, commands: readonly Command[], tags: readonly string[]): string {
  const names = firstWords(commands);
  const all = [main, ...commands];
  return `# Completion of scap-dump in bash: source <(scap-dump completion bash)
_scap_dump() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD - 1]} command='' options='' words=''
  local tags='${tags.join(" ")}' paths=0
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
    ((paths)) && compopt -o filenames
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur"; ((paths)) && compgen -f -- "$cur")
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

/** What may stand behind options that take a value: one of some words, a path, or anything. */
function valueCases(commands: readonly Command[]): string[] {
  const lines = new Set<string>();
  for (const option of commands.flatMap(offeredOptions)) {
    const offer = offeredValues(option);
    // Left to bash.
    if (offer === undefined || isPathOnly(offer)) continue;
    lines.add(`    ${option.forms.join(" | ")}) ${valueOffer(offer)}; return ;;`);
  }
  lines.add("    -r | --read) return ;;");
  return [...lines];
}

function valueOffer(offer: Offer): string {
  const words = wordList(offer);
  if (words === undefined) return "compopt +o default +o bashdefault";
  const paths = offer.hasPaths ? '; compgen -f -- "$cur"' : "";
  const names = offer.hasPaths ? "compopt -o filenames; " : "";
  return `${names}mapfile -t COMPREPLY < <(compgen -W ${words} -- "$cur"${paths})`;
}

function commandCase(command: Command): string {
  const options = offeredOptions(command).flatMap(({ forms }) => forms);
  const offer = offeredWords(command.words);
  const words = wordList(offer);
  const assignWords = words === undefined ? "" : ` words=${words}`;
  const assignPaths = words !== undefined && offer.hasPaths ? " paths=1" : "";
  return `    ${command.name.includes(" ") || command.name === "" ? `'${command.name}'` : command.name}) options='${options.join(" ")}'${assignWords}${assignPaths} ;;`;
}

/** What is offered besides paths, quoted; undefined where that is nothing. */
function wordList({ words, hasTags }: Offer): string | undefined {
  if (hasTags) return `"$tags${words.map((word) => ` ${word}`).join("")}"`;
  return words.length > 0 ? `'${words.join(" ")}'` : undefined;
}

function isPathOnly(offer: Offer): boolean {
  return offer.hasPaths && wordList(offer) === undefined;
}
