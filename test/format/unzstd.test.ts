import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChunkReader } from "../../src/format/chunk-reader.ts";
import type { Damage, OnDamage } from "../../src/format/errors.ts";
import { unzstdAllWithZlib, unzstdWithZlib } from "../../src/format/node-unzstd.ts";
import { unzstd, unzstdAll } from "../../src/format/unzstd.ts";
import { parseZstdHeader } from "../../src/format/zstd-header.ts";
import { ascii, concat, repeat, u8, u16, u32, u64, zeroes } from "../helpers/bytes.ts";
import { chunkSizes, chunksOf, collect } from "./chunks.ts";

type Unzstd = (reader: ChunkReader, onDamage: OnDamage) => AsyncIterable<Uint8Array>;

/** The second is the first where Node has no zstd. */
const WAYS: readonly (readonly [string, Unzstd])[] = [
  ["unzstd", unzstd],
  ["unzstdWithZlib", unzstdWithZlib],
];

/** c00_good.scap as zstd 1.5 compresses it, with a checksum. */
const GOOD_ZSTD = Buffer.from(
  "KLUv/WQAAiUJAMJLKTBwa9IYvBpBqOoCYNCqqvRjgt6mrGnTAC3ZH7eDWdKXVvWxkYdJA9RYtGbbbrKJlCm/Jb73UZCcomarcWhkYFheB1i6Cggx" +
    "np3ixD6hfElwBDeACQR17PlKFJ7p5RwkiRukiFn00K/qXUPOE8MrooGYzMql+z0+2atAgAZuZ5PZIXsU3/usEPTgcS7Wyr/wWrBFZxOHOP+N1/xY" +
    "z4rCw+U3kLQmCTsg0AIZKboDsigOibe3nQ5sTSeu28x1raRLR9CoFAaBgQnDOMtS8g3sYO02mXWWLZ+AxFCw7By0CZJB8zmWoOWzECiGkLAFm5sB" +
    "wOGsDjaD0c8yT2b9h98fIT6AhRDSOAJELjkDnwaHcACnaxy522UBDKqVYejhZcGsLAE+rxcB",
  "base64",
);
const GOOD = readFileSync(new URL("../fixtures/malformed/c00_good.scap", import.meta.url));

const MAGIC = u8(0x28, 0xb5, 0x2f, 0xfd);
/** A header with a window of 128 KiB and no checksum. */
const HEADER = concat(MAGIC, u8(0x00, 0x38));

function blockOf(type: number, size: number, body: Uint8Array, isLast = false) {
  return concat(u32((size << 3) | (type << 1) | (isLast ? 1 : 0)).subarray(0, 3), body);
}

const rawBlock = (body: Uint8Array, isLast = false) => blockOf(0, body.length, body, isLast);
const repeatBlock = (byte: number, count: number, isLast = false) => blockOf(1, count, u8(byte), isLast);

const FRAME = concat(HEADER, rawBlock(ascii("hello ")), repeatBlock(0x2e, 1000), rawBlock(ascii("!"), true));
const FRAME_DATA = concat(ascii("hello "), repeat(ascii("."), 1000), ascii("!"));

async function run(way: Unzstd, bytes: Uint8Array, sizes: readonly number[] = [1 << 20]) {
  const damages: Damage[] = [];
  const reader = new ChunkReader(chunksOf(bytes, sizes));
  const output = await collect(way(reader, (damage) => damages.push(damage)));
  return { output, damages };
}

describe.each([unzstdAll, unzstdAllWithZlib])("going on behind damage", (way) => {
  it("takes the frames behind it, whatever the chunks", async () => {
    const corrupt = concat(HEADER, rawBlock(ascii("sound")), blockOf(3, 9, zeroes(9)));
    const unknown = concat(MAGIC, u8(0x08, 0x38));
    const bytes = concat(corrupt, FRAME, ascii("garbage ((("), FRAME, unknown, FRAME.subarray(0, -3), MAGIC);
    const expected = concat(ascii("sound"), FRAME_DATA, FRAME_DATA, FRAME_DATA.subarray(0, -1));
    for (const size of [1 << 20, 3]) {
      const { output, damages } = await run(way, bytes, [size]);
      expect(Buffer.compare(output, expected)).toBe(0);
      expect(damages.filter(({ detail }) => detail.startsWith("the data goes on"))).toHaveLength(3);
    }
  });
});

describe("without going on", () => {
  it("leaves what follows the frames where it is", async () => {
    const reader = new ChunkReader(chunksOf(concat(FRAME, ascii("more")), [7]));
    await collect(unzstd(reader, () => {}));
    expect(await reader.peek(9)).toEqual(ascii("more"));
  });
});

describe.each(WAYS)("%s", (_, way) => {
  it("decodes frames of any kind one after another, whatever the chunks", async () => {
    const skippable = concat(u32(0x184d2a57), u32(300), repeat(u8(0x28), 300));
    const bytes = concat(skippable, FRAME, GOOD_ZSTD, skippable, HEADER, rawBlock(zeroes(0), true), FRAME);
    const expected = concat(FRAME_DATA, GOOD, FRAME_DATA);
    await fc.assert(
      fc.asyncProperty(chunkSizes, async (sizes) => {
        const { output, damages } = await run(way, bytes, sizes);
        expect(Buffer.compare(output, expected)).toBe(0);
        expect(damages).toEqual([]);
      }),
    );
  });

  it("ignores what follows, and says so", async () => {
    const { output, damages } = await run(way, concat(FRAME, ascii("more")));
    expect(output).toEqual(FRAME_DATA);
    expect(damages).toMatchObject([
      { code: "bad-compression", lost: false, context: { offset: FRAME_DATA.length } },
    ]);
  });

  it("delivers the blocks in front of a cut", async () => {
    for (const [kept, delivered] of [
      [5, 0],
      [8, 0],
      [15, 6],
      [FRAME.length - 1, 1006],
    ] as const) {
      const { output, damages } = await run(way, FRAME.subarray(0, kept), [4]);
      expect(output).toEqual(FRAME_DATA.subarray(0, delivered));
      expect(damages).toMatchObject([{ code: "truncated", lost: true, context: { offset: delivered } }]);
    }
  });

  it("knows when nothing but the checksum is missing", async () => {
    const { output, damages } = await run(way, GOOD_ZSTD.subarray(0, -2));
    expect(Buffer.compare(output, GOOD)).toBe(0);
    expect(damages).toMatchObject([{ code: "truncated", lost: false }]);
  });

  it("delivers the blocks in front of a corrupt one", async () => {
    const { output, damages } = await run(
      way,
      concat(HEADER, rawBlock(ascii("sound")), blockOf(3, 9, zeroes(9))),
    );
    expect(output).toEqual(ascii("sound"));
    expect(damages).toMatchObject([{ code: "bad-compression", lost: true, context: { offset: 5 } }]);
  });

  it("refuses windows that are too large, dictionaries and unknown headers", async () => {
    const codeOf = async (header: Uint8Array) =>
      (await run(way, concat(MAGIC, header, zeroes(20)))).damages.map(({ code }) => code);
    expect(await codeOf(u8(0x00, 0xff))).toEqual(["limit"]);
    expect(await codeOf(concat(u8(0xe0), u64(2n ** 62n)))).toEqual(["limit"]);
    expect(await codeOf(u8(0x01, 0x38, 7))).toEqual(["unsupported-compression"]);
    expect(await codeOf(u8(0x08, 0x38))).toEqual(["unsupported-compression"]);
  });

  it("never throws for any bytes behind a header", async () => {
    const anything = fc.uint8Array({ maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(anything, chunkSizes, async (bytes, sizes) => {
        await run(way, concat(HEADER, bytes), sizes);
        await run(way, concat(MAGIC, bytes), sizes);
      }),
    );
  });
});

describe("parseZstdHeader", () => {
  it.each([
    [u8(0x00, 0x00), { sizeBytes: 6, windowBytes: 1024 }],
    [u8(0x04, 0x0f), { sizeBytes: 6, windowBytes: 3840, hasChecksum: true }],
    [u8(0x20, 200), { sizeBytes: 6, windowBytes: 200 }],
    [concat(u8(0x60), u16(44)), { sizeBytes: 7, windowBytes: 300 }],
    [concat(u8(0xa0), u32(1 << 20)), { sizeBytes: 9, windowBytes: 1 << 20 }],
    [concat(u8(0xe3), u32(7), u64(5n)), { sizeBytes: 17, windowBytes: 5, needsDictionary: true }],
    [concat(u8(0xc2, 0x00), u16(0), u64(5n)), { sizeBytes: 16, windowBytes: 1024, needsDictionary: false }],
  ])("%j", (bytes, expected) => {
    const header = concat(MAGIC, bytes);
    expect(parseZstdHeader(concat(header, zeroes(3)))).toMatchObject(expected);
    expect(parseZstdHeader(header.subarray(0, -1))).toBe("cut");
  });
});
