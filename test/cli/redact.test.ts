import { existsSync, readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ExitStatus, UsageError } from "../../src/cli/exit-status.ts";
import { synthesise } from "../../src/edit/synth/synthesise.ts";
import { captureOfEveryField } from "../helpers/every-field.ts";
import { runCommand } from "./helpers/run-command.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const fileOf = temporaryFiles();
const capture = fileOf(
  "alice.scap",
  synthesise({
    machine: { hostname: "wonderland" },
    threads: [{ tid: 5, comm: "croquet", exepath: "/home/alice/croquet" }],
    events: [{ event: "<openat", tid: 5, params: { fd: 3, name: "/home/alice/rabbit.txt" } }],
  }),
);
const path = (name: string) => capture.replace("alice.scap", name);

describe("redact", () => {
  it("writes a capture that holds nothing of the original, and can undo it", async () => {
    const [key, map, shared, back] = ["k", "m", "shared.scap", "back.scap"].map(path) as [
      string,
      string,
      string,
      string,
    ];
    const { status, text } = await runCommand(
      "redact",
      capture,
      "-o",
      shared,
      "--verify",
      "--new-key",
      key,
      "--map",
      map,
    );
    expect(status).toBe(ExitStatus.FINE);
    expect(text).toContain("nothing of the original is left");
    expect(readFileSync(shared).toString("latin1")).not.toMatch(/alice|rabbit|croquet|wonderland/);
    expect(statSync(key).mode & 0o777).toBe(0o600);
    expect(readFileSync(map).toString("latin1")).not.toContain("alice");

    const { lines } = await runCommand(shared);
    expect(lines[0]).toMatch(/x\w{8} \(5\) < openat fd=3\(<f>\/home\/x\w{8}\/x\w{8}\.txt\)/);
    const report = fileOf("report.txt", `look at ${lines[0]}\n`);
    const undone = await runCommand("redact", "--reverse", "--key", key, "--map", map, report);
    expect(undone.text).toMatch(/^look at .*croquet \(5\) < openat fd=3\(<f>\/home\/alice\/rabbit\.txt\)/);
    await runCommand("redact", "--reverse", "--key", key, "--map", map, shared, "-o", back);
    expect(readFileSync(back)).toEqual(readFileSync(capture));
  });

  it("gives the same pseudonyms with the same key, and others without", async () => {
    const key = path("k2");
    const redacted = async (name: string, ...options: string[]) => {
      await runCommand("redact", capture, "-o", path(name), ...options);
      return readFileSync(path(name)).toString("hex");
    };
    const first = await redacted("1.scap", "--new-key", key);
    expect(await redacted("2.scap", "--key", key)).toBe(first);
    expect(await redacted("3.scap")).not.toBe(first);
  });

  it("tells what it did as JSON", async () => {
    const full = fileOf("full.scap", synthesise(captureOfEveryField()));
    const { text } = await runCommand(
      "redact",
      full,
      "-o",
      path("full-out.scap"),
      "--preset",
      "gdpr",
      "--verify",
      "-j",
    );
    expect(JSON.parse(text)).toMatchObject({
      changed: { host: 1, payload: expect.any(Number) },
      verification: { leakCount: 0 },
    });
  });

  it("makes no key where it writes no capture", async () => {
    const key = path("unused");
    await expect(runCommand("redact", capture, "--new-key", key)).rejects.toThrow(UsageError);
    await expect(runCommand("redact", capture, "--new-key", key, "-o", capture)).rejects.toThrow(UsageError);
    await runCommand("redact", path("nowhere.scap"), "--new-key", key, "-o", path("z.scap"));
    expect(existsSync(key)).toBe(false);
  });

  it("writes nothing where nothing can be read", async () => {
    const { status } = await runCommand(
      "redact",
      fileOf("none.scap", "no capture"),
      "-o",
      path("none-out.scap"),
    );
    expect(status).toBe(ExitStatus.FAILED);
    expect(existsSync(path("none-out.scap"))).toBe(false);
  });

  it("writes what can be read of a damaged capture and says so", async () => {
    const cut = fileOf("cut.scap", readFileSync(capture).subarray(0, -6));
    const { status } = await runCommand("redact", cut, "-o", path("cut-out.scap"), "--verify");
    expect(status).toBe(ExitStatus.DAMAGED);
    expect(existsSync(path("cut-out.scap"))).toBe(true);
  });

  it.each([
    [["--map", "x"]],
    [["--verify", "-o", "-"]],
    [["--preset", "share", "--policy", "x"]],
    [["--reverse"]],
    [["--key", "a", "--new-key", "b"]],
  ])("refuses %j", async (options) => {
    await expect(runCommand("redact", capture, "-o", path("never"), ...options)).rejects.toThrow(UsageError);
    expect(existsSync(path("never"))).toBe(false);
  });

  it("does not take a mapping with another key", async () => {
    const [a, b] = [path("ka"), path("kb")];
    await runCommand("redact", capture, "-o", path("a.scap"), "--new-key", a, "--map", path("ma"));
    await runCommand("redact", capture, "-o", path("b.scap"), "--new-key", b);
    await expect(runCommand("redact", "--reverse", "--key", b, "--map", path("ma"), capture)).rejects.toThrow(
      "does not belong to this key",
    );
  });
});
