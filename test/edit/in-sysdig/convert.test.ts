import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { openCapture } from "../../../src/capture/capture.ts";
import { type ConvertOptions, convertCapture } from "../../../src/edit/convert/convert.ts";
import { MemoryOutput } from "../../../src/format/capture-output.ts";
import { CaptureWriter } from "../../../src/format/capture-writer.ts";
import { WRITE_TARGETS } from "../../../src/format/write-target.ts";
import { describeWithSysdig } from "../../helpers/sysdig.ts";
import { captureFolder, capturesToEdit, openedBySysdig, rowsOf } from "./listing.ts";

const { libs, "sysdig-0.29": oldSysdig } = WRITE_TARGETS;
const FORMS: Readonly<Record<string, ConvertOptions>> = {
  "for libs": { target: libs },
  "for sysdig 0.29": { target: oldSysdig },
  "for sysdig 0.29, as old drivers record": { target: oldSysdig, downgrade: true },
  "without comments": { stripComments: true },
};
const write = captureFolder();

async function converted(input: string | Uint8Array, options: ConvertOptions): Promise<Uint8Array> {
  const output = new MemoryOutput();
  await convertCapture(openCapture(input).blocks(), new CaptureWriter(output), options);
  return output.bytes;
}

describeWithSysdig("sysdig lists a conversion as it lists what was converted", () => {
  it.each(capturesToEdit())("%s", { timeout: 120_000 }, async (capture) => {
    const path = await openedBySysdig(capture, write);
    const wanted = rowsOf(path);
    const expectSame = (form: string, bytes: Uint8Array) =>
      expect(rowsOf(write("converted.scap", bytes)), form).toEqual(wanted);
    for (const [form, options] of Object.entries(FORMS)) expectSame(form, await converted(path, options));
    const big = await converted(path, { byteOrder: "big" });
    expectSame("there and back", await converted(big, { byteOrder: "little" }));
    expectSame("compressed", gzipSync(await converted(path, {})));
  });
});
