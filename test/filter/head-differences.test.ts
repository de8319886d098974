import { describe, expect, it } from "vitest";
import { bytesOf, compile, failureOf, passes, type Values } from "./sample-fields.ts";

/**
 * Where libs HEAD goes wrong by what was seen of it, and what is right. Each case is an expression, the values, and
 * what it should say.
 */
describe("what libs HEAD gets wrong is right here", () => {
  const V4 = (text: string) => Uint8Array.from(text.split("."), Number);
  const ENDS: Values = {
    "t.endips": [V4("10.0.2.15"), V4("192.168.0.3")],
    "t.endnets": [V4("10.0.2.15"), V4("192.168.0.3")],
  };

  it.each([
    ["a list of addresses never fits either end", "t.endips in (192.168.0.3, 1.2.3.4)", ENDS, true],
    ["in either order", "t.endips in (1.2.3.4, 192.168.0.3)", ENDS, true],
    [
      "of a list of networks only the first counts",
      "t.endnets in (172.16.0.0/12, 192.168.0.0/16)",
      ENDS,
      true,
    ],
    ["in either order", "t.endnets in (192.168.0.0/16, 172.16.0.0/12)", ENDS, true],
    ["intersects on addresses aborts", "t.endips intersects (192.168.0.3)", ENDS, true],
    ["concat on the left of val crashes", "concat('a', 'b') = val(t.text)", { "t.text": "ab" }, true],
    ["join on the left of val crashes", "join('-', ('a', 'b')) = val(t.text)", { "t.text": "a-b" }, true],
    ["concat on the right works", "t.text = concat('a', 'b')", { "t.text": "ab" }, true],
    ["-1 wraps on unsigned fields", "t.int > -1", { "t.int": 0 }, true],
    ["large numbers wrap", "t.int = 4294967297", { "t.int": 1 }, false],
    ["hexadecimal numbers are accepted, then refused", "t.int = 0x3e8", { "t.int": 1000 }, true],
    ["so are fractions", "t.int = 300.0", { "t.int": 300 }, true],
    ["doubles are only compared with whole numbers", "t.double > 1.5", { "t.double": 1.6 }, true],
    ["globs of pmatch skip components", "t.text pmatch (/*/x/y, /*/b/c)", { "t.text": "/a/b/c/d" }, true],
    [
      "a backslash before the closing quote hides it",
      String.raw`t.text = "C:\\"`,
      { "t.text": "C:\\" },
      true,
    ],
    ["strings have no order", "t.text > abc", { "t.text": "abd" }, true],
    ["times have no literals", "t.time >= 2018-08-17T17:35:48Z", { "t.time": 1534527349000000000n }, true],
    ["several values ignore modifiers", "t.any = allof (a, b)", { "t.any": ["b", "a"] }, true],
    ["empty lists of event types are refused by 0.29", "t.text in ()", { "t.text": "a" }, false],
    ["networks need a length", "t.net = 192.168.0.3", { "t.net": V4("192.168.0.3") }, true],
  ] as const)("%s: %s", (_, text, values, expected) => {
    expect(passes(text, values)).toBe(expected);
  });

  it("ports beyond 65535 are refused instead of wrapping to others", () => {
    expect(failureOf(() => compile("t.port = 65616"))).toContain("'65616' is no port");
  });

  it("an operator that a type does not have is refused when the filter is compiled, not at its first event", () => {
    expect(failureOf(() => compile("t.endips < 1.2.3.4"))).toContain("'<' is not for t.endips");
  });

  it("what crashes it compiles, or says what is wrong", () => {
    for (const text of [
      "concat('a') = val(t.text)",
      "len() = 1",
      "join(val(t.text)) = a",
      "t.text = concat()",
    ]) {
      expect(failureOf(() => compile(text))).toMatch(/^\d+-\d+: /);
    }
  });
});

describe("what 0.29.3 gets wrong is right here", () => {
  it.each([
    ["'not not' is 'not'", "not not t.text = a", { "t.text": "a" }, true],
    ["'intersects' is read as 'in'", "t.list intersects (a)", { "t.list": ["a", "b"] }, true],
    [
      "mixtures without brackets are refused",
      "t.text = b and t.text = a or t.text = a",
      { "t.text": "a" },
      true,
    ],
    ["'==' is refused", "t.text == a", { "t.text": "a" }, true],
    ["hexadecimal digits are refused", "t.bytes bcontains 7f45", { "t.bytes": bytesOf("\x7fE") }, true],
  ] as const)("%s: %s", (_, text, values, expected) => {
    expect(passes(text, values)).toBe(expected);
  });
});
