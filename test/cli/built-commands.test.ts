import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
import { AGE_2018 } from "../schema/import/shapes.ts";
import { smallCapture } from "./helpers/small-capture.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

/*
 * The program is a bundle of minified chunks that are loaded on demand: a module that is not to be bundled so, as some
 * CommonJS ones, fails there alone, and only in the command that needs it.
 */
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "scap-dump-built-"));
const fileOf = temporaryFiles();
const small = fileOf("small.scap", smallCapture());
const spec = fileOf("spec.yaml", 'events:\n  - {event: ">openat", tid: 1}\n');
const known = fileOf("known.txt", "* *\n");
const corpus = join(folder, "corpus");
const driver = join(folder, "driver");
const out = (name: string) => join(folder, name);

/** One run of each command that takes as many of its modules as one run can, and what its output holds. */
const RUNS: Readonly<Record<string, readonly [args: readonly string[], output: string]>> = {
  info: [["--json", small], '"eventTypes"'],
  blocks: [[small], "0x0a0d0d0a"],
  show: [[small, "1"], "SYSCALL_READ_E"],
  doctor: [["--sarif", "-", small], '"2.1.0"'],
  recover: [[small, "-o", out("recovered.scap")], "nothing is lost"],
  redact: [
    ["--preset", "gdpr", "--verify", small, "-o", out("redacted.scap")],
    "nothing of the original is left",
  ],
  convert: [["-z", "gzip", small, "-o", out("converted.scap.gz")], "converted.scap.gz"],
  slice: [["-f", "evt.type=read", small, "-o", out("slice.scap")], "4 of 6 events"],
  head: [["-n", "1", small, "-o", out("head.scap")], "1 of"],
  tail: [["-n", "1", small, "-o", out("tail.scap")], "1 of 6"],
  split: [["--events", "3", small, "-o", out("split.scap")], "6 of 6 events in 2 captures"],
  merge: [[small, small, "-o", out("merged.scap")], "12 events"],
  comment: [[small, "1", "seen", "-o", out("comment.scap")], "event 1"],
  index: [[small], "small.scap.scapidx"],
  synth: [[spec, "-o", out("synth.scap")], ""],
  minimise: [["--while", "true", small, "-o", out("minimal.scap")], "28 B"],
  hash: [["--json", small], '"sha256"'],
  record: [["--help"], "scap-capture"],
  "schema list": [["--json"], '"tag":"0.20.0"'],
  "schema show": [["0.20.0", "open"], "SYSCALL_OPEN_X"],
  "schema import": [[driver], '"SYSCALL_OPEN_E"'],
  "schema diff": [["--markdown", "0.20.0", "0.21.0"], "0.21.0"],
  "schema lint": [["--sarif", "-", "--ignore", known, "0.20.0"], '"2.1.0"'],
  "schema migrate": [["open", "0.7.0", "newest"], "open"],
  "schema docs": [[], "# Events"],
  "schema gen": [["--c-header", "events"], "#define"],
  "schema verify": [["--junit", "-", small], "<testsuites"],
  "schema snapshot": [["--update", corpus], "small.scap"],
  "schema coverage": [["--json", small], '"eventCount":6'],
  events: [["open"], "SYSCALL_OPEN_E"],
  fields: [["proc.name"], "proc.name"],
  completion: [["bash"], "complete -"],
};

beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, "scripts/build.mjs"), "--program", join(folder, "cli")]);
  mkdirSync(corpus);
  copyFileSync(small, join(corpus, "small.scap"));
  mkdirSync(driver);
  for (const [name, { text }] of AGE_2018) writeFileSync(join(driver, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("built, the command", () => {
  it.each(COMMANDS.map(({ name }) => name))("%s runs", (name) => {
    const [args, output] = RUNS[name] ?? expect.fail(`no run for ${name}`);
    const program = join(folder, "cli", "main.js");
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...name.split(" "), ...args], {
      encoding: "utf8",
    });
    expect(stdout + stderr).toContain(output);
    expect(status).toBe(0);
  });
});
