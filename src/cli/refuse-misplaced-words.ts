import { existsSync } from "node:fs";
import { nearestName } from "../filter/nearest-name.ts";
import { ALL_OPERATORS } from "../filter/operators.ts";
import { COMMAND_NAMES } from "./commands.ts";
import { UsageError } from "./exit-status.ts";

const WORD_OPERATORS = ALL_OPERATORS.filter((operator) => /^[a-z]+$/.test(operator)).join("|");
/** A field and an operator: `proc.name=ls`, `not fd.num > 3`, `(evt.type in (open)`. */
const FILTER_START = new RegExp(
  `^[(\\s]*(not\\s+)?[a-z]+(\\.\\w+)+(\\[[^\\]]*\\])?(\\s*[=!<>]|\\s+(${WORD_OPERATORS})\\b)`,
);

/**
 * Throws a UsageError for words that are meant for a command or a filter but would be taken for files: listed would be
 * the files among them, and the mistake told only at the end.
 */
export function refuseMisplacedWords(words: readonly string[]): void {
  const [first = ""] = words;
  const nearest = /^[a-z]+$/.test(first) ? nearestName(first, [...COMMAND_NAMES, "--version"]) : undefined;
  if (nearest !== undefined && !existsSync(first))
    throw new UsageError(`there is no file or command "${first}", did you mean ${nearest}?`);
  const at = words.findIndex(
    (word, k) => FILTER_START.test(words.slice(k, k + 3).join(" ")) && !existsSync(word),
  );
  if (at >= 0)
    throw new UsageError(
      `there is no file "${words[at]}"; a filter stands behind -f: -f '${words.slice(at).join(" ")}'`,
    );
}
