import { spawn } from "node:child_process";

/** How a command ended: `exit 1`, `signal SIGSEGV`, `timeout`, and whether it said what was asked for. */
export interface Ending {
  readonly how: string;
  readonly hasSaid: boolean;
}

/** More of what a command prints is not looked at. */
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/**
 * Runs a shell command on a file and waits until it ends, or `timeoutMs` long; `says` is sought in what it prints, on
 * either stream.
 */
export function runShell(command: string, file: string, timeoutMs: number, says: string): Promise<Ending> {
  const quoted = `'${file.replaceAll("'", "'\\''")}'`;
  const line = command.includes("{}") ? command.replaceAll("{}", () => quoted) : `${command} ${quoted}`;
  return new Promise((resolve, reject) => {
    // A process group of its own, so that all of a pipeline can be ended.
    const child = spawn("/bin/sh", ["-c", line], { stdio: ["ignore", "pipe", "pipe"], detached: true });
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("latin1");
      stream.on("data", (text: string) => {
        if (printed.length < MAX_OUTPUT_BYTES) printed += text;
      });
    }
    let isLate = false;
    const end = () => endGroup(child.pid);
    const timer = setTimeout(() => {
      isLate = true;
      end();
      // Whoever left the group may keep them open for ever.
      child.stdout.destroy();
      child.stderr.destroy();
    }, timeoutMs);
    process.once("exit", end);
    const settle = () => {
      clearTimeout(timer);
      process.off("exit", end);
    };
    child.on("error", (error) => {
      settle();
      reject(error);
    });
    child.on("close", (status, signal) => {
      settle();
      const how = isLate ? "timeout" : signal === null ? `exit ${status}` : `signal ${signal}`;
      resolve({ how, hasSaid: printed.includes(Buffer.from(says).toString("latin1")) });
    });
  });
}

/** Ends what is left of a process group; it may have ended by itself. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
