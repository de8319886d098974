import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

const SYSDIG = "/usr/bin/sysdig";
const VERSION = spawnSync(SYSDIG, ["--version"], { encoding: "utf8" }).stdout ?? "";
const HAS_SYSDIG = VERSION.includes("0.29.3");
const MAX_TIME_MS = 60_000;
const MAX_OUTPUT = 256 * 1024 * 1024;

/** What sysdig says of a capture. */
export interface SysdigListing {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs Debian's sysdig; times are in UTC. */
export function sysdig(...args: readonly string[]): SysdigListing {
  const { status, stdout, stderr } = spawnSync(SYSDIG, args, {
    encoding: "utf8",
    maxBuffer: MAX_OUTPUT,
    timeout: MAX_TIME_MS,
    killSignal: "SIGKILL",
    env: { ...process.env, TZ: "UTC" },
  });
  return { status, stdout, stderr };
}

/**
 * A suite that asks Debian's sysdig 0.29.3. Where that is not installed it says so and runs nothing; where CI is set it
 * fails then.
 */
export function describeWithSysdig(title: string, suite: () => void): void {
  if (HAS_SYSDIG) {
    describe(title, suite);
    return;
  }
  const complaint = `"${title}" is not checked: sysdig 0.29.3 is not installed`;
  console.warn(complaint);
  describe(title, () => {
    it.runIf(process.env.CI)("has sysdig", () => expect.fail(complaint));
  });
}
