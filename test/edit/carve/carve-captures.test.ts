import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { carveCaptures } from "../../../src/edit/carve/carve-captures.ts";
import type { Damage, OnDamage } from "../../../src/format/errors.ts";
import { gunzip } from "../../../src/format/gunzip.ts";
import { NODE_DECOMPRESSORS } from "../../../src/format/node-source.ts";
import type { Decompressors } from "../../../src/format/source.ts";
import { unzstd } from "../../../src/format/unzstd.ts";
import { smallCapture } from "../../cli/helpers/small-capture.ts";
import { chunksOf, collect } from "../../format/chunks.ts";
import { ascii, block, concat, sectionHeader, u8, zeroes } from "../../helpers/bytes.ts";

const BIG = new Uint8Array(
  readFileSync(fileURLToPath(new URL("../../fixtures/captures/tiny_plain.scap", import.meta.url))),
);
const SMALL = smallCapture();
const PORTABLE = { gzip: gunzip, zstd: unzstd };
const noise = (length: number, seed = 1) =>
  Uint8Array.from({ length }, (_, at) => ((at + seed) * 2654435761) >>> 11);

async function carved(
  bytes: Uint8Array,
  sizes: readonly number[] = [1 << 19],
  decompressors: Decompressors = PORTABLE,
  onDamage?: OnDamage,
) {
  const found: { offset: number; compression: string; inner: readonly number[]; bytes: Uint8Array }[] = [];
  for await (const { offset, compression, inner, chunks } of carveCaptures(chunksOf(bytes, sizes), {
    decompressors,
    ...(onDamage && { onDamage }),
  })) {
    found.push({ offset, compression, inner, bytes: await collect(chunks) });
  }
  return found;
}

describe("carveCaptures", () => {
  it.each([PORTABLE, NODE_DECOMPRESSORS])(
    "finds plain and compressed captures among anything else",
    async (tools) => {
      const packed = gzipSync(BIG);
      const image = concat(
        noise(5001),
        SMALL,
        noise(777),
        packed,
        zeroes(4096),
        gzipSync("no capture"),
        BIG,
        noise(99),
      );
      expect(await carved(image, [1 << 16], tools)).toEqual([
        { offset: 5001, compression: "none", inner: [], bytes: SMALL },
        { offset: 5001 + SMALL.length + 777, compression: "gzip", inner: [0], bytes: BIG },
        { offset: image.length - 99 - BIG.length, compression: "none", inner: [], bytes: BIG },
      ]);
    },
  );

  it("finds them wherever the chunks and windows end", async () => {
    const image = concat(zeroes((1 << 20) - 10), SMALL, noise(1 << 20), BIG);
    const expected = [SMALL, BIG];
    for (const size of [1 << 20, 65_537]) {
      expect((await carved(image, [size])).map(({ bytes }) => bytes)).toEqual(expected);
    }
  });

  it("goes as far as the bytes follow one another", async () => {
    const cut = BIG.subarray(0, 20_001);
    const [first, second] = await carved(concat(cut, zeroes(9000), SMALL));
    expect(first?.offset).toBe(0);
    expect(first?.bytes.length).toBeLessThanOrEqual(20_001);
    expect(
      Buffer.from(BIG)
        .subarray(0, first?.bytes.length)
        .equals(first?.bytes ?? u8()),
    ).toBe(true);
    expect(second).toEqual({ offset: 29_001, compression: "none", inner: [], bytes: SMALL });
  });

  it("finds none where there is none", async () => {
    expect(await carved(u8())).toEqual([]);
    expect(await carved(concat(noise(2_500_000), u8(0x0a, 0x0d, 0x0d, 0x0a), ascii("not a header")))).toEqual(
      [],
    );
    expect(await carved(concat(u8(0x28, 0xb5, 0x2f, 0xfd), noise(3000), u8(0x1f, 0x8b, 8, 0)))).toEqual([]);
  });

  it("goes on where a capture was not read", async () => {
    const offsets: number[] = [];
    for await (const { offset } of carveCaptures(chunksOf(concat(SMALL, zeroes(9), SMALL), [100]))) {
      offsets.push(offset);
    }
    expect(offsets).toEqual([0, SMALL.length + 9]);
  });

  it("finds a capture wherever it is put", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.uint8Array({ maxLength: 300 }),
        async (before, behind) => {
          const found = await carved(concat(before, SMALL, behind), [97]);
          expect(found.map(({ offset }) => offset)).toContain(before.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("looks into compressed data, into compressed data in that, and behind it", async () => {
    const archive = gzipSync(concat(zeroes(512), gzipSync(SMALL), zeroes(300), BIG, zeroes(200_000), SMALL));
    const image = concat(archive, zeroes(100), gzipSync(SMALL), gzipSync(SMALL));
    const found = await carved(image, [4096], NODE_DECOMPRESSORS);
    const inArchive = 512 + gzipSync(SMALL).length + 300;
    const twice = concat(SMALL, SMALL);
    expect(found).toEqual([
      { offset: 0, compression: "gzip", inner: [512, 0], bytes: SMALL },
      { offset: 0, compression: "gzip", inner: [inArchive], bytes: BIG },
      { offset: 0, compression: "gzip", inner: [inArchive + BIG.length + 200_000], bytes: SMALL },
      // Members that follow one another are one stream.
      { offset: archive.length + 100, compression: "gzip", inner: [0], bytes: twice },
    ]);
  });

  it("goes on behind compressed data that is damaged, and tells of damage where a capture is", async () => {
    const packed = new Uint8Array(gzipSync(BIG));
    const broken = packed.slice();
    broken.fill(0xff, 2600, 2650);
    const other = gzipSync(noise(100_000)).subarray(0, 5000);
    const damages: Damage[] = [];
    const found = await carved(
      concat(zeroes(9), broken, other, zeroes(9), packed),
      [1 << 16],
      PORTABLE,
      (damage) => damages.push(damage),
    );
    expect(found.map(({ offset }) => offset)).toEqual([9, 18 + packed.length + other.length]);
    expect(found[0]?.bytes.length).toBeLessThan(BIG.length);
    expect(found[1]?.bytes).toEqual(BIG);
    expect(damages).toMatchObject([{ code: "bad-compression", lost: true }]);
  });

  it("goes on behind damage in a capture, but not into what is behind more of it", async () => {
    const half = 40_000;
    const damaged = BIG.slice();
    damaged.fill(0xee, half, half + 500);
    const [whole, ...others] = await carved(concat(damaged, zeroes(5000)));
    expect(whole?.bytes).toEqual(damaged);
    expect(others).toEqual([]);
    const torn = concat(BIG.subarray(0, half), zeroes(100_000), BIG.subarray(half));
    const found = await carved(torn);
    expect(found.map(({ offset }) => offset)).toEqual([0]);
    expect(found[0]?.bytes.length).toBeLessThanOrEqual(half);
  });

  it("finds one whose first blocks are damaged, but none in a header alone", async () => {
    const damaged = SMALL.slice();
    damaged.fill(0xee, 28, 60);
    const [found, ...others] = await carved(
      concat(sectionHeader(), zeroes(2000), damaged, zeroes(9), sectionHeader()),
    );
    expect(found).toMatchObject({ offset: 2028, bytes: damaged });
    expect(others).toEqual([]);
  });

  it("takes no network capture for one", async () => {
    const interfaces = block(1, zeroes(8));
    expect(await carved(concat(sectionHeader(), interfaces, zeroes(999)))).toEqual([]);
  });

  it("takes no more time than what it searches is worth", async () => {
    const start = gzipSync(new Uint8Array(0)).subarray(0, 10);
    const decoy = concat(start, u8(0x62, 0x18, 0x05, 0xa3, 0x60, 0x14, 0x8c));
    const decoys = concat(...Array.from({ length: 10_000 }, () => decoy));
    const damages: Damage[] = [];
    const found = await carved(concat(decoys, SMALL), [1 << 16], PORTABLE, (damage) => damages.push(damage));
    expect(found.map(({ offset }) => offset)).toEqual([decoys.length]);
    expect(damages).toMatchObject([{ code: "limit" }]);
  });
});
