import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { ExitStatus, UsageError } from "../../src/cli/exit-status.ts";
import { synthesise } from "../../src/edit/synth/synthesise.ts";
import { runCommand } from "./helpers/run-command.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const fileOf = temporaryFiles();
const events = Array.from({ length: 20 }, (_, k) => ({
  event: "<read",
  tid: 1,
  params: { res: k, data: `data-${k}!` },
}));
const capture = fileOf("it's a capture.scap", synthesise({ events }));
const path = (name: string) => capture.replace("it's a capture", name);

describe("minimise", () => {
  it("keeps what a command looks for", async () => {
    const out = path("small");
    const { status, text } = await runCommand(
      "minimise",
      capture,
      "--while",
      "grep -qa data-13! {}",
      "-o",
      out,
    );
    expect(status).toBe(ExitStatus.FINE);
    expect(text).toMatch(/^21 blocks, .* -> 2 blocks, .* \(exit 0, \d+ runs\)\n$/);
    expect(readFileSync(out).toString("latin1")).toContain("data-13!");
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("scap-dump-minimise-"))).toEqual([]);
  });

  it("takes a signal or a run without end for a result, too", async () => {
    const crash = "if grep -qa data-7! {}; then kill -SEGV $$; fi";
    const { text } = await runCommand("minimise", capture, "--while", crash, "-o", path("crash"), "-j");
    expect(JSON.parse(text)).toMatchObject({ ending: "signal SIGSEGV", blocks: 2 });
    const hang = "if grep -qa data-3! {}; then sleep 60; fi";
    const limits = ["--timeout", "1", "--max-runs", "2"];
    const hanging = await runCommand(
      "minimise",
      capture,
      "--while",
      hang,
      "-o",
      path("hang"),
      "-j",
      ...limits,
    );
    expect(JSON.parse(hanging.text)).toMatchObject({ ending: "timeout", isMinimal: false });
  }, 30_000);

  it("does not wait for what a command left running behind it", async () => {
    const limits = ["--timeout", "1", "--max-runs", "1"];
    const { text } = await runCommand(
      "minimise",
      capture,
      "--while",
      "setsid sleep 60 & true",
      "-o",
      path("left"),
      "-j",
      ...limits,
    );
    expect(JSON.parse(text)).toMatchObject({ ending: "timeout" });
  }, 20_000);

  it("keeps what the command says", async () => {
    const out = path("said");
    await runCommand("minimise", capture, "--while", "cat {}; exit 1", "--says", "data-5!", "-o", out);
    expect(
      readFileSync(out)
        .toString("latin1")
        .match(/data-\d+!/g),
    ).toEqual(["data-5!"]);
    await expect(
      runCommand("minimise", capture, "--while", "true", "--says", "x", "-o", path("y")),
    ).rejects.toThrow('does not print "x"');
  });

  it("needs a command and an output", async () => {
    await expect(runCommand("minimise", capture, "-o", path("x"))).rejects.toThrow(UsageError);
    await expect(runCommand("minimise", capture, "--while", "true")).rejects.toThrow(UsageError);
  });
});
