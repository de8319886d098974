import type { OptionValues } from "../command.ts";
import { ExitStatus } from "../exit-status.ts";
import type { SHOW_OPTIONS } from "../options.ts";
import type { Terminal } from "../terminal.ts";

export async function show(
  _words: readonly string[],
  _options: OptionValues<typeof SHOW_OPTIONS>,
  _terminal: Terminal,
): Promise<ExitStatus> {
  return ExitStatus.FAILED;
}
