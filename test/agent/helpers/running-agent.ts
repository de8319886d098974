import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe } from "vitest";
import { built, whyNotLive } from "./agent.ts";

/** A recording of a test is small; one that is not must not fill the disk. */
const MAX_FILE_BLOCKS = 400_000; // of 512 bytes, as ulimit counts
const MAX_SECONDS = 30;
/** Of a tenth of a second. */
const START_TRIES = 60;

/** A suite that records this machine, where that can be done. */
export function describeLive(title: string, suite: () => void): void {
  const reason = whyNotLive();
  describe.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (${reason})`, suite);
}

/** A folder for the recordings of a suite, which ends with it. */
export function recordingFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "recordings-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface AgentRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

// The limits are set by a shell that then becomes the agent.
const LIMITED = [
  "-c",
  `ulimit -f ${MAX_FILE_BLOCKS}; exec timeout --foreground -k 1 ${MAX_SECONDS} "$@"`,
  "sh",
];

/** Runs the agent to its end. */
export function runAgent(...args: string[]): AgentRun {
  const { status, stdout, stderr, error } = spawnSync("sh", [...LIMITED, built("scap-capture"), ...args], {
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

/** An agent that runs beside the test. */
export interface RunningAgent {
  /** Sends it a signal. */
  signal(name: NodeJS.Signals): void;
  /** Its end. */
  readonly done: Promise<AgentRun>;
}

/** Starts the agent, whose first file is to be `file`, and waits until it records; a flight recorder has no file yet. */
export async function startAgent(file: string, ...args: string[]): Promise<RunningAgent> {
  // No `timeout` in between: signals are for the agent itself. The test's own time limit ends it.
  const child = spawn("sh", [
    "-c",
    `ulimit -f ${MAX_FILE_BLOCKS}; exec "$@"`,
    "sh",
    built("scap-capture"),
    "-w",
    file,
    ...args,
  ]);
  const texts = { stdout: "", stderr: "" };
  child.stdout.on("data", (data) => {
    texts.stdout += data;
  });
  child.stderr.on("data", (data) => {
    texts.stderr += data;
  });
  const done = new Promise<AgentRun>((resolve) =>
    child.on("close", (status) => resolve({ status, ...texts })),
  );
  const watchdog = setTimeout(() => child.kill("SIGKILL"), MAX_SECONDS * 1000);
  done.finally(() => clearTimeout(watchdog));
  for (let tries = 0; tries < START_TRIES && !existsSync(`${file}.partial`); tries++) await sleep(100);
  return { signal: (name) => child.kill(name), done };
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What a program of the machine prints. */
export function outputOf(program: string, ...args: string[]): string {
  return execFileSync(program, args, {
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, TZ: "UTC" },
  });
}
