import { loadHistory } from "../../schema/history/history.ts";
import type { Command } from "../command.ts";
import { COMMANDS } from "../commands.ts";
import { renderBash } from "../completion/bash.ts";
import { renderFish } from "../completion/fish.ts";
import { renderZsh } from "../completion/zsh.ts";
import { ExitStatus, UsageError } from "../exit-status.ts";
import type { CompletionOptions } from "../specs/completion.ts";
import { PRINT } from "../specs/print.ts";
import type { Terminal } from "../terminal.ts";

type Render = (main: Command, commands: readonly Command[], tags: readonly string[]) => string;

const SCRIPTS: ReadonlyMap<string, Render> = new Map([
  ["bash", renderBash],
  ["zsh", renderZsh],
  ["fish", renderFish],
]);

/** Prints a script that completes the program's options in a shell. */
export async function completion(
  words: readonly string[],
  _: CompletionOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  const [shell = ""] = words;
  const render = SCRIPTS.get(shell);
  if (render === undefined) {
    const given = shell === "" ? "" : `, not "${shell}"`;
    throw new UsageError(`completion takes one of ${[...SCRIPTS.keys()].join(", ")}${given}`);
  }
  const { points } = await loadHistory();
  // The newest first, and by the word for it.
  const tags = ["newest", ...points.map(({ tag }) => tag).reverse()];
  await terminal.output.print(render(PRINT, COMMANDS, tags));
  return ExitStatus.FINE;
}
