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
  ])("completes %j", async (line, expected) => {
    const { text: script } = await runCommand("completion", "bash");
    const words = line.split(" ");
    const call = `compopt() { :; }; COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")})
      COMP_CWORD=${words.length - 1}; cd /; _scap_dump; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const output = execFileSync("bash", ["-c", `${script}\n${call}`], { encoding: "utf8" });
    expect(output.split("\n").filter((word) => word !== "")).toEqual(expected);
  });
});
