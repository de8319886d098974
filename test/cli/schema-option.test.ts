import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/exit-status.ts";
import { concat, eventV2, i64, sectionHeader } from "../helpers/bytes.ts";
import { runCommand } from "./helpers/run-command.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const temporary = temporaryFiles();
/** The result of mmap, an address in old tables, and an accept4, which the first table called so. */
const capture = temporary(
  "old.scap",
  concat(sectionHeader(), eventV2({ type: 161, params: [i64(-14)] }), eventV2({ type: 56, params: [] })),
);

describe("--schema", () => {
  it("decodes with the table of a tag or a schema file", async () => {
    const newest = await runCommand("-p", "%evt.type %evt.args", capture);
    expect(newest.lines).toEqual(["mmap res=-14(EFAULT)", "accept "]);
    const old = await runCommand("-p", "%evt.type %evt.args", capture, "--schema", "sysdig-0.29.3");
    expect(old.lines).toEqual(["mmap res=FFFFFFFFFFFFFFF2", "accept "]);
    const file = temporary(
      "table.json",
      (await runCommand("schema", "show", "sysdig-0.29.3", "--json")).text,
    );
    expect((await runCommand("-p", "%evt.type %evt.args", capture, "--schema", file)).lines).toEqual(
      old.lines,
    );
  });

  it.each([["info"], ["blocks"], ["schema verify"], ["schema coverage"], ["schema snapshot"]])(
    "is taken by %s",
    async (command) => {
      const words = command.split(" ");
      expect((await runCommand(...words, capture, "--schema", "2014-04-03")).text).not.toBe("");
    },
  );

  it("is taken by events, and by synth, which writes what old drivers did", async () => {
    expect((await runCommand("events", "7", "--schema", "0.17.0")).text).toContain("parameters  2");
    expect((await runCommand("events", "7")).text).toContain("parameters  4");
    const spec = temporary("spec.yaml", "events: [{event: <bpf, tid: 1, params: {}}]\n");
    const made = temporary("made.scap", "");
    await runCommand("synth", spec, "-o", made, "--force", "--schema", "sysdig-0.20.0");
    expect((await runCommand(made, "--schema", "sysdig-0.20.0", "-p", "%evt.type")).lines).toEqual(["bpf"]);
    expect((await runCommand(made, "-p", "%evt.type")).lines).toEqual(["execve"]);
    const { lines } = await runCommand("info", made);
    expect(lines).toContain("Misread        293 is bpf, not execve");
    expect(lines).toContain("               read it with --schema sysdig-0.20.0");
  });

  it("filters by the names of that table", async () => {
    const { lines } = await runCommand(
      capture,
      "--schema",
      "first-import",
      "-f",
      "evt.type=accept4",
      "-p",
      "%evt.num",
    );
    expect(lines).toEqual(["2"]);
  });

  it.each([
    [["--schema", "0.0.0"], "is no tag, schema file or folder"],
    [["--schema", "0.17.0", "--view", "current"], "leave --schema out"],
  ])("refuses %s", async (options, message) => {
    const printed = runCommand(capture, ...options);
    await expect(printed).rejects.toThrow(UsageError);
    await expect(printed).rejects.toThrow(message);
  });
});
