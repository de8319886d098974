import { describe, expect, it } from "vitest";
import type { EventRecord } from "../../src/decoder/event.ts";
import { defaultFields } from "../../src/filter/default-fields.ts";
import { currentSchema } from "../../src/schema/current.ts";
import { codesByName } from "../../src/schema/lookup.ts";
import { ask, compile, eventOf, failureOf } from "./sample-fields.ts";

describe("event types", () => {
  const fields = defaultFields();
  const options = { fields };
  /** A generic event that stands for a system call of libs' numbering. */
  const generic = (ppmSc: number, code = 1): EventRecord => {
    const bytes = Uint8Array.of(2, 0, ppmSc & 0xff, ppmSc >> 8);
    return eventOf(code, {
      spec: currentSchema.event(code),
      bytes,
      view: new DataView(bytes.buffer),
      paramCount: 1,
      end: bytes.length,
    });
  };
  const own = (code: number) => eventOf(code, { spec: currentSchema.event(code) });
  const GETPID = 16;

  it.each([
    ["evt.type = open", own(3), true],
    ["evt.type = open", own(2), true],
    ["evt.type = open", own(5), false],
    ["evt.type != open", own(3), false],
    ["evt.type != open", own(5), true],
    ["not evt.type = open", own(5), true],
    ["evt.type in (open, close)", own(4), true],
    ["evt.type in ()", own(4), false],
    ["evt.type = getpid", generic(GETPID), true],
    ["evt.type = getpid", generic(GETPID, 0), true],
    ["evt.type = open", generic(GETPID), false],
    ["evt.type != getpid", generic(GETPID), false],
    ["evt.type in (open, getpid)", generic(GETPID), true],
    ["evt.type = unknown:9999", eventOf(9999), true],
    ["evt.type = unknown:9999", eventOf(9998), false],
    ["evt.type != open", eventOf(9999), true],
    ["evt.type = open", eventOf(9999), false],
    // Upstream refuses these; there is no reason to.
    ["evt.type contains pen", own(3), true],
    ["evt.type startswith open", own(5), false],
    ["evt.type glob get*", generic(GETPID), true],
    ["evt.type regex 'open|close'", own(5), true],
    ["evt.type = anyof (open, close)", own(5), true],
    ["evt.type != allof (open, close)", own(5), false],
  ])("%s", (text, event, expected) => {
    expect(ask(compile(text, options), {}, event)).toBe(expected);
  });

  it.each([
    ["evt.type = opne", "11-15: there is no event type 'opne' -> open"],
    ["evt.type in (open, opnat)", "19-24: there is no event type 'opnat' -> openat"],
    ["evt.type != nosuchcall", "12-22: there is no event type 'nosuchcall'"],
    ["evt.type = NA", "11-13: there is no event type 'NA'"],
    ["evt.type = anyof (open, opne)", "24-28: there is no event type 'opne' -> open"],
  ])("%s", (text, expected) => {
    expect(failureOf(() => compile(text, options))).toBe(expected);
  });

  describe("that can pass", () => {
    const named = (...names: string[]) => names.flatMap((name) => codesByName(currentSchema, name));
    /** Events that carry their name may have any. */
    const ASKED = [0, 1, 402];
    const codes = (text: string) => {
      const { eventCodes } = compile(text, options);
      return eventCodes && [...eventCodes].sort((a, b) => a - b);
    };
    const sorted = (...all: number[]) => [...all].sort((a, b) => a - b);

    it("are those that a filter names", () => {
      expect(codes("evt.type = open")).toEqual(sorted(...ASKED, ...named("open")));
      expect(codes("evt.type in (open, close) and fd.num = 3")).toEqual(
        sorted(...ASKED, ...named("open", "close")),
      );
      expect(codes("evt.type = open and proc.name = a or evt.type = close")).toEqual(
        sorted(...ASKED, ...named("open", "close")),
      );
      expect(codes("(evt.type = open or evt.type = close) and not evt.type = close")).toEqual(
        sorted(...ASKED, ...named("open")),
      );
      expect(codes("not (evt.type != open or fd.num = 3)")).toEqual(sorted(...ASKED, ...named("open")));
    });

    it("are not told where any may, or where all must be seen", () => {
      expect(codes("fd.num = 3")).toBeUndefined();
      expect(codes("evt.type = open or fd.num = 3")).toBeUndefined();
      expect(codes("evt.type = open and evt.deltatime > 1ms")).toBeUndefined();
      expect(codes("evt.type = open and evt.rawtime > +1s")).toBeUndefined();
      expect(codes("not (evt.type = open and fd.num = 3)")).toBeUndefined();
    });

    it("are all but one for an inequality", () => {
      const open = named("open");
      const expected = Array.from({ length: currentSchema.eventCount }, (_, code) => code).filter(
        (code) => !open.includes(code),
      );
      expect(codes("evt.type != open")).toEqual(expected);
    });
  });
});
