import { expect, it } from "vitest";
import { openCapture } from "../../../src/capture/capture.ts";
import { mergeCaptures } from "../../../src/edit/merge/merge-captures.ts";
import { sliceCapture } from "../../../src/edit/slice.ts";
import { MemoryOutput } from "../../../src/format/capture-output.ts";
import { describeWithSysdig } from "../../helpers/sysdig.ts";
import { countEvents } from "../field-rows.ts";
import {
  captureFolder,
  capturesToEdit,
  differencesOf,
  numbersBelow,
  openedBySysdig,
  type Row,
  readBytes,
  rowsOf,
} from "./listing.ts";

const CUTS = 2;
const write = captureFolder();

async function piece(path: string, firstNumber: number, lastNumber: number): Promise<Uint8Array> {
  const output = new MemoryOutput();
  await sliceCapture(openCapture(path), { firstNumber, lastNumber }, output);
  return output.bytes;
}

async function merged(pieces: readonly Uint8Array[]): Promise<string> {
  const output = new MemoryOutput();
  const inputs = pieces.map((bytes) => ({ open: () => openCapture(bytes), shiftNs: 0n }));
  await mergeCaptures(inputs, output, { isOneHost: true });
  return write("merged.scap", output.bytes);
}

/** What sysdig lists of the second and not of the first, but for what it hides only where a capture begins with it. */
function added(before: readonly Row[], after: readonly Row[]): readonly Row[] {
  return differencesOf(after, before)
    .map(({ wanted }) => wanted)
    .filter(({ line }) => !line.startsWith("container "));
}

describeWithSysdig("sysdig lists merged pieces as it lists the whole", () => {
  it.each(capturesToEdit())("%s", { timeout: 120_000 }, async (capture) => {
    const path = await openedBySysdig(capture, write);
    const whole = rowsOf(path);
    const count = await countEvents(readBytes(path));
    const numbers = numbersBelow(count);
    for (let cut = 0; cut < CUTS; cut++) {
      const [first = 0, last = 0] = [numbers.next().value, numbers.next().value].sort((a, b) => a - b);
      const pieces = [await piece(path, first + 1, count), await piece(path, 1, last + 1)];
      const got = rowsOf(await merged(pieces));
      expect(differencesOf(whole, got)).toEqual([]);
      expect(added(whole, got)).toEqual([]);
    }
  });

  it.each(capturesToEdit())("%s, from somewhere to somewhere", { timeout: 120_000 }, async (capture) => {
    const path = await openedBySysdig(capture, write);
    const numbers = numbersBelow(await countEvents(readBytes(path)));
    const places = Array.from({ length: 4 }, () => (numbers.next().value as number) + 1);
    const [a = 1, b = 1, c = 1, d = 1] = places.sort((x, y) => x - y);
    const slice = rowsOf(write("slice.scap", await piece(path, a, d)));
    const got = rowsOf(await merged([await piece(path, a, c), await piece(path, b, d)]));
    expect(differencesOf(slice, got)).toEqual([]);
    expect(added(slice, got)).toEqual([]);
  });
});
