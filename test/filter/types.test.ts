import { describe, expect, it } from "vitest";
import { ALL_OPERATORS } from "../../src/filter/operators.ts";
import { compile, failureOf, passes } from "./sample-fields.ts";

describe("types", () => {
  /** The operators that each type has, as upstream has them; `+` marks ours. */
  const OPERATORS: Readonly<Record<string, string>> = {
    "t.text":
      "exists == = != < <= > >= contains icontains startswith endswith glob iglob regex matches+ in intersects pmatch",
    "t.bytes":
      "exists == = != contains icontains+ startswith endswith bcontains bstartswith matches+ in intersects",
    "t.int": "exists == = != < <= > >= in intersects",
    "t.double": "exists == = != < <= > >= in intersects",
    "t.time": "exists == = != < <= > >= in intersects",
    "t.span": "exists == = != < <= > >= in intersects",
    "t.port": "exists == = != < <= > >= in intersects",
    "t.bool": "exists == = != in intersects",
    "t.ip": "exists == = != in intersects",
    "t.net": "exists == = != in intersects",
    "t.list": "exists in intersects",
  };
  const OPERANDS: Readonly<Record<string, string>> = { "t.bool": "true", "t.ip": "::1", "t.net": "::/0" };

  it.each(Object.entries(OPERATORS))("%s", (field, expected) => {
    const operand = OPERANDS[field] ?? "12";
    const known = ALL_OPERATORS.filter((operator) => {
      const right =
        operator === "exists" ? "" : /^(in|intersects|pmatch)$/.test(operator) ? `(${operand})` : operand;
      return !failureOf(() => compile(`${field} ${operator} ${right}`)).includes("is not for");
    });
    expect(known.join(" ")).toBe(expected.replaceAll("+", ""));
  });

  it.each([
    [
      "t.int contains 1",
      "6-14: 'contains' is not for t.int, which is integer; there are: exists = != < <= > >= in intersects",
    ],
    ["t.list = a", "7-8: '=' is not for t.list, which is a list; there are: exists in intersects"],
    [
      "t.text bcontains 41",
      "7-16: 'bcontains' is not for t.text, which is string; there are: exists = != < <= > >= contains icontains startswith endswith glob iglob regex matches in intersects pmatch",
    ],
    ["t.int = x", "8-9: 'x' is no whole number (10, -1, 0x1f, 64k, 4Ki)"],
    ["t.int = 1.5", "8-11: '1.5' is no whole number (10, -1, 0x1f, 64k, 4Ki)"],
    ["t.int = 1..5", "8-12: '1..5' is a range, which only stands in the list of an 'in'"],
    ["t.int in (1, 5..2)", "13-17: '5..2' is an empty range: its end is before its start"],
    ["t.int in (1..2..3)", "10-17: '1..2..3' is no range"],
    ["t.int in (..3)", "10-13: '' is no whole number (10, -1, 0x1f, 64k, 4Ki)"],
    ["t.double = x", "11-12: 'x' is no number"],
    ["t.bool = yes", "9-12: 'yes' is neither true nor false"],
    ["t.port = 65616", "9-14: '65616' is no port (0 to 65535) and no service's name"],
    ["t.port = -1", "9-11: '-1' is no port (0 to 65535) and no service's name"],
    ["t.port = htps", "9-13: 'htps' is no port (0 to 65535) and no service's name; did you mean https?"],
    ["t.ip = 1.2.3", "7-12: '1.2.3' is no IP address and no network (10.0.0.0/8, fe80::/10)"],
    ["t.net = 1.2.3.4/33", "8-18: '1.2.3.4/33' is no IP address and no network (10.0.0.0/8, fe80::/10)"],
    ["t.ip in (1.2.3.4..::1)", "9-21: '1.2.3.4..::1' is no range of IP addresses"],
    ["t.span > 10x", "9-12: '10x' is no duration (10ms, 1.5s, 2h, or plain nanoseconds)"],
    [
      "t.time > 25:00",
      "9-14: '25:00' is no time: a time is written 2018-08-17T17:35:48.5Z, 17:35:48.5, +2s (after the first event) or in ns since 1970",
    ],
    ["t.bytes bcontains 4", "18-19: '4' is not an even number of hexadecimal digits"],
    ["t.bytes bcontains 4g", "18-20: '4g' is not an even number of hexadecimal digits"],
    ["t.text regex '('", "13-16: not a regular expression: missing closing ): `(`"],
    ["t.text matches '(?=a)'", "15-22: not a regular expression: invalid or unsupported Perl syntax: `(?=`"],
    ["t.text = '\\x00'", "9-15: text cannot hold a NUL byte (\\x00)"],
    ["t.text in (a, '\\x00')", "14-20: text cannot hold a NUL byte (\\x00)"],
    ["t.text = val(t.int)", "9-19: t.text is string, but t.int is integer"],
    ["t.int = val(t.span)", "8-19: t.int is integer, but t.span is duration"],
    ["t.text in (a, val(t.int))", "14-24: t.text is string, but t.int is integer"],
    ["t.text = val(t.bytes)", "9-21: t.text is string, but t.bytes is bytes"],
    ["t.text = val(t.list)", "9-20: t.list has several values: use 'in' or 'intersects'"],
    ["t.text = val(t.any)", "9-19: t.any cannot be compared with fields"],
    ["t.any = val(t.text)", "8-19: t.any cannot be compared with fields"],
    ["t.text regex val(t.other)", "13-25: 'regex' only takes what is written out, not fields"],
    ["t.text pmatch (val(t.other))", "15-27: pmatch only takes paths that are written out"],
    ["t.shown = a", "0-7: t.shown can only be printed, not filtered by"],
    ["t.shown exists", "0-7: t.shown can only be printed, not filtered by"],
  ])("%s", (text, expected) => {
    expect(failureOf(() => compile(text))).toBe(expected);
  });

  it("takes lists of fields only where a list may stand", () => {
    expect(passes("t.text in val(t.list)", { "t.text": "b", "t.list": ["a", "b"] })).toBe(true);
    expect(passes("t.list intersects val(t.list2)", { "t.list": ["a", "b"], "t.list2": ["b", "c"] })).toBe(
      true,
    );
    expect(passes("t.list in val(t.list2)", { "t.list": ["a", "b"], "t.list2": ["b", "c"] })).toBe(false);
  });

  it("lets buffers hold NUL", () => {
    expect(passes("t.bytes contains 'a\\x00b'", { "t.bytes": Uint8Array.of(97, 0, 98) })).toBe(true);
  });
});
