import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/exit-status.ts";
import { LINT_RULES } from "../../src/schema/lint/rules.ts";
import { AGE_2024 } from "../schema/import/shapes.ts";
import { runCommand } from "./helpers/run-command.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const temporary = temporaryFiles();

describe("schema lint", () => {
  it("tells findings, and fails on those that weigh enough", async () => {
    const { status, lines } = await runCommand("schema", "lint", "newest");
    expect(status).toBe(0);
    expect(lines[0]).toMatch(/^newest: 0 errors, \d+ warnings, 3 notes$/);
    expect(lines).toContainEqual(
      expect.stringMatching(/^ {2}warning +unused-params +TRACER_X +3 parameters$/),
    );
    expect((await runCommand("schema", "lint", "newest", "--fail-on", "warning")).status).toBe(1);
    expect((await runCommand("schema", "lint", "7.3.0")).status).toBe(1);
  });

  it("leaves out what is known, and says what of that is no more", async () => {
    const list = temporary("known.txt", "* SYSCALL_OPENAT2_E\nunused-kind SCAPEVENT_X\nfd-param NONE\n");
    const { status, remarks } = await runCommand("schema", "lint", "7.3.0", "--ignore", list);
    expect(status).toBe(0);
    expect(remarks).toEqual([`${list}: "fd-param NONE" meets no finding`]);
    const broken = runCommand("schema", "lint", "7.3.0", "--ignore", temporary("broken.txt", "x"));
    await expect(broken).rejects.toThrow(UsageError);
    await expect(runCommand("schema", "lint", "7.3.0", "--ignore", "nowhere")).rejects.toThrow(
      "no such file",
    );
  });

  it("says where in the sources it is, in SARIF too", async () => {
    let folder = "";
    for (const [name, { text }] of AGE_2024)
      folder = temporary(name, text.replace(", DIRFD_PARAM(0)", "")).slice(0, -name.length - 1);
    const sarif = temporary("lint.sarif", "");
    const { lines } = await runCommand("schema", "lint", folder, "--json", "--sarif", sarif);
    const found = lines.map((line) => JSON.parse(line) as { rule: string; subject: string; line?: number });
    expect(found).toContainEqual(
      expect.objectContaining({
        rule: "dirfd-param",
        subject: "SYSCALL_OPEN_X",
        path: `${folder}/event_table.c`,
        line: 5,
      }),
    );
    const { runs } = JSON.parse(readFileSync(sarif, "utf8")) as { runs: { results: unknown[] }[] };
    expect(runs[0]?.results).toHaveLength(found.length);
  });

  it("lists its rules", async () => {
    const { lines } = await runCommand("schema", "lint", "--rules");
    expect(lines).toHaveLength(Object.keys(LINT_RULES).length + 1);
    await expect(runCommand("schema", "lint")).rejects.toThrow(UsageError);
  });
});
