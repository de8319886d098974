import { describe, expect, test } from "vitest";
import { composeEvent } from "../../src/decoder/compose-event.ts";
import { conversionWaysOf } from "../../src/decoder/conversion-way.ts";
import { EventConverter } from "../../src/decoder/converter.ts";
import { createRecord, type EventRecord } from "../../src/decoder/event.ts";
import { borrowParam } from "../../src/decoder/params.ts";
import { conversionRule, conversionRules } from "../../src/schema/conversion.ts";
import { currentSchema } from "../../src/schema/current.ts";

const OPEN_ENTER = 2;
const OPEN_EXIT = 3;
const READ_ENTER = 8;
const READ_EXIT = 9;

function recordOf(code: number, tid: number, params: readonly Uint8Array[]): EventRecord {
  const spec = currentSchema.event(code);
  if (spec === undefined) throw new Error(`no event ${code}`);
  return composeEvent({ ...createRecord(), tid }, spec, params);
}

function bytesOf(...bytes: number[]): Uint8Array {
  return Uint8Array.from(bytes);
}

function i64(value: number): Uint8Array {
  return new Uint8Array(BigInt64Array.of(BigInt(value)).buffer);
}

function paramsOf(event: EventRecord | undefined): number[][] | undefined {
  if (event === undefined) return undefined;
  return Array.from({ length: event.paramCount }, (_, index) => [...borrowParam(event, index)]);
}

/** fd and size of a read. */
function readEnter(tid: number, fd: number): EventRecord {
  return recordOf(READ_ENTER, tid, [i64(fd), bytesOf(16, 0, 0, 0)]);
}

function readExit(tid: number): EventRecord {
  return recordOf(READ_EXIT, tid, [i64(1), bytesOf(0x78)]);
}

describe("EventConverter", () => {
  test("moves the inputs of the enter event into the exit event, once", () => {
    const converter = new EventConverter(currentSchema);
    expect(converter.convert(readEnter(7, 3))).toBeUndefined();
    const size = [16, 0, 0, 0];
    expect(paramsOf(converter.convert(readExit(7)))).toEqual([[...i64(1)], [0x78], [...i64(3)], size]);
    expect(paramsOf(converter.convert(readExit(7)))?.slice(2)).toEqual([[...i64(0)], [0, 0, 0, 0]]);
  });

  test("takes the enter event of another call, or of another thread, for none", () => {
    const converter = new EventConverter(currentSchema);
    converter.convert(recordOf(OPEN_ENTER, 7, [bytesOf(), bytesOf(), bytesOf()]));
    converter.convert(readEnter(8, 3));
    expect(paramsOf(converter.convert(readExit(7)))?.[2]).toEqual([...i64(0)]);
    expect(paramsOf(converter.convert(readExit(8)))?.[2]).toEqual([...i64(3)]);
  });

  test("leaves the bytes of earlier events alone", () => {
    const converter = new EventConverter(currentSchema);
    const before: { bytes: EventRecord; params: number[][] | undefined }[] = [];
    for (let tid = 1; tid <= 3000; tid++) {
      converter.convert(readEnter(tid, tid));
      const converted = converter.convert(readExit(tid));
      if (converted !== undefined) before.push({ bytes: { ...converted }, params: paramsOf(converted) });
    }
    expect(before).toHaveLength(3000);
    for (const { bytes, params } of before) expect(paramsOf(bytes)).toEqual(params);
  });

  test("keeps the enter events that still wait when those used are forgotten", () => {
    const converter = new EventConverter(currentSchema);
    for (let tid = 1; tid <= 20_000; tid++) {
      converter.convert(readEnter(tid, tid));
      if (tid % 2 === 0) converter.convert(readExit(tid));
    }
    for (let tid = 1; tid <= 20_000; tid++) {
      const fd = tid % 2 === 0 ? 0 : tid;
      expect(paramsOf(converter.convert(readExit(tid)))?.[2]).toEqual([...i64(fd)]);
    }
  });

  test("does not show events without a row, or the start of a call that nothing is known to do with", () => {
    const converter = new EventConverter(currentSchema);
    expect(converter.convert({ ...readExit(1), code: 9999, spec: undefined })).toBeUndefined();
    expect(converter.convert(recordOf(READ_ENTER, 1, []))).toBeUndefined();
  });

  test("lets an exit event pass that has more parameters than any rule knows", () => {
    const params = Array.from({ length: 100 }, (_, index) => bytesOf(index));
    const event = recordOf(OPEN_EXIT, 1, params);
    expect(new EventConverter(currentSchema).convert(event)).toBe(event);
  });
});

describe("the ways of conversion", () => {
  const wayOf = conversionWaysOf(currentSchema);

  test("end at an event for which there is no rule left", () => {
    for (const key of conversionRules().keys()) {
      const [code = 0, paramCount = 0] = key.split("/").map(Number);
      const { spec, origins, passes } = wayOf(code, paramCount);
      const rule = spec && conversionRule(spec.code, origins.length);
      if (passes) expect(["pass", "remember+pass", undefined], key).toContain(rule?.action);
    }
  });

  test("ask for the enter event of the event's own call", () => {
    for (const key of conversionRules().keys()) {
      const [code = 0, paramCount = 0] = key.split("/").map(Number);
      const { enterCode } = wayOf(code, paramCount);
      if (enterCode >= 0) expect(currentSchema.event(enterCode)?.isExit, key).toBe(false);
    }
  });
});
