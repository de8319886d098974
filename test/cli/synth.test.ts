import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ExitStatus, UsageError } from "../../src/cli/exit-status.ts";
import { SYNTH_EXAMPLE } from "../../src/edit/synth/example.ts";
import { synthesiseYaml } from "../../src/edit/synth/synthesise-yaml.ts";
import { runCommand } from "./helpers/run-command.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const fileOf = temporaryFiles();

describe("synth", () => {
  it("makes a capture of its own example", async () => {
    const { text: example } = await runCommand("synth", "--example");
    const spec = fileOf("spec.yaml", example);
    const made = spec.replace(".yaml", ".scap");
    expect((await runCommand("synth", spec, "-o", made)).status).toBe(ExitStatus.FINE);
    expect(new Uint8Array(readFileSync(made))).toEqual(synthesiseYaml(SYNTH_EXAMPLE));
    const { lines } = await runCommand(made);
    expect(lines).toHaveLength(7);
    expect(lines[1]).toContain("< openat fd=3(<f>/home/alice/notes.txt)");
    expect(lines[5]).toContain("res=-111(ECONNREFUSED) tuple=10.0.0.5:40001->10.0.0.9:5432");
  });

  it("tells what it made", async () => {
    const spec = fileOf("told.yaml", "events:\n  - { event: close, params: { fd: 3 } }\n");
    const output = spec.replace(".yaml", ".scap");
    expect((await runCommand("synth", spec, "-o", output)).text).toMatch(/told\.scap: 1 event, \d+ B\n$/);
  });

  it("tells what it made as JSON", async () => {
    const spec = fileOf("json.yaml", "events: []\n");
    const output = spec.replace(".yaml", ".scap");
    expect(JSON.parse((await runCommand("synth", spec, "-o", output, "-j")).text)).toEqual({
      file: spec,
      output,
      sizeBytes: 28,
      events: 0,
    });
  });

  it("prints its schema", async () => {
    expect(JSON.parse((await runCommand("synth", "--json-schema")).text)).toMatchObject({ type: "object" });
  });

  it("says where a description is wrong", async () => {
    const spec = fileOf("wrong.yaml", "events:\n  - {event: nothing}\n");
    await expect(runCommand("synth", spec, "-o", `${spec}.scap`)).rejects.toThrow(
      /wrong\.yaml: line 2, column 13: events\[0\]\.event: there is no event "nothing"/,
    );
  });

  it("needs to be told where to write", async () => {
    const spec = fileOf("empty.yaml", "events: []\n");
    await expect(runCommand("synth", spec)).rejects.toThrow(UsageError);
  });
});
