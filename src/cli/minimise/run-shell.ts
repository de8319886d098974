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
    const timer = setTimeout(() => {
      isLate = true;
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, timeoutMs);
    child.on("error", (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on("close", (status, signal) => {
      clearTimeout(timer);
      const how = isLate ? "timeout" : signal === null ? `exit ${status}` : `signal ${signal}`;
      resolve({ how, hasSaid: printed.includes(Buffer.from(says).toString("latin1")) });
    });
  });
}
