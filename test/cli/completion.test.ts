import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/exit-status.ts";
import { runCommand } from "./helpers/run-command.ts";

describe("completion", () => {
  it.each(["bash", "zsh", "fish"])("knows options and commands for %s", async (shell) => {
    const { text } = await runCommand("completion", shell);
    for (const part of [
      "limit",
      "print-hex-ascii",
      "state-only",
      "filter",
      "info",
      "blocks",
      "h a r d D iso",
      "openat2",
    ])
      expect(text).toContain(part);
  });

  it.each([[[]], [["tcsh"]]])("needs a shell that it knows: %j", async (words) => {
    await expect(runCommand("completion", ...words)).rejects.toThrow(UsageError);
  });
});

describe("completion in bash", () => {
  it.each([
    ["scap-dump --ti", ["--time"]],
    ["scap-dump -t ", ["h", "a", "r", "d", "D", "iso"]],
    ["scap-dump --color = al", ["always"]],
    ["scap-dump events ope", ["open", "open_by_handle_at", "openat", "openat2"]],
    ["scap-dump completion ", ["bash", "zsh", "fish"]],
    ["scap-dump info --a", ["--all-types"]],
    ["scap-dump blo", ["blocks"]],
    ["scap-dump -n ", []],
    ["scap-dump info --schema 0.17.1", ["0.17.1"]],
    ["scap-dump --schema new", ["newest"]],
    ["scap-dump schema lint newest --base sysdig-0.29", ["sysdig-0.29.3"]],
    ["scap-dump schema diff 0.9", ["0.9.2", "0.9.1", "0.9.0", "0.9.0-rc1"]],
    ["scap-dump schema show newest timerfd_c", ["timerfd_create"]],
    ["scap-dump schema show 2014-04", ["2014-04-03"]],
    ["scap-dump schema docs /usr/bi", ["/usr/bin"]],
  ])("completes %j", async (line, expected) => {
    const { text: script } = await runCommand("completion", "bash");
    const words = line.split(" ");
    const call = `compopt() { :; }; COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})
      COMP_CWORD=${words.length - 1}; cd /; _scap_dump; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const output = execFileSync("bash", ["-c", `${script}\n${call}`], { encoding: "utf8" });
    expect(output.split("\n").filter((word) => word !== "")).toEqual(expected);
  });
});
