import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { build } from "esbuild";
import { DATA, PROGRAM } from "./captures.ts";
import type { Outcome } from "./measure.ts";
import type { How } from "./rows.ts";
import type { WorkName } from "./works.ts";

const BUNDLE = join(DATA, "measure.mjs");
const POLL_MS = 20;
/** Linux counts processor time in these, whatever its own clock. */
const TICKS_PER_SECOND = 100;

/** Time and memory of a run; the time of a whole program counts its start too. */
export interface Run {
  readonly seconds: number;
  /** Processor time of all threads; undefined where the system does not tell. */
  readonly cpuSeconds: number | undefined;
  readonly peakRssBytes: number | undefined;
}

/** Bundles the measurements as the program is bundled, to be run by plain Node. */
export async function bundleMeasurements(): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, "measure.ts")],
    outfile: BUNDLE,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    logLevel: "warning",
  });
}

/** Whether what a row needs is there: the built program, sysdig. */
export function canRun(how: How): boolean {
  if ("program" in how) return existsSync(PROGRAM);
  if ("sysdig" in how) return spawnSync("sysdig", ["--version"], { stdio: "ignore" }).status === 0;
  return true;
}

/** Runs it once on a capture, in a process of its own. */
export function run(how: How, capture: string | undefined): Promise<Run> {
  const files = capture === undefined ? [] : [capture];
  if ("work" in how) return runWork(how.work, files);
  if ("program" in how) return runProgram(process.execPath, [PROGRAM, ...how.program, ...files]);
  if ("sysdig" in how) return runProgram("sysdig", [...how.sysdig, ...files]);
  return runProgram(process.execPath, how.node);
}

/** Goes through a capture and counts its events. */
export async function countEvents(capture: string): Promise<number> {
  return (await runWork("walk", [capture])).events;
}

async function runWork(work: WorkName, files: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [BUNDLE, work, ...files], {
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  // A boundary: the fourth stream was asked for as a pipe, which the child writes to.
  const [outcome] = await Promise.all([text(child.stdio[3] as Readable), succeeded(child, work)]);
  return JSON.parse(outcome);
}

async function runProgram(command: string, args: readonly string[]): Promise<Run> {
  const start = performance.now();
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "inherit"] });
  let peakRssBytes: number | undefined;
  let cpuSeconds: number | undefined;
  const poll = setInterval(() => {
    peakRssBytes = peakRssOf(child.pid) ?? peakRssBytes;
    cpuSeconds = cpuSecondsOf(child.pid) ?? cpuSeconds;
  }, POLL_MS);
  await succeeded(child, command).finally(() => clearInterval(poll));
  return { seconds: (performance.now() - start) / 1000, cpuSeconds, peakRssBytes };
}

async function succeeded(child: ChildProcess, name: string): Promise<void> {
  const [status, signal] = await once(child, "close");
  if (status !== 0) throw new Error(`${name} ended with ${signal ?? `status ${status}`}`);
}

/** The largest memory of a running process so far, where the system tells (Linux). */
function peakRssOf(pid: number | undefined): number | undefined {
  try {
    const found = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
    return found === null ? undefined : Number(found[1]) * 1024;
  } catch {
    return undefined;
  }
}

/** Processor time that a running process has had so far, where the system tells (Linux). */
function cpuSecondsOf(pid: number | undefined): number | undefined {
  try {
    // The name before the other fields is in brackets and may hold anything.
    const [, fields = ""] = /\) (.*)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    const [user, system] = fields.split(" ").slice(11, 13).map(Number);
    return ((user ?? 0) + (system ?? 0)) / TICKS_PER_SECOND;
  } catch {
    return undefined;
  }
}
