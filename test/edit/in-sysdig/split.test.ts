import { basename } from "node:path";
import { expect, it } from "vitest";
import { openCapture } from "../../../src/capture/capture.ts";
import { CaptureSplit, type Splitter, splitBlocks } from "../../../src/edit/split.ts";
import { containerKey, KeyedSplit, processKey } from "../../../src/edit/split-by-key.ts";
import { MemoryOutput } from "../../../src/format/capture-output.ts";
import { currentSchema } from "../../../src/schema/current.ts";
import { loadSysdigSchema } from "../../../src/schema/sysdig-schema.ts";
import { describeWithSysdig } from "../../helpers/sysdig.ts";
import {
  captureFolder,
  capturesToEdit,
  countKinds,
  differencesOf,
  type Kind,
  keysOf,
  openedBySysdig,
  type Row,
  rowsOf,
} from "./listing.ts";

const PARTS = 5;
/** Where a capture is split into five: of some 33,000 lines. */
const DIFFERENT: Readonly<Record<string, Partial<Record<Kind, number>>>> = {
  "502Error.scap": { "socket name": 60 },
  "curl_google.scap": { "socket name": 3 },
};
/** sysdig is asked about each process by itself. */
const MAX_PROCESSES = 25;
const write = captureFolder();

async function partsOf(path: string, splitter: Splitter): Promise<readonly Uint8Array[]> {
  const parts: MemoryOutput[] = [];
  await splitBlocks(openCapture(path).blocks(), splitter, async () => {
    const output = new MemoryOutput();
    parts.push(output);
    return output;
  });
  return parts.map(({ bytes }) => bytes);
}

/** What sysdig says of all parts, one after the other. */
function rowsOfParts(parts: readonly Uint8Array[]): readonly Row[] {
  return parts.flatMap((bytes) => rowsOf(write("part.scap", bytes)));
}

describeWithSysdig("sysdig lists the parts of a capture as it lists the whole", () => {
  it.each(capturesToEdit())("%s", { timeout: 120_000 }, async (capture) => {
    const path = await openedBySysdig(capture, write);
    const whole = rowsOf(path);
    const options = { schema: currentSchema, sysdigSchema: await loadSysdigSchema(), onDamage: () => {} };

    const events = Math.ceil((await keysOf(path)).length / PARTS);
    const inTurn = rowsOfParts(await partsOf(path, new CaptureSplit({ events }, options)));
    expect(inTurn).toHaveLength(whole.length);
    expect(countKinds(differencesOf(whole, inTurn))).toEqual(DIFFERENT[basename(capture)] ?? {});

    for (const keyOf of [processKey, containerKey]) {
      const parts = await partsOf(path, new KeyedSplit(keyOf, options));
      if (parts.length > MAX_PROCESSES) continue;
      // Events of threads of which nothing is known are in no part.
      const wanted = whole.filter(({ line }) => !line.includes("<NA> ".repeat(8)));
      expect(differencesOf(wanted, rowsOfParts(parts))).toEqual([]);
    }
  });
});
