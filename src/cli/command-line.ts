import type { Command } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { errorText } from "./error-text.ts";
import { ExitStatus, UsageError } from "./exit-status.ts";
import { findCommand } from "./find-command.ts";
import { renderCommandHelp, renderFamilyHelp, renderMainHelp } from "./help-text.ts";
import { OutputError } from "./output.ts";
import { parseArguments } from "./parse-arguments.ts";
import { PRINT } from "./specs/print.ts";
import type { Terminal } from "./terminal.ts";
import { VERSION } from "./version.ts";

/** Does what a command line asks for. Never throws: what goes wrong is told on the terminal. */
export async function runCommandLine(argv: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  try {
    return await run(argv, terminal);
  } catch (error) {
    if (error instanceof OutputError && error.isBrokenPipe) return ExitStatus.FINE;
    if (error instanceof UsageError) {
      const lines = error.isWhole ? error.message.split("\n") : [`${error.message} (see ${helpFor(argv)})`];
      for (const line of lines) terminal.say(line);
      return ExitStatus.USAGE;
    }
    terminal.say(error instanceof OutputError ? outputErrorText(error) : errorText(error));
    return ExitStatus.FAILED;
  }
}

/** The command line that explains the command that is meant. */
function helpFor(argv: readonly string[]): string {
  try {
    const { name } = findCommand(argv, PRINT, COMMANDS).command;
    return name === "" ? "scap-dump --help" : `scap-dump ${name} --help`;
  } catch {
    // The second word of a name is missing: what is wrong lists those there are.
    return "scap-dump --help";
  }
}

function outputErrorText({ path, cause }: OutputError): string {
  return `cannot write${path === undefined ? "" : ` ${path}`}: ${errorText(cause)}`;
}

async function run(argv: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const { command, words, given, family } = parseArguments(argv, PRINT, COMMANDS);
  if (given.has("help")) {
    await terminal.output.print(helpOf(command, family));
    return ExitStatus.FINE;
  }
  if (given.has("version")) {
    await terminal.output.print(`${VERSION}\n`);
    return ExitStatus.FINE;
  }
  return command.run(words, given, terminal);
}

function helpOf(command: Command, family: readonly Command[] | undefined): string {
  if (family !== undefined) return renderFamilyHelp(family);
  return command === PRINT ? renderMainHelp(PRINT, COMMANDS) : renderCommandHelp(command);
}
