import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { eventFieldsOf } from "../../src/decoder/event-fields.ts";
import { blockAt } from "../../src/format/block-batch.ts";
import { ByteSink } from "../../src/format/byte-sink.ts";
import { OPTION_COMMENT, parseOptions } from "../../src/format/options.ts";
import { writeSectionHeader } from "../../src/format/section-header.ts";
import { type EventFields, writeEvent } from "../../src/format/write-event.ts";
import { ascii } from "../helpers/bytes.ts";

const READ_EXIT = 7;
const PLUGIN_EVENT = 322;

async function readBack(sink: ByteSink) {
  const capture = openCapture(sink.takeAll());
  const events: EventFields[] = [];
  for await (const batch of capture.batches()) {
    for (let event = batch.next(); event !== undefined; event = batch.next()) {
      const fields = eventFieldsOf(event);
      events.push({ ...fields, params: fields.params.map((param) => param.slice()) });
    }
  }
  expect(capture.damage).toEqual([]);
  return events;
}

const anyEvent = fc.record({
  cpu: fc.integer({ min: 0, max: 0xffff }),
  dumpFlags: fc.option(fc.integer({ min: 1, max: 0xffffffff }), { nil: undefined }),
  tsNs: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  tid: fc.integer({ min: -1, max: 2 ** 40 }),
  code: fc.constantFrom(READ_EXIT, PLUGIN_EVENT),
  params: fc.tuple(fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ maxLength: 9 })),
});

describe("writeEvent", () => {
  it("writes what is read again, in both byte orders", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyEvent, { maxLength: 5 }), fc.boolean(), async (given, littleEndian) => {
        const events = given.map((event) => ({ ...event, isLarge: event.code === PLUGIN_EVENT }));
        const sink = new ByteSink({ littleEndian });
        writeSectionHeader(sink);
        for (const event of events) writeEvent(sink, event);
        expect(await readBack(sink)).toEqual(events);
      }),
    );
  });

  it.each([READ_EXIT, 280, 286])("writes events as before 2018, code %i", async (code) => {
    const count = { [READ_EXIT]: 2, 280: 2, 286: 4 }[code] ?? 0;
    const params = Array.from({ length: count }, (_, at) => ascii("x".repeat(at + 3)));
    const event = { cpu: 1, dumpFlags: undefined, tsNs: 5n, tid: 3, code, isLarge: false, params };
    const sink = new ByteSink();
    writeSectionHeader(sink);
    writeEvent(sink, event, 1);
    writeEvent(sink, { ...event, dumpFlags: 1 }, 1);
    expect(await readBack(sink)).toEqual([event, { ...event, dumpFlags: 1 }]);
  });

  it("writes flags of 0 where they are given, and options behind the event", async () => {
    const sink = new ByteSink();
    writeSectionHeader(sink);
    const options = [{ code: OPTION_COMMENT, value: ascii("odd") }];
    writeEvent(sink, {
      cpu: 0,
      dumpFlags: 0,
      tsNs: 1n,
      tid: 1,
      code: READ_EXIT,
      params: [ascii("abc")],
      options,
    });
    for await (const batch of openCapture(sink.takeAll()).blocks()) {
      const { type, view, start, end } = blockAt(batch, 1);
      expect(type).toBe(0x217);
      // cpu, flags, event of 26 + 2 + 3 bytes, padding
      expect(parseOptions(view, start + 40, end, true)).toEqual(options);
    }
  });

  it("refuses what no reader could read, and leaves nothing of it", () => {
    const event = { cpu: 0, tsNs: 1n, tid: 1, code: READ_EXIT };
    const sink = new ByteSink();
    const long = [new Uint8Array(40_000), new Uint8Array(40_000)];
    expect(() => writeEvent(sink, { ...event, params: [new Uint8Array(65_536)] })).toThrow(RangeError);
    expect(() => writeEvent(sink, { ...event, params: long })).toThrow(
      "an event of code 7 takes 80030 bytes",
    );
    expect(sink.length).toBe(0);
    writeEvent(sink, { ...event, isLarge: true, params: long });
    expect(sink.length).toBe(8 + 2 + 26 + 8 + 80_000 + 4);
  });
});
