import { randomBytes } from "node:crypto";
import { deflateRawSync, gzipSync, crc32 as zlibCrc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChunkReader } from "../../src/format/chunk-reader.ts";
import { crc32 } from "../../src/format/crc32.ts";
import type { Damage, OnDamage } from "../../src/format/errors.ts";
import { gunzip } from "../../src/format/gunzip.ts";
import { gunzipWithZlib } from "../../src/format/node-gunzip.ts";
import { ascii, concat, u8, u16, u32, zeroes } from "../helpers/bytes.ts";
import { chunkSizes, chunksOf, collect } from "./chunks.ts";

type Gunzip = (reader: ChunkReader, onDamage: OnDamage) => AsyncIterable<Uint8Array>;

const WAYS: readonly (readonly [string, Gunzip])[] = [
  ["gunzip", gunzip],
  ["gunzipWithZlib", gunzipWithZlib],
];

const MIB = 1024 * 1024;

/** Text that compresses about as well as a capture. */
const TEXT = ascii(
  Array.from(
    { length: 40_000 },
    (_, line) => `${line} openat fd=${(line * 7919) % 1000} name=/etc/passwd\n`,
  ).join(""),
);

/** Sizes that put the bounds of chunks, pieces and members anywhere. */
const CHUNKINGS = [[1 << 20], [64 * 1024], [1000], [7, 100_000], [1, 4096]];

async function run(way: Gunzip, bytes: Uint8Array, sizes: readonly number[] = [1 << 20]) {
  const damages: Damage[] = [];
  const reader = new ChunkReader(chunksOf(bytes, sizes));
  const output = await collect(way(reader, (damage) => damages.push(damage)));
  return { output, damages };
}

/** Faster than comparing element by element, and shorter when it fails. */
function expectBytes(actual: Uint8Array, expected: Uint8Array): void {
  expect(actual.length).toBe(expected.length);
  expect(Buffer.compare(actual, expected)).toBe(0);
}

describe.each(WAYS)("%s", (_, way) => {
  it.each(CHUNKINGS)("inflates a member in chunks of %i bytes", async (...sizes) => {
    const { output, damages } = await run(way, gzipSync(TEXT), sizes);
    expectBytes(output, TEXT);
    expect(damages).toEqual([]);
  });

  it.each([0, 1, 6, 9])("inflates data of level %i", async (level) => {
    const noise = randomBytes(300_000);
    const { output, damages } = await run(way, gzipSync(noise, { level }));
    expectBytes(output, noise);
    expect(damages).toEqual([]);
  });

  it("inflates members one after another, empty ones too, whatever the chunks", async () => {
    const parts = [TEXT.subarray(0, 1000), zeroes(0), TEXT.subarray(1000, 1007), TEXT.subarray(1007, 3000)];
    const members = concat(...parts.map((part) => gzipSync(part)));
    await fc.assert(
      fc.asyncProperty(chunkSizes, async (sizes) => {
        const { output, damages } = await run(way, members, sizes);
        expectBytes(output, TEXT.subarray(0, 3000));
        expect(damages).toEqual([]);
      }),
    );
  });

  it("reads every part of a header", async () => {
    const deflated = deflateRawSync(TEXT);
    const extra = concat(u16(7000), zeroes(7000));
    const header = concat(u8(0x1f, 0x8b, 8, 0x1f, 0, 0, 0, 0, 0, 3), extra, ascii("name\0comment\0"), u16(0));
    const trailer = concat(u32(zlibCrc32(TEXT)), u32(TEXT.length));
    const { output, damages } = await run(way, concat(header, deflated, trailer), [300]);
    expectBytes(output, TEXT);
    expect(damages).toEqual([]);
  });

  it("ignores what follows, and says so", async () => {
    const whole = gzipSync(TEXT);
    for (const garbage of [u8(0x1f), ascii("garbage"), zeroes(512)]) {
      const { output, damages } = await run(way, concat(whole, garbage));
      expectBytes(output, TEXT);
      expect(damages).toEqual([
        {
          code: "bad-compression",
          lost: false,
          detail: `what follows gzip member 1 is ignored (compressed byte ${whole.length})`,
          context: { offset: TEXT.length },
        },
      ]);
    }
  });

  it("delivers all that a cut input still holds", async () => {
    const whole = gzipSync(TEXT);
    let previous = -1;
    for (const kept of [10, 11, 100, 65_000, whole.length - 20, whole.length - 9]) {
      const { output, damages } = await run(way, whole.subarray(0, kept), [5000]);
      expectBytes(output, TEXT.subarray(0, output.length));
      expect(output.length).toBeGreaterThanOrEqual(Math.max(previous, kept - 100));
      expect(damages).toMatchObject([{ code: "truncated", lost: true, context: { offset: output.length } }]);
      previous = output.length;
    }
  });

  it.each([1, 7, 8])("loses nothing when the last %i bytes of the trailer are missing", async (missing) => {
    const whole = gzipSync(TEXT);
    for (const sizes of CHUNKINGS) {
      const { output, damages } = await run(way, whole.subarray(0, whole.length - missing), sizes);
      expectBytes(output, TEXT);
      expect(damages).toMatchObject([{ code: "truncated", lost: false }]);
    }
  });

  it("reports an input that ends in a header", async () => {
    const whole = gzipSync(TEXT);
    const { output, damages } = await run(way, concat(whole, whole.subarray(0, 6)));
    expectBytes(output, TEXT);
    expect(damages).toMatchObject([{ code: "truncated", lost: true, context: { offset: TEXT.length } }]);
  });

  it("delivers data with a wrong checksum or size, and what follows", async () => {
    for (const at of [-8, -1]) {
      const wrong = new Uint8Array(gzipSync(TEXT));
      wrong.set([(wrong.at(at) ?? 0) ^ 0xff], wrong.length + at);
      const { output, damages } = await run(way, concat(wrong, gzipSync(ascii("next"))));
      expectBytes(output, concat(TEXT, ascii("next")));
      expect(damages).toMatchObject([
        { code: "bad-compression", lost: true, context: { offset: TEXT.length } },
      ]);
    }
  });

  it("refuses a header it does not know", async () => {
    for (const header of [u8(0x1f, 0x8b, 7, 0), u8(0x1f, 0x8b, 8, 0x80)]) {
      const { output, damages } = await run(way, concat(header, zeroes(40)));
      expect(output).toHaveLength(0);
      expect(damages).toMatchObject([{ code: "unsupported-compression", lost: true }]);
    }
  });

  it("delivers every byte in front of corrupt data", async () => {
    // A full flush ends on a byte, and what follows is a block of a type that does not exist.
    const sound = deflateRawSync(TEXT, { finishFlush: 3 });
    const bytes = concat(gzipSync("").subarray(0, 10), sound, u8(0x07), randomBytes(1000));
    for (const sizes of CHUNKINGS) {
      const { output, damages } = await run(way, bytes, sizes);
      expectBytes(output, TEXT);
      expect(damages).toMatchObject([
        { code: "bad-compression", lost: true, context: { offset: TEXT.length } },
      ]);
    }
  });

  it("keeps what precedes the corrupt piece of a long member", async () => {
    const noise = new Uint8Array(randomBytes(3_000_000));
    const sound = deflateRawSync(noise, { finishFlush: 3 });
    const { output, damages } = await run(
      way,
      concat(gzipSync("").subarray(0, 10), sound, u8(0x07), zeroes(9)),
    );
    expect(output.length).toBeGreaterThan(noise.length - 140_000);
    expectBytes(output, noise.subarray(0, output.length));
    expect(damages).toMatchObject([
      { code: "bad-compression", lost: true, context: { offset: output.length } },
    ]);
  });

  it("never throws for any bytes behind a header", async () => {
    const header = gzipSync("").subarray(0, 10);
    const anything = fc.uint8Array({ maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(anything, chunkSizes, async (bytes, sizes) => {
        const { damages } = await run(way, concat(header, bytes), sizes);
        expect(damages.length).toBeGreaterThan(0);
      }),
    );
  });

  it("does not write to a chunk again after handing it on", async () => {
    const whole = gzipSync(TEXT);
    const copies: [Uint8Array, Uint8Array][] = [];
    for await (const chunk of way(new ChunkReader(chunksOf(whole, [9000])), () => {})) {
      copies.push([chunk, chunk.slice()]);
    }
    for (const [chunk, copy] of copies) expectBytes(chunk, copy);
  });

  it("holds no more of a zip bomb than a piece inflates to", async () => {
    const bomb = gzipSync(zeroes(256 * MIB));
    const before = process.memoryUsage().arrayBuffers;
    const chunks = way(new ChunkReader(chunksOf(bomb, [1 << 20])), () => {})[Symbol.asyncIterator]();
    await chunks.next();
    await chunks.next();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * MIB);
    await chunks.return?.();
  });
});

describe("crc32", () => {
  it("equals zlib's, in one go or in parts", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.nat(50), (bytes, cut) => {
        expect(crc32(bytes)).toBe(zlibCrc32(bytes));
        expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(zlibCrc32(bytes));
      }),
    );
  });
});
