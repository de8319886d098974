import type { OptionValues } from "../command.ts";
import { ExitStatus } from "../exit-status.ts";
import type { FIELDS_OPTIONS } from "../options.ts";
import type { Terminal } from "../terminal.ts";

export async function fields(
  _words: readonly string[],
  _options: OptionValues<typeof FIELDS_OPTIONS>,
  _terminal: Terminal,
): Promise<ExitStatus> {
  return ExitStatus.FAILED;
}
