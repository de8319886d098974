import { isatty } from "node:tty";
import { escapeText } from "./escape-text.ts";
import { UsageError } from "./exit-status.ts";
import { Output } from "./output.ts";
import { Progress } from "./progress.ts";
import { type ColorChoice, loadTheme, type Theme, wantsColor } from "./theme.ts";

/** What a command has to do with: where its results and its remarks go. */
export interface Terminal {
  /** Standard output, for results. */
  readonly output: Output;
  /** For commands that read first and print then; undefined where nobody would see it. */
  readonly progress: Progress | undefined;
  /** For commands that print while they read; undefined also where it would stand between their results. */
  readonly listingProgress: Progress | undefined;
  /** Whether standard input is a keyboard, from which no capture comes. */
  isInputTerminal(): boolean;
  /** Whether standard output is a screen, on which no capture is written. */
  isOutputTerminal(): boolean;
  /** Writes a remark to standard error: one line, whatever the text holds. */
  say(text: string): void;
  /** The looks for standard output. */
  theme(choice: ColorChoice): Promise<Theme>;
}

const STDIN_FD = 0;

/** The terminal of a process. */
export function openTerminal({ stdout, stderr, env }: NodeJS.Process): Terminal {
  // Remarks that nobody reads are no reason to stop.
  stderr.on("error", () => {});
  const progress = stderr.isTTY ? new Progress((text) => stderr.write(text)) : undefined;
  return {
    output: new Output(stdout),
    progress,
    listingProgress: stdout.isTTY ? undefined : progress,
    // Not asked of process.stdin, which would start to read.
    isInputTerminal: () => isatty(STDIN_FD),
    isOutputTerminal: () => stdout.isTTY === true,
    say(text) {
      progress?.erase();
      stderr.write(`scap-dump: ${escapeText(text)}\n`);
    },
    theme: (choice) => loadTheme(wantsColor(choice, stdout, env)),
  };
}

/** The captures to read: those named, else standard input, unless that is a keyboard. */
export function filesOf(names: readonly string[], terminal: Terminal): readonly string[] {
  if (names.length > 0) return names;
  if (terminal.isInputTerminal()) throw new UsageError("no capture given: name a FILE, or pipe one in");
  return ["-"];
}
