import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../../src/capture/capture.ts";
import { piecesOf } from "../../../src/edit/minimise/block-parts.ts";
import { minimiseCapture } from "../../../src/edit/minimise/minimise-capture.ts";
import { minimiseList } from "../../../src/edit/minimise/minimise-list.ts";
import { synthesise } from "../../../src/edit/synth/synthesise.ts";
import { concatenate } from "../../../src/format/concatenate.ts";
import { anyCapture } from "../../helpers/random-capture.ts";

describe("minimiseList", () => {
  it("finds exactly the items that matter, in few tries", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(499), { maxLength: 5 }), async (wanted) => {
        let tries = 0;
        const left = await minimiseList(
          Array.from({ length: 500 }, (_, k) => k),
          async (items) => {
            tries++;
            return wanted.every((item) => items.includes(item));
          },
        );
        expect(left).toEqual(wanted.toSorted((a, b) => a - b));
        expect(tries).toBeLessThan(40 + 40 * wanted.length);
      }),
    );
  });

  it("keeps everything where everything matters", async () => {
    expect(await minimiseList([1, 2, 3], async (items) => items.length === 3)).toEqual([1, 2, 3]);
    expect(await minimiseList([1, 2, 3], async () => true)).toEqual([]);
  });
});

describe("piecesOf", () => {
  it("takes a capture apart without losing a byte, damaged or not", () => {
    fc.assert(
      fc.property(anyCapture, fc.nat(300), (spec, cut) => {
        const capture = synthesise(spec);
        const damaged = capture.subarray(0, Math.max(1, capture.length - cut));
        expect(Buffer.from(concatenate(piecesOf(damaged).map(({ bytes }) => bytes))).equals(damaged)).toBe(
          true,
        );
      }),
    );
  });
});

describe("minimiseCapture", () => {
  it("leaves one event with one parameter, and the thread and fd it is about", async () => {
    const threads = Array.from({ length: 30 }, (_, k) => ({
      tid: 100 + k,
      comm: `c${k}`,
      fds: Array.from({ length: 5 }, (_, fd) => ({ fd, name: `/f${k}-${fd}` })),
    }));
    const events = Array.from({ length: 200 }, (_, k) => ({
      event: "<read",
      tid: 100 + (k % 30),
      params: { res: k, fd: k % 5, data: `d${k}` },
    }));
    const capture = synthesise({ machine: {}, users: [{ uid: 0, name: "root" }], threads, events });
    const shows = async (candidate: Uint8Array) => {
      try {
        for await (const event of openCapture(candidate).events())
          if (event.get("fd.name") === "/f7-2" && event.get("proc.name") === "c7") return true;
      } catch {}
      return false;
    };
    const { bytes, blocks, blocksBefore, isMinimal } = await minimiseCapture(capture, shows);
    expect({ blocks, blocksBefore, isMinimal }).toEqual({ blocks: 4, blocksBefore: 234, isMinimal: true });
    const [event] = await eventsOf(bytes);
    expect(event?.record.tid).toBe(107);
    expect(event?.param("data")?.bytes.length).toBe(0);
    expect(bytes.length).toBeLessThan(500);
    expect(await shows(bytes)).toBe(true);
  });

  it("stops after as many tries as it may make", async () => {
    const capture = synthesise({ events: Array.from({ length: 50 }, () => ({ event: "<close" })) });
    const result = await minimiseCapture(capture, async ({ length }) => length >= capture.length - 100, {
      maxTries: 5,
    });
    expect(result.tries).toBe(5);
    expect(result.isMinimal).toBe(false);
  });

  it("needs a capture that shows it", async () => {
    await expect(minimiseCapture(synthesise({}), async () => false)).rejects.toThrow("does not show it");
  });
});

async function eventsOf(bytes: Uint8Array) {
  const events = [];
  for await (const event of openCapture(bytes).events()) events.push(event);
  return events;
}
