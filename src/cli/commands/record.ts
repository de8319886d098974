import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { fileURLToPath } from "node:url";
import { errorText } from "../error-text.ts";
import { ExitStatus } from "../exit-status.ts";
import { findAgent, howToGetAgent, packageFolder } from "../record/find-agent.ts";
import type { RecordOptions } from "../specs/record.ts";
import type { Terminal } from "../terminal.ts";

/** What a shell adds to the number of the signal that ended a program. */
const KILLED = 128;
/** A terminal sends it to the recorder, too, which then ends in its own time. */
const SENT_TO_BOTH = ["SIGINT", "SIGQUIT"] as const;
const PASSED_ON = ["SIGTERM", "SIGHUP", "SIGUSR2"] as const;

/** Hands its words to the recorder, and ends as that does. */
export async function record(
  words: readonly string[],
  _options: RecordOptions,
  terminal: Terminal,
): Promise<ExitStatus> {
  if (process.platform !== "linux") {
    terminal.say("only Linux can be recorded; captures can be read everywhere");
    return ExitStatus.FAILED;
  }
  const here = fileURLToPath(import.meta.url);
  const agent = findAgent(process.env, here);
  if (agent === undefined) {
    for (const line of howToGetAgent(packageFolder(here))) terminal.say(line);
    return ExitStatus.FAILED;
  }
  return runAgent(agent, isForAgent(words) ? words.slice(1) : words, terminal);
}

/** `record -- --help`: what is behind it is the recorder's and not a command. */
function isForAgent([first, second]: readonly string[]): boolean {
  return first === "--" && second?.startsWith("-") === true;
}

function runAgent(agent: string, words: readonly string[], terminal: Terminal): Promise<ExitStatus> {
  const child = spawn(agent, words, { stdio: "inherit" });
  handOnSignals(child);
  return new Promise((resolve) => {
    child.on("error", (error) => {
      terminal.say(`${agent}: ${errorText(error)}`);
      resolve(ExitStatus.FAILED);
    });
    child.on("exit", (code, signal) => {
      const status = signal === null ? code : KILLED + constants.signals[signal];
      // With a command it is that command's status, whatever it is.
      resolve((status ?? ExitStatus.FAILED) as ExitStatus);
    });
  });
}

function handOnSignals(child: ChildProcess): void {
  for (const signal of SENT_TO_BOTH) {
    process.removeAllListeners(signal);
    process.on(signal, () => {});
  }
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
}
