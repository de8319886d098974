import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Capture, openCapture } from "../../src/capture/capture.ts";
import { ScapError } from "../../src/format/errors.ts";
import { bigEndian, eventsOnly } from "../helpers/byte-order.ts";
import { captureOf } from "../helpers/events.ts";
import { listCapture } from "../helpers/listing.ts";

const fixture = (name: string) =>
  fileURLToPath(new URL(`../fixtures/captures/${name}.scap`, import.meta.url));
const state = new Uint8Array(readFileSync(fixture("p2_state")));

describe("a capture", () => {
  it("gives its events one by one, with typed parameters and the state at each", async () => {
    const seen: unknown[] = [];
    for await (const event of openCapture(fixture("p2_state")).events()) {
      if (event.number !== 11) continue;
      const name = event.param("name");
      seen.push([
        event.name,
        event.direction,
        event.tsNs,
        event.cpu,
        event.tid,
        event.category,
        event.thread?.comm,
      ]);
      seen.push([event.param("fd")?.value, event.param("fd")?.meaning, event.param("flags")?.meaning]);
      seen.push([name?.value, name?.text, name?.meaning, Buffer.from(name?.bytes ?? []).toString()]);
      seen.push(event.args());
    }
    expect(seen).toEqual([
      ["open", "<", 1600000000000011000n, 0, 400, "FILE", "ls"],
      [3, "<f>/home/bob/f", "O_RDONLY"],
      ["f", "f", "/home/bob/f", "f\0"],
      "fd=3(<f>/home/bob/f) name=f(/home/bob/f) flags=1(O_RDONLY) mode=0 dev=0",
    ]);
  });

  it("keeps header and values of an event readable after the next one was taken", async () => {
    const events = [];
    for await (const event of openCapture(state).events()) events.push(event);
    expect(events).toHaveLength(97);
    expect(events[10]?.param("name")?.value).toBe("f");
    expect(events.map((event) => event.number)).toEqual(Array.from({ length: 97 }, (_, k) => k + 1));
  });

  it("can be read from bytes, a stream, a Blob and a file alike, compressed or not", async () => {
    const expected = await listCapture(fixture("p2_state"));
    const packed = new Uint8Array(gzipSync(state));
    for (const bytes of [state, packed]) {
      const blob = new Blob([bytes as Uint8Array<ArrayBuffer>]);
      for (const input of [bytes, blob, blob.stream(), chunked(bytes, 1000)]) {
        expect(await listCapture(input)).toEqual(expected);
      }
    }
  });

  it("gives the same events however its bytes come in", async () => {
    const expected = await listCapture(state);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 8 }),
        async (sizes) => {
          expect(await listCapture(chunked(state, ...sizes))).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
    expect(await listCapture(chunked(state, 1))).toEqual(expected);
  });

  it("may be two captures one after the other: state starts anew, numbers run on", async () => {
    const lines = await listCapture(Buffer.concat([state, state]));
    const single = await listCapture(state);
    expect(lines.size).toBe(2 * single.size);
    for (const [number, line] of single) {
      expect(lines.get(number + 97)?.replace(/^\d+/, "")).toBe(line.replace(/^\d+/, ""));
    }
  });

  it("says the same when a big-endian machine wrote it", async () => {
    for (const name of ["p1_render", "p2_state", "all_types", "tiny_plain"]) {
      const little = await eventsOnly(fixture(name));
      const big = await bigEndian(little);
      expect([...big.subarray(8, 12)]).toEqual([0x1a, 0x2b, 0x3c, 0x4d]);
      expect(await listCapture(big)).toEqual(await listCapture(little));
    }
  });
});

describe("damage", () => {
  it("is thrown after everything before it was given", async () => {
    const capture = openCapture(state.subarray(0, state.length - 30));
    const { events, error } = await readAll(capture);
    expect(events).toBe(96);
    expect(error).toMatchObject({ code: "truncated", context: { block: "EV V2" } });
  });

  it.each([
    ["nothing", new Uint8Array(0)],
    ["something else", new TextEncoder().encode("hello, this is no capture")],
  ])("is %s", async (_, bytes) => {
    const { events, error } = await readAll(openCapture(bytes));
    expect(events).toBe(0);
    expect(error).toMatchObject({ code: "not-a-capture" });
  });

  it("of any kind gives results or a ScapError, never anything else", async () => {
    const all = new Uint8Array(readFileSync(fixture("all_types")));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(state, all),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 30 }),
        fc.option(fc.nat(), { nil: undefined }),
        async (original, changes, cut) => {
          const bytes = original.slice(0, cut === undefined ? original.length : cut % original.length);
          for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
          const { error } = await readAll(openCapture(bytes));
          if (error !== undefined) expect(error).toBeInstanceOf(ScapError);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("of random bytes behind a sound head too", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (tail) => {
        const { error } = await readAll(openCapture(Buffer.concat([state.subarray(0, 28), tail])));
        if (error !== undefined) expect(error).toBeInstanceOf(ScapError);
      }),
      { numRuns: 300 },
    );
  });
});

/** Reads every text and value of every event. */
async function readAll(capture: Capture): Promise<{ events: number; error: unknown }> {
  let events = 0;
  try {
    for await (const event of capture.events()) {
      events++;
      event.args();
      for (const param of event.params)
        JSON.stringify([param.name, param.text, param.meaning, String(param.value)]);
    }
    return { events, error: undefined };
  } catch (error) {
    return { events, error };
  }
}

async function* chunked(bytes: Uint8Array, ...sizes: number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, k = 0; at < bytes.length; k++) {
    const size = sizes[k % sizes.length] as number;
    yield bytes.slice(at, at + size);
    at += size;
  }
}

it("says so where a capture is compressed twice", async () => {
  const read = async () => {
    for await (const _ of openCapture(gzipSync(gzipSync(captureOf()))).blocks());
  };
  await expect(read()).rejects.toThrow("it is compressed twice: decompress it once");
});
