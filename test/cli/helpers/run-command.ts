import { COMMANDS } from "../../../src/cli/commands.ts";
import { parseArguments } from "../../../src/cli/parse-arguments.ts";
import { PRINT } from "../../../src/cli/specs/print.ts";
import { fakeTerminal } from "./fake-terminal.ts";

/** Runs a command in this process and gives back what it wrote. */
export async function runCommand(...argv: string[]) {
  const { command, words, given } = parseArguments(argv, PRINT, COMMANDS);
  const terminal = fakeTerminal();
  const status = await command.run(words, given, terminal);
  const text = terminal.written();
  const bytes = terminal.writtenBytes();
  return { status, text, bytes, lines: text.split("\n").slice(0, -1), remarks: terminal.remarks };
}
