import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TextSink } from "../../src/decoder/text-sink.ts";
import { decodeText, encodeText } from "../../src/format/text.ts";

function written(write: (sink: TextSink) => void, escaping = false): string {
  const sink = new TextSink({ capacity: 1, escaping });
  write(sink);
  return sink.toString();
}

describe("numbers", () => {
  it("writes any whole number as String does", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(written((sink) => sink.integer(value))).toBe(String(value));
      }),
    );
  });

  it("writes numbers around powers of ten and of two", () => {
    for (let k = 0; k < 53; k++) {
      for (const value of [2 ** k - 1, 2 ** k, -(2 ** k)]) {
        expect(written((sink) => sink.integer(value))).toBe(String(value));
      }
    }
    for (let k = 0; k < 16; k++) expect(written((sink) => sink.integer(10 ** k))).toBe(String(10 ** k));
  });

  it("writes 64-bit numbers given as halves", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }), (value) => {
        const bits = BigInt.asUintN(64, value);
        const [high, low] = [Number(bits >> 32n), Number(bits & 0xffffffffn)];
        expect(written((sink) => sink.i64(high, low))).toBe(String(value));
        expect(written((sink) => sink.hex64(high, low))).toBe(bits.toString(16).toUpperCase());
      }),
    );
  });

  it("pads", () => {
    expect(written((sink) => sink.padded(42, 9))).toBe("000000042");
    expect(written((sink) => sink.padded(999_999_999, 9))).toBe("999999999");
  });
});

describe("text of a capture", () => {
  it("is the same when it is repeated", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.boolean(), (text, escaping) => {
        const repeated = new TextSink({ escaping });
        for (let k = 0; k < 3; k++) repeated.repeatedText(text);
        repeated.escaping = !escaping;
        repeated.repeatedText(text);
        const once = written((sink) => sink.text(text), escaping);
        expect(repeated.toString()).toBe(once.repeat(3) + written((sink) => sink.text(text), !escaping));
      }),
    );
  });

  it("comes back as bytes unless it is escaped", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const fromBytes = new TextSink();
        fromBytes.textBytes(bytes, 0, bytes.length);
        const fromText = new TextSink();
        fromText.text(decodeText(bytes));
        expect(fromBytes.bytes.subarray(0, fromBytes.length)).toEqual(bytes);
        expect(fromText.bytes.subarray(0, fromText.length)).toEqual(bytes);
        expect(encodeText(decodeText(bytes))).toEqual(bytes);
      }),
    );
  });

  it("never reaches a terminal raw", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const fromBytes = written((sink) => sink.textBytes(bytes, 0, bytes.length), true);
        expect(fromBytes).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(fromBytes).toBe(written((sink) => sink.text(decodeText(bytes)), true));
      }),
    );
  });

  it("is escaped so that one can see what it was", () => {
    const text = (value: string) => written((sink) => sink.text(value), true);
    expect(text("a\tb\n\x1b[31m\x7f")).toBe("a\\tb\\n\\x1b[31m\\x7f");
    expect(text("naïve 日本 😀")).toBe("naïve 日本 😀");
    expect(text("\u009b2J\u202egpj.exe")).toBe("\\u009b2J\\u202egpj.exe");
    expect(written((sink) => sink.textBytes(Uint8Array.of(0x61, 0xff, 0xc3), 0, 3), true)).toBe(
      "a\\xff\\xc3",
    );
  });

  it("shows buffers with dots", () => {
    expect(written((sink) => sink.dotted(Uint8Array.of(0x41, 0, 0x0a, 0x7e, 0xc3), 0, 5))).toBe("A..~.");
  });
});
