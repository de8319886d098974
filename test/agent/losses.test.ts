import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/index.ts";
import { built, whyNotLive } from "./helpers/agent.ts";

const reason = whyNotLive();
const LOOPS = `${built("load")} mixed 1 & ${built("load")} mixed 1 & wait`;

describe.skipIf(reason !== undefined)(`no event is lost unseen${reason ? ` (${reason})` : ""}`, () => {
  it("events in the file and events counted as lost are the calls that were made", async () => {
    const { made, recorded, lost } = await recordLoad(LOOPS);
    expect(recorded + lost).toBe(made);
  });

  it("nor while the agent does not run, and rings are full", async () => {
    const { made, recorded, lost } = await recordLoad(`kill -STOP $PPID; ${LOOPS}; kill -CONT $PPID`);
    expect(lost).toBeGreaterThan(0);
    expect(recorded + lost).toBe(made);
  });
});

/** Loops of calls, through rings that are small. */
async function recordLoad(command: string): Promise<{ made: number; recorded: number; lost: number }> {
  const directory = mkdtempSync(join(tmpdir(), "scap-agent-"));
  const [file, stats] = [join(directory, "load.scap"), join(directory, "stats.json")];
  try {
    const stdout = runToTheEnd(built("scap-capture"), [
      ...["-q", "-w", file, "--stats", stats, "-d", "1"],
      ...["--comm", "load", "--syscalls", "read,write,openat,close"],
      ...["--", "sh", "-c", command],
    ]);
    // The ends of the loops are recorded, too, but are no calls
    const { lost, drops } = JSON.parse(readFileSync(stats, "utf8"));
    const made = stdout
      .trim()
      .split("\n")
      .map((line) => Number(line.split(" ")[2]));
    return {
      made: made.reduce((sum, events) => sum + events, 0),
      recorded: await countCalls(file),
      lost: lost - drops.proc_exit,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

// Exit status 3 says that events were lost: nothing to fail for here.
function runToTheEnd(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch (error) {
    if (error instanceof Error && "status" in error && error.status === 3 && "stdout" in error) {
      return String(error.stdout);
    }
    throw error;
  }
}

async function countCalls(file: string): Promise<number> {
  let calls = 0;
  for await (const { record } of openCapture(file).events()) {
    if (record.spec?.source === "SYSCALL") calls++;
  }
  return calls;
}
