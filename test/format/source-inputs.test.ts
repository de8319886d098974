import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { type CaptureInput, openSource } from "../../src/format/source.ts";
import { openCapture } from "../../src/index.ts";
import { chunksOf, collect } from "./chunks.ts";

const PATH = fileURLToPath(new URL("../fixtures/malformed/c00_good.scap", import.meta.url));
const GOOD = new Uint8Array(readFileSync(PATH));
const ONCE = "a stream can be read once";

function read(input: unknown): Promise<Uint8Array> {
  const onDamage = () => expect.fail("no damage is expected");
  return (async () => collect(openSource(input as CaptureInput, { onDamage }).chunks))();
}

/** In the middle of a longer buffer. */
function within<B extends ArrayBufferLike>(buffer: B): B {
  new Uint8Array(buffer).set(GOOD, 8);
  return buffer;
}

function sharedCopy(): SharedArrayBuffer {
  const shared = new SharedArrayBuffer(GOOD.length);
  new Uint8Array(shared).set(GOOD);
  return shared;
}

describe("bytes of a capture", () => {
  const long = GOOD.length + 16;

  it.each<[string, CaptureInput]>([
    ["a DataView", new DataView(within(new ArrayBuffer(long)), 8, GOOD.length)],
    ["a Uint16Array", new Uint16Array(within(new ArrayBuffer(long)), 8, GOOD.length / 2)],
    ["a SharedArrayBuffer", sharedCopy()],
    ["a view of a SharedArrayBuffer", new Uint8Array(within(new SharedArrayBuffer(long)), 8, GOOD.length)],
    ["an ArrayBuffer of another realm", runInNewContext("Uint8Array.from(good).buffer", { good: GOOD })],
  ])("may be %s", async (_, input) => {
    expect(await read(input)).toEqual(GOOD);
    const { sizeBytes } = openSource(input, { onDamage: () => {} });
    expect(sizeBytes).toBe(GOOD.length);
  });

  it("may arrive as any views", async () => {
    async function* views() {
      yield new DataView(GOOD.buffer, 0, 64);
      yield GOOD.slice(64).buffer;
    }
    expect(await read(views())).toEqual(GOOD);
  });
});

describe("what is no capture", () => {
  it.each<[string, unknown]>([
    ["undefined", undefined],
    ["null", null],
    ["a value of type number", 5],
    ["a value of type object", {}],
    ["an array", [GOOD]],
    ["a value of type function", () => GOOD],
  ])("is refused by name: %s", async (name, input) => {
    const reading = (async () => {
      for await (const _ of openCapture(input as CaptureInput).events());
    })();
    await expect(reading).rejects.toThrow(TypeError);
    await expect(read(input)).rejects.toThrow(
      `a capture is read from a path, bytes (a Uint8Array, any other view, an ArrayBuffer), a Blob, a ReadableStream or an AsyncIterable of bytes, not from ${name}`,
    );
  });

  it.each<[string, () => unknown, string]>([
    ["a stream of Node", () => Readable.from(["abc"]), "a value of type string; read it without an encoding"],
    ["a stream of the web", () => texts(), "a value of type string"],
    ["an iterable", () => Readable.from([5]), "a value of type number"],
  ])("may be the chunks of %s", async (_, open, name) => {
    await expect(read(open())).rejects.toThrow(TypeError);
    await expect(read(open())).rejects.toThrow(`must give bytes, this one gives ${name}`);
  });
});

describe("a stream", () => {
  it.each<[string, () => CaptureInput]>([
    ["of Node", () => Readable.from([GOOD])],
    ["of Node that stays open", () => new Readable({ autoDestroy: false, read: giveGood })],
    ["of the web", () => new Blob([GOOD]).stream()],
    ["that is a generator", () => chunksOf(GOOD, [40])],
  ])("%s can be read once", async (_, open) => {
    const stream = open();
    expect(await read(stream)).toEqual(GOOD);
    await expect(read(stream)).rejects.toThrow(ONCE);
  });

  it("is refused where others have read it or are at it", async () => {
    const ended = Readable.from([GOOD]);
    for await (const _ of ended);
    await expect(read(ended)).rejects.toThrow(ONCE);
    const locked = new Blob([GOOD]).stream();
    locked.getReader();
    await expect(read(locked)).rejects.toThrow(ONCE);
  });

  it("tells what it failed with", async () => {
    const failed = Readable.from([GOOD]);
    failed.on("error", () => {});
    failed.destroy(new Error("network"));
    await expect(read(failed)).rejects.toThrow("network");
  });

  it("can be read again where every reading begins anew", async () => {
    const input = { [Symbol.asyncIterator]: () => chunksOf(GOOD, [40]) };
    expect(await read(input)).toEqual(GOOD);
    expect(await read(input)).toEqual(GOOD);
  });
});

function giveGood(this: Readable): void {
  this.push(GOOD);
  this.push(null);
}

function texts(): ReadableStream<string> {
  return new ReadableStream({ start: (controller) => controller.enqueue("abc") });
}
