/**
 * What recording costs, and whether every event is accounted for. As root, with the agent built
 * (`make -C capture-agent all triggers`):
 *
 *     npx tsx bench/agent-load.ts [SECONDS]
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openCapture } from "../src/index.ts";

const OUTPUT = fileURLToPath(new URL("../capture-agent/.output/", import.meta.url));
const ONLY_LOAD = ["--comm", "load", "--syscalls", "read,write,openat,close,getppid"];
const OVERHEAD_SECONDS = 2;
const OVERHEAD_ROUNDS = 3;
const TICKS_PER_SECOND = 100;

interface Load {
  readonly calls: number;
  readonly events: number;
  readonly callNs: number;
}

interface Recorded {
  readonly loads: readonly Load[];
  /** Events of the calls in the file; not the switches between threads, which are there, too. */
  readonly recorded: number;
  readonly lost: number;
  readonly bytes: number;
  readonly agentCpuSeconds: number;
}

const directory = mkdtempSync(join(tmpdir(), "agent-load-"));
const seconds = Number(process.argv[2] ?? 20);

try {
  for (const kind of ["read", "write", "openat", "generic"]) await printOverhead(kind);
  await printLoad();
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** Processor time that a recorded call takes more than a bare one: the best of some rounds, in pairs. */
async function printOverhead(kind: string): Promise<void> {
  const bare: number[] = [];
  const recorded: number[] = [];
  for (let i = 0; i < OVERHEAD_ROUNDS; i++) {
    bare.push(
      parseLoad(execFileSync(join(OUTPUT, "load"), [kind, `${OVERHEAD_SECONDS}`], { encoding: "utf8" }))
        .callNs,
    );
    recorded.push((await record(kind, OVERHEAD_SECONDS, 1, [])).loads[0]?.callNs ?? Number.NaN);
  }
  const [before, after] = [Math.min(...bare), Math.min(...recorded)];
  console.log(`${kind.padEnd(8)} ${before.toFixed(0)} ns bare, +${(after - before).toFixed(0)} ns recorded`);
}

/** As many loops as there are processors, for a while; and the sum that must come out even. */
async function printLoad(): Promise<void> {
  const { loads, recorded, lost, bytes, agentCpuSeconds } = await record(
    "mixed",
    seconds,
    cpus().length,
    ONLY_LOAD,
  );
  const events = loads.reduce((sum, load) => sum + load.events, 0);
  const calls = loads.reduce((sum, load) => sum + load.calls, 0);
  console.log(`${loads.length} loops of read, write, openat, close for ${seconds} s: ${count(calls)} calls`);
  console.log(`${count(recorded / seconds)} events/s, ${(bytes / 1e6 / seconds).toFixed(0)} MB/s`);
  console.log(`agent: ${((100 * agentCpuSeconds) / seconds).toFixed(0)} % of a processor`);
  console.log(`lost: ${count(lost)} of ${count(events)} events, ${((100 * lost) / events).toFixed(2)} %`);
  console.log(`unexplained: ${count(events - recorded - lost)}`);
}

async function record(
  kind: string,
  forSeconds: number,
  loops: number,
  filters: readonly string[],
): Promise<Recorded> {
  const [file, stats] = [join(directory, "load.scap"), join(directory, "stats.json")];
  const load = `${join(OUTPUT, "load")} ${kind} ${forSeconds}`;
  const agent = spawn(
    join(OUTPUT, "scap-capture"),
    // biome-ignore format: an option and its value
    ["-q", "-w", file, "--stats", stats, ...filters, "--", "sh", "-c", `${Array(loops).fill(load).join(" & ")} & wait`],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const [stdout, agentCpuSeconds] = await Promise.all([readAll(agent), watchCpu(agent)]);
  const { lost, bytes } = JSON.parse(readFileSync(stats, "utf8"));
  const recorded = await countCalls(file);
  rmSync(file);
  return { loads: stdout.trim().split("\n").map(parseLoad), recorded, lost, bytes, agentCpuSeconds };
}

async function countCalls(file: string): Promise<number> {
  let calls = 0;
  for await (const { record } of openCapture(file).events()) {
    if (record.spec?.category !== "SCHEDULER" && record.spec?.source === "SYSCALL") calls++;
  }
  return calls;
}

async function readAll(child: ChildProcess): Promise<string> {
  let text = "";
  child.stdout?.on("data", (chunk) => {
    text += chunk;
  });
  await once(child, "close");
  return text;
}

// The agent's own processor time, without that of its command; up to the last look before it ended.
async function watchCpu(child: ChildProcess): Promise<number> {
  let ticks = 0;
  const timer = setInterval(() => {
    try {
      const fields = readFileSync(`/proc/${child.pid}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      ticks = Number(fields[11]) + Number(fields[12]);
    } catch {
      // it has ended
    }
  }, 100);
  await once(child, "exit");
  clearInterval(timer);
  return ticks / TICKS_PER_SECOND;
}

function parseLoad(line: string): Load {
  const [, calls, events, callNs] = line.split(" ").map(Number);
  return { calls: calls ?? 0, events: events ?? 0, callNs: callNs ?? 0 };
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}
