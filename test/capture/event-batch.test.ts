import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type EventBatch, openCapture } from "../../src/capture/capture.ts";
import { chunksOf } from "../format/chunks.ts";

const SHELL = new Uint8Array(readFileSync(new URL("../../samples/shell.scap", import.meta.url)));
/** A batch for each. */
const CHUNK_BYTES = 50_000;

describe("a batch of events", () => {
  it("gives none of another batch's events once that is loaded", async () => {
    let before: EventBatch | undefined;
    const numbers: number[] = [];
    for await (const batch of openCapture(chunksOf(SHELL, [CHUNK_BYTES])).batches()) {
      if (before !== undefined) {
        expect(before.next()).toBeUndefined();
        expect([...before]).toEqual([]);
      }
      numbers.push(batch.next()?.number ?? 0);
      before = batch;
    }
    // Events not taken are passed over, and their numbers with them.
    expect(numbers.length).toBeGreaterThan(1);
    expect(numbers[0]).toBe(1);
    expect(numbers[1]).toBeGreaterThan(2);
    expect(before?.next()).toBeUndefined();
  });

  it("ends for an iteration that was begun before the next batch, too", async () => {
    const batches = openCapture(chunksOf(SHELL, [CHUNK_BYTES])).batches();
    const first = (await batches.next()).value as EventBatch;
    const iteration = first[Symbol.iterator]();
    expect(iteration.next().value?.number).toBe(1);
    await batches.next();
    expect(iteration.next().done).toBe(true);
  });
});
