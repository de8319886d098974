import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderRows } from "../../src/cli/columns.ts";
import { errorText } from "../../src/cli/error-text.ts";
import { escapeText } from "../../src/cli/escape-text.ts";
import { jsonText } from "../../src/cli/json-text.ts";
import { parseCount } from "../../src/cli/option-values.ts";
import {
  countOf,
  countText,
  durationText,
  exactSizeText,
  sizeText,
  utcText,
} from "../../src/cli/quantity-text.ts";

/** What a terminal acts upon. */
const HOSTILE = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

describe("escapeText", () => {
  it("shows what would drive a terminal", () => {
    expect(escapeText("a\u001b[31mb\nc\u009bd\u202ee")).toBe("a\\x1b[31mb\\nc\\u009bd\\u202ee");
    expect(escapeText("é 漢 😀")).toBe("é 漢 😀");
  });

  it("leaves nothing hostile in any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !HOSTILE.test(escapeText(text))));
  });
});

describe("jsonText", () => {
  it("makes bigints strings and escapes what JSON would let through", () => {
    expect(jsonText({ a: 2n ** 64n, b: "\u009b\u202e\u007f" })).toBe(
      '{"a":"18446744073709551616","b":"\\u009b\\u202e\\u007f"}',
    );
  });

  it("gives every text back and holds nothing hostile", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const json = jsonText({ text });
        expect(HOSTILE.test(json)).toBe(false);
        expect(JSON.parse(json)).toEqual({ text });
      }),
    );
  });
});

describe("quantities", () => {
  it("are grouped by thousands", () => {
    expect([0, 999, 1000, 22381, 1234567].map(countText)).toEqual([
      "0",
      "999",
      "1,000",
      "22,381",
      "1,234,567",
    ]);
    expect([countOf(1, "event"), countOf(2000, "event")]).toEqual(["1 event", "2,000 events"]);
  });

  it("have units", () => {
    expect([832, 1024, 1385388, 2 ** 40].map(sizeText)).toEqual(["832 B", "1.0 KiB", "1.3 MiB", "1.0 TiB"]);
    expect(exactSizeText(1385388)).toBe("1.3 MiB (1,385,388 bytes)");
  });

  it("show nanoseconds in full", () => {
    expect(durationText(5_514_682_170n)).toBe("5.514682170 s");
    expect(durationText(93_784_000_000_001n)).toBe("1 d 2 h 3 min 4.000000001 s");
    expect(durationText(-1n)).toBe("-0.000000001 s");
    expect(utcText(1534527348514682170n)).toBe("2018-08-17 17:35:48.514682170 UTC");
    expect(utcText(2n ** 64n - 1n)).toBe("2554-07-21 23:34:33.709551615 UTC");
  });
});

describe("columns", () => {
  it("are as wide as their longest cell", () => {
    const rows = [
      ["1", "read", "x"],
      ["100", "open", ""],
    ];
    expect(renderRows([{ align: "right" }, {}, {}], rows)).toEqual(["  1  read  x", "100  open"]);
  });
});

describe("errorText", () => {
  it("says why a file cannot be read", () => {
    expect(errorText(Object.assign(new Error("ENOENT: …"), { code: "ENOENT" }))).toBe("no such file");
    expect(errorText(Object.assign(new Error("x"), { code: "EISDIR" }))).toBe("is a directory");
    expect(errorText(new Error("other"))).toBe("other");
    expect(errorText("thrown text")).toBe("thrown text");
  });
});

describe("parseCount", () => {
  it("takes whole numbers", () => {
    expect(parseCount("--limit", "0")).toBe(0);
    for (const text of ["-1", "1.5", "x", "1e3", "0x10", "99999999999999999999"])
      expect(() => parseCount("--limit", text)).toThrow(`--limit takes a whole number, not "${text}"`);
  });
});
