import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import type { Selection } from "../../src/edit/capture-cut.ts";
import { sliceCapture } from "../../src/edit/slice.ts";
import { compileFilter } from "../../src/filter/compile-filter.ts";
import { MemoryOutput } from "../../src/format/capture-output.ts";
import { describeWithSysdig, sysdig } from "../helpers/sysdig.ts";

const CAPTURE = fileURLToPath(new URL("../../samples/hand-made.scap", import.meta.url));
const FORMAT = "%evt.rawtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info";
const folder = mkdtempSync(join(tmpdir(), "scap-slice-"));

afterAll(() => rmSync(folder, { recursive: true }));

async function sliced(selection: Selection): Promise<string> {
  const output = new MemoryOutput();
  await sliceCapture(openCapture(CAPTURE), selection, output);
  const path = join(folder, "slice.scap");
  writeFileSync(path, output.bytes);
  return path;
}

describeWithSysdig("sysdig lists a slice as it lists what was cut", () => {
  for (const filter of ["evt.type=close", "evt.type in (open, openat)", "fd.type=ipv4", "evt.dir=<"]) {
    it(`by ${filter}`, async () => {
      const { test } = compileFilter(filter, { view: "recorded" });
      const listed = sysdig("-r", await sliced({ test }), "-p", FORMAT, filter);
      expect(listed).toEqual(sysdig("-r", CAPTURE, "-p", FORMAT, filter));
    });
  }

  it("by number", async () => {
    const listed = sysdig("-r", await sliced({ firstNumber: 20, lastNumber: 60 }), "-p", FORMAT);
    expect(listed).toEqual(sysdig("-r", CAPTURE, "-p", FORMAT, "evt.num >= 20 and evt.num <= 60"));
  });
});
