import { describe, expect, it } from "vitest";
import { passes } from "./sample-fields.ts";

describe("empty values", () => {
  it.each([
    ["t.text exists", { "t.text": "" }, true],
    ["t.text = ''", { "t.text": "" }, true],
    ["t.text != x", { "t.text": "" }, true],
    ["t.bytes exists", { "t.bytes": new Uint8Array(0) }, true],
    ["t.list exists", { "t.list": [] }, true],
    ["t.list in (a)", { "t.list": [] }, true],
    ["t.list intersects (a)", { "t.list": [] }, false],
    ["t.any exists", { "t.any": [] }, false],
    ["t.any != a", { "t.any": [] }, false],
    ["t.ends exists", { "t.ends": [] }, false],
    ["t.ends != 1", { "t.ends": [] }, false],
  ] as const)("%s", (text, values, expected) => {
    expect(passes(text, values)).toBe(expected);
  });

  it("on the right leave a comparison false", () => {
    expect(passes("t.text = val(t.other)", { "t.text": "a" })).toBe(false);
    expect(passes("t.text != val(t.other)", { "t.text": "a" })).toBe(false);
    expect(passes("t.text in (b, val(t.other))", { "t.text": "a" })).toBe(false);
    expect(passes("t.text != allof (b, val(t.other))", { "t.text": "a" })).toBe(false);
    expect(passes("t.text in (a, val(t.other))", { "t.text": "a" })).toBe(true);
  });
});

describe("text", () => {
  it("is compared by characters where the filter has whole ones, by bytes where it has not", () => {
    expect(passes("t.text contains é", { "t.text": "café au" })).toBe(true);
    expect(passes(String.raw`t.text contains "\xc3\xa9"`, { "t.text": "café au" })).toBe(true);
    expect(passes(String.raw`t.text contains "\xc3"`, { "t.text": "café au" })).toBe(true);
    expect(passes(String.raw`t.text endswith "\xa9"`, { "t.text": "café" })).toBe(true);
    expect(passes(String.raw`t.text startswith "\xff"`, { "t.text": "\udcffx" })).toBe(true);
    expect(passes(String.raw`t.text = "\xffx"`, { "t.text": "\udcffx" })).toBe(true);
  });

  it("is ordered by its bytes", () => {
    expect(passes("t.text < \uff5e", { "t.text": "\u{1f600}" })).toBe(false);
    expect(passes("t.text > \uff5e", { "t.text": "\u{1f600}" })).toBe(true);
    expect(passes("t.text > a", { "t.text": "é" })).toBe(true);
    expect(passes("t.text > Z", { "t.text": "a" })).toBe(true);
  });

  it("has only ASCII's cases", () => {
    expect(passes("t.text icontains CAFÉ", { "t.text": "café" })).toBe(false);
    expect(passes("t.text icontains CAFé", { "t.text": "café" })).toBe(true);
    expect(passes("t.text iglob KELVIN", { "t.text": "\u212aelvin" })).toBe(false);
  });
});
