import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { carveCaptures } from "../../src/edit/carve.ts";
import { gunzip } from "../../src/format/gunzip.ts";
import { NODE_DECOMPRESSORS } from "../../src/format/node-source.ts";
import type { Decompressors } from "../../src/format/source.ts";
import { unzstd } from "../../src/format/unzstd.ts";
import { smallCapture } from "../cli/helpers/small-capture.ts";
import { chunksOf, collect } from "../format/chunks.ts";
import { ascii, concat, u8, zeroes } from "../helpers/bytes.ts";

const BIG = new Uint8Array(
  readFileSync(fileURLToPath(new URL("../fixtures/captures/tiny_plain.scap", import.meta.url))),
);
const SMALL = smallCapture();
const PORTABLE = { gzip: gunzip, zstd: unzstd };
const noise = (length: number, seed = 1) =>
  Uint8Array.from({ length }, (_, at) => ((at + seed) * 2654435761) >>> 11);

async function carved(
  bytes: Uint8Array,
  sizes: readonly number[] = [1 << 19],
  decompressors: Decompressors = PORTABLE,
) {
  const found: { offset: number; compression: string; bytes: Uint8Array }[] = [];
  for await (const { offset, compression, chunks } of carveCaptures(chunksOf(bytes, sizes), decompressors)) {
    found.push({ offset, compression, bytes: await collect(chunks) });
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
        { offset: 5001, compression: "none", bytes: SMALL },
        { offset: 5001 + SMALL.length + 777, compression: "gzip", bytes: BIG },
        { offset: image.length - 99 - BIG.length, compression: "none", bytes: BIG },
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
    expect(second).toEqual({ offset: 29_001, compression: "none", bytes: SMALL });
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
    for await (const { offset } of carveCaptures(
      chunksOf(concat(SMALL, zeroes(9), SMALL), [100]),
      PORTABLE,
    )) {
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
});
