#!/usr/bin/env node
import { ExitStatus } from "./exit-status.ts";
import { VERSION } from "./version.ts";

const ENDING_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const argv = process.argv.slice(2);

if (argv.length === 1 && argv[0] === "--version") {
  // The shortest way: nothing else need be loaded.
  process.stdout.write(`${VERSION}\n`);
} else {
  const [{ runCommandLine }, { openTerminal }] = await Promise.all([
    import("./command-line.ts"),
    import("./terminal.ts"),
  ]);
  const terminal = openTerminal(process);
  for (const signal of ENDING_SIGNALS) {
    process.once(signal, () => {
      terminal.progress?.erase();
      // What is not whole goes. To exit would wait for a pipe that is being opened, the signal itself does not.
      process.emit("exit", ExitStatus.INTERRUPTED);
      process.kill(process.pid, signal);
    });
  }
  process.exitCode = await runCommandLine(argv, terminal);
}
