import { describe, expect, it } from "vitest";
import { ExitStatus, UsageError } from "../../src/cli/exit-status.ts";
import { defaultFields } from "../../src/filter/default-fields.ts";
import { runCommand } from "./helpers/run-command.ts";

const { specs } = defaultFields();

describe("fields", () => {
  it("lists all by family", async () => {
    const { status, lines } = await runCommand("fields");
    expect(status).toBe(ExitStatus.FINE);
    const names = lines.filter((line) => line.startsWith("  ")).map((line) => line.trim().split(/[ []/)[0]);
    expect(names).toHaveLength(specs.length);
    expect(lines[0]).toMatch(/^evt {2}\d+ fields: what happened/);
    expect(lines.filter((line) => /^\w/.test(line)).map((line) => line.split(" ")[0])).toContain("k8s");
  });

  it("keeps to 100 columns, and each family to its own", async () => {
    const { lines, text } = await runCommand("fields");
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(text).toMatch(/^ {2}evt\.arg\[n\]\|\.name +string {4}A parameter of the event .* …$/m);
    expect(text).toMatch(/^ {2}proc\.aname\[n\] +string {4}Name of the ancestor/m);
    const family = (await runCommand("fields", "syslog")).lines;
    expect(family).toEqual([
      "syslog  5 fields: messages to the system's log",
      "  syslog.facility      integer  recorded  Number of the facility that a message to the system's …",
      "  syslog.facility.str  string   recorded  Name of that facility",
      "  syslog.severity      integer  recorded  How severe the message is, from 0 (emergency) to 7 (debug)",
      "  syslog.severity.str  string   recorded  That severity as a word",
      "  syslog.message       string   recorded  Text of the message",
    ]);
  });

  it("tells all of a field", async () => {
    expect((await runCommand("fields", "proc.aname", "fd.snet")).lines).toEqual([
      "proc.aname",
      "  type        string",
      "  argument    a number in brackets, optional",
      "  example     proc.aname[2]",
      "  values      any number; one that fits is enough",
      "  views       recorded, current",
      "  usable in   filters, formats",
      "  not in      val(), transformers",
      "  tells       Name of the ancestor so many generations up: 1 is the parent, 0",
      "              the process itself. Without a number any ancestor that fits is",
      "              enough; the process itself is none of them.",
      "",
      "fd.snet",
      "  type        net",
      "  argument    none",
      "  views       recorded, current",
      "  usable in   filters",
      "  not in      formats, val(), transformers",
      "  tells       IP address of the server, to be asked whether a network has it.",
    ]);
  });

  it("understands names with arguments, and tells of each field once", async () => {
    const { text } = await runCommand("fields", "evt.arg.flags", "evt.arg[0]", "evt.arg");
    expect(text.match(/^evt\.arg$/gm)).toHaveLength(1);
    expect(text).toMatch(/^ {2}argument +a number in brackets, or a name .*\n +required$/m);
  });

  it("has every detail in 80 columns", async () => {
    const { lines } = await runCommand("fields", ...specs.map(({ name }) => name));
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it("tells it in JSON", async () => {
    const { lines } = await runCommand("fields", "-j");
    expect(lines).toHaveLength(specs.length);
    const [field] = (await runCommand("fields", "-j", "evt.rawarg")).lines.map((line) => JSON.parse(line));
    expect(field).toEqual({
      name: "evt.rawarg",
      family: "evt",
      type: "integer",
      matching: "single",
      argument: "key",
      isArgumentRequired: true,
      example: "evt.rawarg.res",
      views: ["recorded", "current"],
      isFilterable: true,
      isPrintable: true,
      isComparable: false,
      isTransformable: false,
      description: "A parameter of the event by name, as the number that was recorded.",
    });
  });

  it("keeps to a view", async () => {
    expect((await runCommand("fields", "--view", "current")).text).not.toContain("syslog.");
    expect((await runCommand("fields", "--view", "recorded")).text).toContain("syslog.");
    await expect(runCommand("fields", "--view", "current", "syslog.message")).rejects.toThrow(
      /^there is no field "syslog.message" in the current view/,
    );
  });

  it.each([
    ["proc.nmae", 'there is no field "proc.nmae", did you mean proc.name?'],
    ["porc", 'there is no field "porc", did you mean proc?'],
    ["frobnicate.all", 'there is no field "frobnicate.all"'],
    ["", 'there is no field ""'],
    ["proc.name.x", 'there is no field "proc.name.x", did you mean proc.name?'],
  ])("suggests what %j might mean", async (word, message) => {
    await expect(runCommand("fields", word)).rejects.toThrow(new UsageError(message));
  });

  it.each(["bash", "zsh", "fish"])("is completed in %s", async (shell) => {
    const { text } = await runCommand("completion", shell);
    expect(text).toContain("proc.aname");
    expect(text).toMatch(/\bevt syscall fd\b/);
  });
});
