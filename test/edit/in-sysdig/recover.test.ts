import { expect, it } from "vitest";
import { openCapture } from "../../../src/capture/capture.ts";
import { recoverCapture } from "../../../src/edit/recover.ts";
import { MemoryOutput } from "../../../src/format/capture-output.ts";
import { CaptureWriter } from "../../../src/format/capture-writer.ts";
import { collect } from "../../format/chunks.ts";
import { describeWithSysdig, sysdig } from "../../helpers/sysdig.ts";
import {
  captureFolder,
  capturesToEdit,
  differencesOf,
  keysOf,
  numbersBelow,
  openedBySysdig,
  type Row,
  readBytes,
  rowsOf,
} from "./listing.ts";

const PLACES = 2;
const write = captureFolder();

/** A capture as it was, and what sysdig said of it. */
interface Whole {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly rows: readonly Row[];
  readonly keys: readonly string[];
}

async function load(capture: string): Promise<Whole> {
  const path = await openedBySysdig(capture, write);
  const bytes = await collect(openCapture(path).chunks());
  return { path, bytes, rows: rowsOf(path), keys: await keysOf(path) };
}

async function recoveredRows(bytes: Uint8Array): Promise<readonly Row[]> {
  const output = new MemoryOutput();
  await recoverCapture(openCapture(bytes).chunks(), new CaptureWriter(output));
  return rowsOf(write("recovered.scap", output.bytes));
}

/** Where some of the events begin, by their number from 0. */
async function eventStarts({ path, keys }: Whole): Promise<ReadonlyMap<number, number>> {
  const starts: number[] = [];
  for await (const { record } of openCapture(path).events()) starts.push(record.offset);
  const numbers = numbersBelow(keys.length);
  const some = Array.from({ length: PLACES }, () => numbers.next().value as number);
  return new Map(some.map((number) => [number, starts[number] as number]));
}

describeWithSysdig("sysdig lists a recovery as it lists what was damaged", () => {
  it.each(capturesToEdit())("%s", { timeout: 120_000 }, async (capture) => {
    const whole = await load(capture);
    await comparesSaved(whole);
    expect(await recoveredRows(whole.bytes.slice().fill(0, 0, 24)), "without a header").toEqual(whole.rows);
    for (const [number, start] of await eventStarts(whole)) {
      if (number === 0) continue;
      await comparesCut(whole, number, start);
      await comparesHole(whole, number, start);
    }
  });
});

/** What sysdig saves it mostly cannot read: the names of interfaces are shifted. */
async function comparesSaved({ path, rows }: Whole): Promise<void> {
  const saved = write("saved.scap", new Uint8Array());
  sysdig("-r", path, "-w", saved);
  expect(await recoveredRows(readBytes(saved)), "saved again").toEqual(rows);
}

async function comparesCut({ bytes, rows, keys }: Whole, number: number, start: number): Promise<void> {
  const before = new Set(keys.slice(0, number));
  const rest = await recoveredRows(bytes.slice(0, start + 13));
  expect(rest, "cut").toEqual(rows.filter(({ key }) => before.has(key)));
}

/** Of the event and the end of the one before nothing is left. What they told is lost; all other events are there. */
async function comparesHole({ bytes, rows, keys }: Whole, number: number, start: number): Promise<void> {
  const rest = await recoveredRows(bytes.slice().fill(0xaa, start - 3, start + 30));
  const touched = new Set(keys.slice(Math.max(0, number - 1), number + 1));
  const before = new Set(keys.slice(0, Math.max(0, number - 1)));
  for (const { wanted, got } of differencesOf(rows, rest)) {
    if (touched.has(wanted.key)) continue;
    expect(before.has(wanted.key) && wanted, "before the hole").toBe(false);
    expect(got, "behind the hole").toBeDefined();
  }
}
