import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decodeCString,
  decodeStringList,
  decodeText,
  encodeText,
  utf8Length,
} from "../../src/format/text.ts";
import { ascii, concat, u8 } from "../helpers/bytes.ts";

describe("decodeText", () => {
  it("reads UTF-8 and escapes what is none", () => {
    expect(decodeText(ascii("grüße 🐚"))).toBe("grüße 🐚");
    expect(decodeText(u8(0x61, 0xff, 0x62, 0xc3))).toBe("a\udcffb\udcc3");
    expect(decodeText(concat(ascii("x".repeat(100)), u8(0xed, 0xa0, 0x80)))).toBe(
      `${"x".repeat(100)}\udced\udca0\udc80`,
    );
    expect(decodeText(ascii("abcdef"), 2, 4)).toBe("cd");
  });

  it("is undone by encodeText, for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(encodeText(decodeText(bytes))).toEqual(bytes);
      }),
    );
  });

  it("is undone by encodeText, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(decodeText(encodeText(text))).toBe(text);
      }),
    );
  });
});

describe("texts that came before", () => {
  it("are not taken for others, whatever their bytes", () => {
    // Few letters and many texts: they share places in the pool.
    const texts = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\x00", "ÿ"), maxLength: 20 }));
    fc.assert(
      fc.property(texts, (all) => {
        for (const text of all) expect(decodeText(ascii(text))).toBe(text);
        for (const text of all) expect(decodeCString(ascii(text))).toBe(text.split("\x00")[0]);
      }),
    );
  });

  it("are looked for up to a length only", () => {
    for (const text of ["x".repeat(96), "x".repeat(97), "x".repeat(5000), `${"x".repeat(97)}ÿ`]) {
      expect(decodeText(ascii(text))).toBe(text);
      expect(decodeCString(ascii(`${text}\x00rest`))).toBe(text);
    }
  });
});

describe("strings with NULs", () => {
  it("end at the first NUL, or without", () => {
    expect(decodeCString(ascii("ab\0cd"))).toBe("ab");
    expect(decodeCString(ascii("abcd"), 1, 3)).toBe("bc");
  });

  it("make lists, whose last NUL may be missing", () => {
    expect(decodeStringList(ascii("a\0\0bc\0"))).toEqual(["a", "", "bc"]);
    expect(decodeStringList(ascii("a\0bc"))).toEqual(["a", "bc"]);
    expect(decodeStringList(ascii(""))).toEqual([]);
  });
});

describe("utf8Length", () => {
  it.each([
    ["a", 1],
    ["ü", 2],
    ["€", 3],
    ["🐚", 4],
  ])("of %s is %i", (text, length) => {
    expect(utf8Length(ascii(text), 0, length)).toBe(length);
    expect(utf8Length(ascii(text), 0, length - 1)).toBe(length === 1 ? 1 : 0);
  });

  it("is 0 for overlong forms, surrogates and what is too large", () => {
    for (const bytes of [
      u8(0xc0, 0x80),
      u8(0xe0, 0x80, 0x80),
      u8(0xed, 0xa0, 0x80),
      u8(0xf4, 0x90, 0x80, 0x80),
    ])
      expect(utf8Length(bytes, 0, bytes.length)).toBe(0);
  });
});
