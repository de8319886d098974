import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openCapture } from "../../../src/capture/capture.ts";
import { PRESETS, type PresetName } from "../../../src/edit/redact/policy.ts";
import { KeyedPseudonyms } from "../../../src/edit/redact/pseudonyms.ts";
import { redactCapture } from "../../../src/edit/redact/redact-capture.ts";
import { SYNTH_EXAMPLE } from "../../../src/edit/synth/example.ts";
import { synthesiseYaml } from "../../../src/edit/synth/synthesise-yaml.ts";
import { MemoryOutput } from "../../../src/format/capture-output.ts";
import { describeWithReference } from "../../helpers/reference.ts";
import { describeWithSysdig, sysdig } from "../../helpers/sysdig.ts";

const folder = mkdtempSync(join(tmpdir(), "scap-dump-redact-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What no preset changes, and what only pseudonyms do. */
const STRUCTURE =
  "%evt.num %evt.rawtime %evt.type %evt.dir %evt.rawres %proc.pid %proc.ppid %fd.num %fd.typechar %fd.sport %user.uid";
const NAMES = "%evt.num %proc.name %proc.exepath %fd.name %user.name %group.name %container.id";

describeWithReference("sysdig and redacted captures", ["captures", "public"], (captures) => {
  describeWithSysdig("read alike", () => {
    // Its section header has options, which sysdig cannot read.
    const names = readdirSync(captures).filter(
      (name) => name.endsWith(".scap") && !name.includes("comments"),
    );

    it.each(names)("%s: sysdig finds the same structure", async (name) => {
      const original = join(captures, name);
      const shared = await redacted(original, "share");
      expect(listing(shared, STRUCTURE)).toEqual(listing(original, STRUCTURE));
    });

    it.each(names)("%s: sysdig finds the same names where only contents go", async (name) => {
      const original = join(captures, name);
      const lean = await redacted(original, "payload-free");
      expect(listing(lean, NAMES)).toEqual(listing(original, NAMES));
    });
  });
});

describeWithSysdig("synth", () => {
  it("makes captures that sysdig reads", () => {
    const path = join(folder, "example.scap");
    writeFileSync(path, synthesiseYaml(SYNTH_EXAMPLE));
    const lines = listing(path, "%evt.num %proc.name %evt.dir %evt.type %fd.name");
    expect(lines).toHaveLength(7);
    expect(lines[1]).toBe("2 bash < openat /home/alice/notes.txt");
  });
});

async function redacted(path: string, preset: PresetName): Promise<string> {
  const output = new MemoryOutput();
  const pseudonyms = new KeyedPseudonyms(new Uint8Array(32).fill(3));
  await redactCapture(openCapture(path), output, PRESETS[preset], pseudonyms);
  const copy = join(folder, "redacted.scap");
  writeFileSync(copy, output.bytes);
  return copy;
}

function listing(path: string, format: string): string[] {
  const { status, stdout, stderr } = sysdig("-r", path, "-p", `*${format}`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout.trimEnd().split("\n");
}
