import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const AGENT_DIRECTORY = fileURLToPath(new URL("../../../capture-agent/", import.meta.url));
const OUTPUT = process.env.SCAP_AGENT_OUTPUT ?? join(AGENT_DIRECTORY, ".output");

/** What a program that was recorded said, and the capture it is in. */
export interface Recording {
  readonly stdout: string;
  readonly capture: Uint8Array;
}

/**
 * Why live tests cannot run here; undefined if they can. Where `CI` is set they must be able to:
 * then this throws instead.
 */
export function whyNotLive(): string | undefined {
  const reason = findReason();
  if (reason !== undefined && process.env.CI) throw new Error(`live tests of the agent: ${reason}`);
  return reason;
}

/** Path of something that `make -C capture-agent` has built. */
export function built(name: string): string {
  return join(OUTPUT, name);
}

/** Runs a program in a new directory and records it, and no other, with the options given. */
export function record(command: readonly string[], options: readonly string[] = [], env = {}): Recording {
  const directory = mkdtempSync(join(tmpdir(), "scap-agent-"));
  const file = `${directory}.scap`;
  try {
    const stdout = execFileSync(built("scap-capture"), ["-q", "-w", file, ...options, "--", ...command], {
      cwd: directory,
      encoding: "utf8",
      env: { ...process.env, ...env },
    });
    return { stdout, capture: readFileSync(file) };
  } finally {
    rmSync(directory, { recursive: true, force: true });
    rmSync(file, { force: true });
  }
}

function findReason(): string | undefined {
  if (process.platform !== "linux") return "only Linux has BPF";
  if (!existsSync("/sys/kernel/btf/vmlinux")) return "the kernel has no BTF";
  if (process.getuid?.() !== 0) return "they need root";
  if (!existsSync(built("scap-capture")) || !existsSync(built("trigger")))
    return "the agent is not built: make -C capture-agent all triggers";
  return undefined;
}
