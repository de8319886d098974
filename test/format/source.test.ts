import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CaptureInput, openSource } from "../../src/format/source.ts";
import { zeroes } from "../helpers/bytes.ts";
import { chunkSizes, chunksOf, collect } from "./chunks.ts";
import { readBytes, readCapture } from "./read-capture.ts";

const GOOD = new Uint8Array(readFileSync(new URL("../fixtures/malformed/c00_good.scap", import.meta.url)));
const GOOD_GZIP = new Uint8Array(gzipSync(GOOD));
const onDamage = () => expect.fail("no damage is expected");

function streamOf(bytes: Uint8Array, onCancel = () => {}): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.slice(at, at + 100));
      at += 100;
    },
    cancel: onCancel,
  });
}

const INPUTS: readonly (readonly [string, number | undefined, (bytes: Uint8Array) => CaptureInput])[] = [
  ["a Uint8Array", GOOD_GZIP.length, (bytes) => bytes],
  [
    "part of a Buffer",
    GOOD_GZIP.length,
    (bytes) => Buffer.concat([zeroes(5), bytes, zeroes(5)]).subarray(5, -5),
  ],
  ["an ArrayBuffer", GOOD_GZIP.length, (bytes) => new Uint8Array(bytes).buffer],
  ["a Blob", GOOD_GZIP.length, (bytes) => new Blob([new Uint8Array(bytes)])],
  ["a ReadableStream", undefined, (bytes) => streamOf(bytes)],
  ["an AsyncIterable", undefined, (bytes) => chunksOf(bytes, [33])],
];

describe("openSource", () => {
  it.each(INPUTS)("reads %s, compressed or not", async (_, sizeBytes, inputOf) => {
    const plain = openSource(inputOf(GOOD), { onDamage });
    expect(await collect(plain.chunks)).toEqual(GOOD);
    expect(plain).toMatchObject({ compression: "none", bytesRead: GOOD.length });
    const packed = openSource(inputOf(GOOD_GZIP), { onDamage });
    expect(packed).toMatchObject({ compression: "none", bytesRead: 0, sizeBytes });
    expect(await collect(packed.chunks)).toEqual(GOOD);
    expect(packed).toMatchObject({ compression: "gzip", bytesRead: GOOD_GZIP.length });
  });

  it("finds the compression and all bytes whatever the chunks", async () => {
    await fc.assert(
      fc.asyncProperty(chunkSizes, fc.boolean(), async (sizes, isPacked) => {
        const source = openSource(chunksOf(isPacked ? GOOD_GZIP : GOOD, sizes), { onDamage });
        expect(await collect(source.chunks)).toEqual(GOOD);
        expect(source.compression).toBe(isPacked ? "gzip" : "none");
      }),
    );
  });

  it("cuts long input into chunks without copying it", async () => {
    const long = zeroes(3_000_000);
    const lengths: number[] = [];
    for await (const chunk of openSource(long, { onDamage }).chunks) {
      expect(chunk.buffer).toBe(long.buffer);
      lengths.push(chunk.length);
    }
    expect(lengths).toEqual([1 << 20, 1 << 20, 3_000_000 - (2 << 20)]);
  });

  it("takes other decompressors", async () => {
    async function* nothing() {}
    const source = openSource(GOOD_GZIP, { onDamage, decompressors: { gzip: nothing, zstd: nothing } });
    expect(await collect(source.chunks)).toHaveLength(0);
  });

  it("throws the errors of its input as they are", async () => {
    async function* failing() {
      yield GOOD.subarray(0, 50);
      throw new TypeError("network");
    }
    await expect(collect(openSource(failing(), { onDamage }).chunks)).rejects.toThrow(TypeError("network"));
  });

  it("lets its input go when the consumer stops", async () => {
    for (const bytes of [GOOD, GOOD_GZIP]) {
      let canceled = false;
      const stream = streamOf(bytes, () => {
        canceled = true;
      });
      for await (const _ of openSource(stream, { onDamage }).chunks) break;
      expect(canceled).toBe(true);
    }
  });

  it("gives nothing for empty input", async () => {
    for (const input of [zeroes(0), new Blob([])]) {
      expect(await collect(openSource(input, { onDamage }).chunks)).toHaveLength(0);
    }
  });
});

describe("readBlocks", () => {
  it("reads the same capture whatever the chunks", async () => {
    const whole = await readBytes(GOOD);
    expect(whole).toMatchObject({ events: 2, damages: [] });
    await fc.assert(
      fc.asyncProperty(chunkSizes, fc.boolean(), async (sizes, isPacked) => {
        const chunks = chunksOf(isPacked ? GOOD_GZIP : GOOD, sizes);
        expect(await readCapture((onDamage) => openSource(chunks, { onDamage }))).toEqual(whole);
      }),
    );
  });

  it("reads no further than to damage it cannot get past", async () => {
    let chunks = 0;
    async function* endless() {
      yield GOOD;
      for (;;) {
        chunks++;
        yield zeroes(1000);
      }
    }
    const capture = await readCapture((onDamage) => openSource(endless(), { onDamage }));
    expect(capture).toMatchObject({ events: 2, damages: [{ code: "bad-length", lost: true }] });
    expect(chunks).toBeLessThanOrEqual(1);
  });
});
