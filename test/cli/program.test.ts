import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { concat, repeat } from "../helpers/bytes.ts";
import { bufferCapture, readEnter, smallCapture } from "./helpers/small-capture.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Far from the package's node_modules. */
const folder = mkdtempSync(join(tmpdir(), "scap-dump-program-"));
const program = join(folder, "main.js");
const fileOf = temporaryFiles();
const small = fileOf("small.scap", smallCapture());
const large = fileOf("large.scap", concat(smallCapture(), repeat(readEnter(0), 20_000)));
const damaged = fileOf("damaged.scap", smallCapture().slice(0, -20));
const golden = readFileSync(new URL("golden/small.txt", import.meta.url), "utf8");

beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, "scripts/build.mjs"), "--program", folder]);
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(args: readonly string[], input?: Uint8Array) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    encoding: "utf8",
    ...(input === undefined ? {} : { input }),
  });
  return { status, stdout, stderr };
}

describe("the program", () => {
  it("knows its version", () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(run(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("can be run by its name", () => {
    expect(execFileSync(program, ["--version"], { encoding: "utf8" })).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("helps", () => {
    expect(run(["--help"])).toMatchObject({ status: 0, stdout: expect.stringContaining("Usage: scap-dump") });
  });

  it("prints a capture in plain text to what is no terminal", () => {
    expect(run([small])).toEqual({ status: 0, stdout: golden, stderr: "" });
    expect(run(["--color=never", small]).stdout).toBe(golden);
  });

  it("reads standard input, whether a file or a pipe", () => {
    expect(run([], smallCapture())).toEqual({ status: 0, stdout: golden, stderr: "" });
    expect(run(["-"], smallCapture()).stdout).toBe(golden);
    expect(run(["-r", "-"], smallCapture()).stdout).toBe(golden);
    const redirected = spawnSync("bash", ["-c", `"${process.execPath}" "${program}" < "${small}"`]);
    expect(redirected.stdout.toString()).toBe(golden);
    expect(run(["info"], smallCapture()).stdout).toContain("File           standard input");
  });
});

describe("the exit status", () => {
  it.each([
    ["a missing file", ["missing.scap"], "missing.scap: no such file"],
    ["a folder", ["/"], "/: is a directory"],
    ["what is no capture", [join(ROOT, "package.json")], /: this is no \.scap capture: .* \(at byte 0\)/],
  ])("is 1 for %s", (_, args, message) => {
    const { status, stdout, stderr } = run(args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/^scap-dump: .*\n$/);
    expect(stderr).toMatch(message);
  });

  it("is 1 where one of several captures cannot be read", () => {
    expect(run(["missing.scap", small])).toMatchObject({ status: 1, stdout: golden });
  });

  it("is 1 where nothing can be written", () => {
    if (!existsSync("/dev/full")) return;
    const { status, stderr } = spawnSync("bash", [
      "-c",
      `"${process.execPath}" "${program}" "${small}" > /dev/full`,
    ]);
    expect(stderr.toString()).toBe("scap-dump: cannot write: no space left on the device\n");
    expect(status).toBe(1);
  });

  it.each([[["--nonsense"]], [["events", "nonsense"]]])("is 2 for %j", (args) => {
    const { status, stdout, stderr } = run(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^scap-dump: .* \(see scap-dump [a-z ]*--help\)\n$/);
  });

  it("is 3 where data was lost, which is said on standard error", () => {
    const { status, stdout, stderr } = run([damaged]);
    expect(status).toBe(3);
    expect(golden.startsWith(stdout)).toBe(true);
    expect(stdout.split("\n")).toHaveLength(4);
    expect(stderr).toMatch(/^scap-dump: .*damaged\.scap: .* \(at byte \d+\)\n$/);
  });

  it("is 3 for each command that reads", () => {
    expect(run(["info", damaged]).status).toBe(3);
    expect(run(["blocks", damaged]).status).toBe(3);
  });
});

describe("pipes", () => {
  it("may be closed by those who have seen enough", () => {
    const script = `"${process.execPath}" "${program}" "${large}" | head -1; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    expect(stdout).toBe(`${golden.split("\n")[0]}\n0\n`);
    expect(stderr).toBe("");
  });

  it("are read as they fill, and their events shown at once", async () => {
    const child = spawn(process.execPath, [program]);
    child.stdin.write(smallCapture());
    const [first] = await once(child.stdout, "data");
    expect(String(first)).toBe(golden);
    child.stdin.end();
    expect(await once(child, "close")).toEqual([0, null]);
  });

  it("need not end where no more of them is wanted", async () => {
    const child = spawn(process.execPath, [program, "-n", "2"]);
    child.stdin.on("error", () => {});
    child.stdin.write(smallCapture());
    expect(await once(child, "close")).toEqual([0, null]);
  });

  it("are given up at an interrupt", async () => {
    const child = spawn(process.execPath, [program]);
    child.stdin.write(bufferCapture());
    await once(child.stdout, "data");
    child.kill("SIGINT");
    expect(await once(child, "close")).toEqual([null, "SIGINT"]);
  });
});

describe("a signal", () => {
  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s leaves nothing half-written", async (signal) => {
    const target = join(folder, signal);
    mkdirSync(target);
    const child = spawn(process.execPath, [program, "convert", "-", "-o", join(target, "out.scap")]);
    child.stdin.on("error", () => {});
    child.stdin.write(smallCapture());
    while (readdirSync(target).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    child.kill(signal);
    expect(await once(child, "close")).toEqual([null, signal]);
    expect(readdirSync(target)).toEqual([]);
  });

  it("ends it even where it waits for a pipe to be opened", async () => {
    const pipe = join(folder, "pipe");
    execFileSync("mkfifo", [pipe]);
    const child = spawn(process.execPath, [program, "convert", small, "-o", pipe]);
    // It says nothing until the pipe is opened: there is nothing else to wait for.
    await new Promise((resolve) => setTimeout(resolve, 1000));
    child.kill("SIGTERM");
    expect(await once(child, "close")).toEqual([null, "SIGTERM"]);
  });
});

/** What an emitter tells when something happens for the first time. */
function once(emitter: NodeJS.EventEmitter, event: string): Promise<unknown[]> {
  return new Promise((resolve) => emitter.once(event, (...values) => resolve(values)));
}
