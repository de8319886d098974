import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { EventReader } from "../../src/capture/event-reader.ts";
import { borrowParam } from "../../src/decoder/params.ts";
import { timestampNs } from "../../src/decoder/event.ts";
import { openFile } from "../../src/format/node-source.ts";
import { readBlocks } from "../../src/format/reader.ts";
import { currentSchema } from "../../src/schema/current.ts";
import { readGoldenParams } from "../helpers/params-golden.ts";
import { describeWithReference, referencePath } from "../helpers/reference.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/captures", import.meta.url));
const GOLDEN = fileURLToPath(new URL("libs-head", import.meta.url));

describe("the current view has the events of libs HEAD, byte for byte and under their numbers", () => {
  for (const name of ["tiny_plain", "syscalls", "all_types"]) {
    it(name, () => compare(join(FIXTURES, `${name}.scap`), join(GOLDEN, `${name}.params.txt.gz`)));
  }
});

describeWithReference("the same for all captures", ["golden", "libs-head"], (folder) => {
  const names = readdirSync(folder).flatMap((file) => file.match(/^(.*)\.params\.txt\.gz$/)?.[1] ?? []);
  for (const name of names) {
    const capture = ["public", "recorded", "crafted"]
      .map((kind) => referencePath("captures", kind, `${name}.scap`))
      .find((path) => path !== undefined);
    it(name, () => compare(capture as string, join(folder, `${name}.params.txt.gz`)));
  }
});

/** libs leaves out of its output the enter events that it only uses; they have numbers all the same. */
async function compare(capture: string, golden: string): Promise<void> {
  const wanted = new Map(readGoldenParams(golden).map((event) => [event.number, event]));
  const fail = () => expect.fail("the capture is sound");
  const source = await openFile(capture, { onDamage: fail });
  const reader = new EventReader(currentSchema, fail, { view: "current" });
  let compared = 0;
  for await (const batch of readBlocks(source.chunks, fail)) {
    reader.load(batch);
    for (let event = reader.next(); event !== undefined; event = reader.next()) {
      const other = wanted.get(event.number);
      if (other === undefined) continue;
      compared++;
      const ours = [timestampNs(event), event.tid, event.code];
      for (let i = 0; i < event.paramCount; i++) ours.push(toHex(borrowParam(event, i)) as never);
      const theirs = [other.tsNs, other.tid, other.code, ...other.params.map(({ hex }) => hex)];
      if (ours.join(" ") !== theirs.join(" ")) expect(ours, `event ${event.number}`).toEqual(theirs);
    }
  }
  expect(compared).toBe(wanted.size);
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
