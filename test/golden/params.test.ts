import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { PARAM_TYPES } from "../../src/schema/param-types.ts";
import { type GoldenEvent, readGoldenParams } from "../helpers/params-golden.ts";
import { describeWithReference, referencePath } from "../helpers/reference.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/captures", import.meta.url));
const GOLDEN = fileURLToPath(new URL("libs-head", import.meta.url));

describe("every parameter of every event has the type, length and bytes that libs HEAD gives", () => {
  for (const name of ["tiny_plain", "syscalls"]) {
    it(name, () => compare(join(FIXTURES, `${name}.scap`), join(GOLDEN, `${name}.params.txt.gz`)));
  }
});

describeWithReference("the same for all recorded captures", ["captures", "recorded"], (folder) => {
  for (const file of readdirSync(folder)) {
    const golden = referencePath("golden", "libs-head", file.replace(".scap", ".params.txt.gz"));
    it(file, () => compare(join(folder, file), golden as string));
  }
});

/** libs leaves out the enter events it has used, so its events are found among ours in order. */
async function compare(capture: string, goldenPath: string): Promise<void> {
  const golden = readGoldenParams(goldenPath);
  let at = 0;
  for await (const event of openCapture(capture).events()) {
    const wanted = golden[at];
    if (wanted === undefined || event.tsNs !== wanted.tsNs || event.tid !== wanted.tid || event.code !== wanted.code) continue;
    at++;
    const params = event.params.map(({ spec, bytes }) => ({
      name: spec?.name,
      typeId: PARAM_TYPES[spec?.type ?? "NONE"].id,
      length: bytes.length,
      hex: Buffer.from(bytes).toString("hex"),
    }));
    if (!isSame(params, wanted)) expect(params, `event ${event.number}`).toEqual(wanted.params);
  }
  expect(at).toBe(golden.length);
}

/** Quick, because a deep comparison of 20,000 events by the test runner takes long. */
function isSame(params: readonly object[], wanted: GoldenEvent): boolean {
  return JSON.stringify(params) === JSON.stringify(wanted.params);
}
