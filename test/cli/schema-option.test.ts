import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands.ts";
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

  it("chooses what slice and merge go by", async () => {
    const old = ["--schema", "first-import"];
    const slice = await runCommand("slice", "-f", "evt.type=accept4", capture, "-o", "-", ...old);
    const listed = await runCommand("-p", "%evt.type", temporary("slice.scap", slice.bytes));
    expect(listed.lines).toEqual(["accept"]);
    const merged = await runCommand("merge", "-f", "evt.type=accept4", capture, capture, ...old);
    expect(merged.lines).toHaveLength(2);
  });

  /** What each command needs besides, in the order of the program's help. */
  const WORDS: Readonly<Record<string, readonly string[]>> = {
    show: ["1"],
    redact: ["-o", "-"],
    convert: ["-o", "-"],
    slice: ["--events", "1", "-o", "-"],
    head: ["-o", "-"],
    tail: ["-o", "-"],
    split: ["--events", "1", "-o", "part.scap"],
    merge: [capture],
    comment: ["1", "text", "-o", "-"],
    minimise: ["--while", "true", "-o", "-"],
  };
  const TAKERS = COMMANDS.filter(({ options }) => "schema" in options).map(({ name }) => name);

  it.each(TAKERS)("is looked at by %s", async (name) => {
    const words = name === "events" ? [] : [capture, ...(WORDS[name] ?? [])];
    const ran = runCommand(...name.split(" "), ...words, "--schema", "0.0.0");
    await expect(ran).rejects.toThrow('"0.0.0" is no tag, schema file or folder');
  });

  it("is taken by every command that decodes events", () => {
    const others = COMMANDS.map(({ name }) => name).filter((name) => !TAKERS.includes(name));
    expect(others).toEqual([
      // An index has the state as the newest table reads it: with another table captures are read from their start.
      "index",
      // Records.
      "record",
      // These name tables by words; what --corpus of diff names is read with OLD.
      ...["schema list", "schema show", "schema import", "schema diff", "schema lint"],
      ...["schema migrate", "schema docs", "schema gen"],
      // These read no capture.
      ...["fields", "completion"],
    ]);
  });

  it.each([
    [["--schema", "0.0.0"], "is no tag, schema file or folder"],
    [["--schema", "0.17.0", "--view", "current"], "leave --schema out"],
    [["convert", "--upgrade", "--schema", "0.17.0", "-o", "-"], "leave --schema out"],
    [["hash", "--check", "MANIFEST", "--schema", "0.17.0"], "leave --schema out"],
  ])("refuses %s", async (options, message) => {
    const words = options[0] === "hash" ? [] : [capture];
    const printed = runCommand(...options, ...words);
    await expect(printed).rejects.toThrow(UsageError);
    await expect(printed).rejects.toThrow(message);
  });
});
