import type { Command, OptionValues } from "../command.ts";
import { COMMANDS, PRINT } from "../commands.ts";
import { renderBash } from "../completion/bash.ts";
import { renderFish } from "../completion/fish.ts";
import { renderZsh } from "../completion/zsh.ts";
import { ExitStatus, UsageError } from "../exit-status.ts";
import type { COMPLETION_OPTIONS } from "../options.ts";
import type { Terminal } from "../terminal.ts";

const SCRIPTS: ReadonlyMap<string, (main: Command, commands: readonly Command[]) => string> = new Map([
  ["bash", renderBash],
  ["zsh", renderZsh],
  ["fish", renderFish],
]);

/** Prints a script that completes the program's options in a shell. */
export async function completion(
  words: readonly string[],
  _: OptionValues<typeof COMPLETION_OPTIONS>,
  terminal: Terminal,
): Promise<ExitStatus> {
  const [shell = ""] = words;
  const render = SCRIPTS.get(shell);
  if (render === undefined) {
    const given = shell === "" ? "" : `, not "${shell}"`;
    throw new UsageError(`completion takes one of ${[...SCRIPTS.keys()].join(", ")}${given}`);
  }
  await terminal.output.print(render(PRINT, COMMANDS));
  return ExitStatus.FINE;
}
