import { SIGNAL_ROWS } from "./names.gen.ts";
import { parseNumberedNames } from "./rows.ts";

let names: readonly string[] | undefined;

/** Name of a signal, such as 9 → `SIGKILL` (libs, signal table of libsinsp); real-time signals from 32 have none. */
export function signalName(signal: number): string | undefined {
  names ??= parseNumberedNames(SIGNAL_ROWS);
  return names[signal];
}
