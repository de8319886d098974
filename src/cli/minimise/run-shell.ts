import { spawn } from "node:child_process";

/** How a command ended: `exit 1`, `signal SIGSEGV`, `timeout`. */
export type Ending = string;

/** Runs a shell command on a file and waits until it ends, or `timeoutMs` long; what it prints is not looked at. */
export function runShell(command: string, file: string, timeoutMs: number): Promise<Ending> {
  const quoted = `'${file.replaceAll("'", "'\\''")}'`;
  const line = command.includes("{}") ? command.replaceAll("{}", () => quoted) : `${command} ${quoted}`;
  return new Promise((resolve, reject) => {
    // A process group of its own, so that all of a pipeline can be ended.
    const child = spawn("/bin/sh", ["-c", line], { stdio: "ignore", detached: true });
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
      resolve(isLate ? "timeout" : signal === null ? `exit ${status}` : `signal ${signal}`);
    });
  });
}
