import { describe, expect, it } from "vitest";
import { ChunkReader } from "../../src/format/chunk-reader.ts";
import { u8 } from "../helpers/bytes.ts";
import { chunksOf } from "./chunks.ts";

const BYTES = u8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);

describe("ChunkReader", () => {
  it("peeks over the bounds of chunks and takes what it is told", async () => {
    const reader = new ChunkReader(chunksOf(BYTES, [3, 0, 1]));
    expect(await reader.peek(5)).toEqual(BYTES.subarray(0, 5));
    reader.skip(2);
    expect(await reader.peek(2)).toEqual(u8(2, 3));
    expect(reader.offset).toBe(2);
    expect(await reader.peek(99)).toEqual(BYTES.subarray(2));
    reader.skip(8);
    expect(await reader.peek(1)).toEqual(u8());
    expect(reader.offset).toBe(10);
  });

  it("lends what is at hand, whole chunks without copying", async () => {
    const reader = new ChunkReader(chunksOf(BYTES, [4]));
    expect(reader.borrowNow(4)).toHaveLength(0);
    const first = await reader.borrow(99);
    expect(first).toEqual(BYTES.subarray(0, 4));
    expect(first.buffer).toBe(BYTES.buffer);
    reader.skip(3);
    expect(reader.borrowNow(99)).toEqual(u8(3));
    expect(await reader.borrow(99)).toEqual(u8(3));
    reader.skip(1);
    expect(await reader.borrow(2)).toEqual(u8(4, 5));
  });

  it("lends no Buffer, whose slice would not copy", async () => {
    const reader = new ChunkReader(chunksOf(Buffer.from(BYTES), [4]));
    expect((await reader.borrow(4)).constructor).toBe(Uint8Array);
  });

  it("lets its source go when closed", async () => {
    let closed = false;
    async function* endless() {
      try {
        for (;;) yield BYTES;
      } finally {
        closed = true;
      }
    }
    const reader = new ChunkReader(endless());
    await reader.peek(15);
    await reader.close();
    expect(closed).toBe(true);
  });
});
