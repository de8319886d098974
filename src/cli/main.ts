#!/usr/bin/env node
import { ExitStatus } from "./exit-status.ts";
import { VERSION } from "./version.ts";

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
  process.once("SIGINT", () => {
    terminal.progress?.erase();
    process.exit(ExitStatus.INTERRUPTED);
  });
  process.exitCode = await runCommandLine(argv, terminal);
}
