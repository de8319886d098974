import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBase64, optionValue, parseOptions } from "../../src/filter/transform.ts";
import { bytesOf, compile, failureOf, passes, type Values } from "./sample-fields.ts";

const VALUES: Values = {
  "t.text": "/usr/bin/Curl é",
  "t.other": "L2V0Yw==",
  "t.bytes": bytesOf("L2V0Yw"),
  "t.int": 7,
  "t.list": ["A", "bB"],
  "t.ip": Uint8Array.of(10, 0, 0, 1),
};

describe("transformers", () => {
  it.each([
    ["tolower(t.text) = '/usr/bin/curl é'", true],
    ["toupper(t.text) = '/USR/BIN/CURL é'", true],
    ["toupper(tolower(t.text)) endswith 'CURL é'", true],
    ["basename(t.text) = 'Curl é'", true],
    ["basename('/a/b/') = ''", true],
    ["basename('x') = x", true],
    ["b64(t.other) = /etc", true],
    ["b64(t.text) exists", false],
    ["not b64(t.text) = x", true],
    ["b64('') = ''", true],
    ["b64(t.bytes) = /etc", true],
    ["b64(t.bytes) bstartswith 2f65", true],
    ["len(t.text) = 16", true],
    ["len(t.bytes) = 6", true],
    ["len(t.list) = 2", true],
    ["len('') = 0", true],
    ["len(()) = 0", true],
    ["len(t.env) = 0", false],
    ["len(t.text) > len(t.bytes)", true],
    ["join('-', ('a', t.int, t.ip)) = a-7-10.0.0.1", true],
    ["join(',', t.list) = 'A,bB'", true],
    ["join('', ()) = ''", true],
    ["join(t.int, ('a', 'b')) = a7b", true],
    ["join(',', (t.env, 'a')) exists", false],
    ["join(t.env, ('a')) exists", false],
    ["concat('a', 'b', 1) = ab1", true],
    ["concat(t.other, '/', t.int) = 'L2V0Yw==/7'", true],
    ["concat(t.other, t.env) exists", false],
    ["not concat(t.other, t.env) = x", true],
    ["tolower(t.list) in (a, bb)", true],
    ["tolower(t.list) intersects (bb)", true],
    ["t.text = concat('/usr/bin/', 'Curl é')", true],
    // Both of these crash libs HEAD.
    ["concat('/usr/bin/', 'Curl é') = val(t.text)", true],
    ["join('/', ('/usr/bin', 'Curl é')) = val(t.text)", true],
    ["getopt(('-n', '-t', 'val', 'rest'), 'nt:')[t] = val", true],
    ["getopt(('-n', '-t', 'val'), 'nt:')[n] = n", true],
    ["getopt(('-n'), 'nt:')[t] exists", false],
    ["getopt(('-n', '-tval'), 'nt:') intersects (val)", true],
    ["len(getopt(('-n', '-tval'), 'nt:')) = 3", true],
    ["getopt(t.list, 'nt:') exists", true],
    ["tolower(b64('QUJD')) = abc", true],
  ])("%s", (text, expected) => {
    expect(passes(text, VALUES)).toBe(expected);
  });

  it.each([
    ["tolower(t.int) = 1", "8-13: tolower() takes string, but t.int is integer"],
    ["tolower(t.text, t.other) = 1", "0-24: tolower() takes one operand, but has 2"],
    ["basename(t.bytes) = a", "9-16: basename() takes string, but t.bytes is bytes"],
    ["b64(t.int) = a", "4-9: b64() takes string, but t.int is integer"],
    ["len(t.int) = 1", "4-9: len() takes string or bytes, but t.int is integer"],
    ["len(t.text, 'a') = 1", "0-16: len() takes one operand, but has 2"],
    ["len(t.text) = a", "14-15: 'a' is no whole number (10, -1, 0x1f, 64k, 4Ki)"],
    ["join(',') = a", "0-9: join() takes 2 operands, but has 1"],
    ["join(',', t.text) = a", "10-16: join() takes a separator and a list"],
    ["join(t.list, t.list) = a", "0-20: join() takes single values, but t.list has several"],
    ["join(',', (t.list)) = a", "11-17: t.list has several values"],
    ["concat('a') = a", "0-11: concat() takes two operands or more"],
    ["concat('a', t.list) = a", "0-19: concat() takes single values, but t.list has several"],
    ["getopt(t.text, 'a') exists", "7-13: getopt() takes a list of arguments"],
    ["getopt(t.list) exists", "0-14: getopt() takes 2 operands, but has 1"],
    ["getopt(t.list, 'ab')[ab] exists", "21-23: getopt() takes the letter of one option in brackets"],
    ["getopt(t.list, 'ab')[''] exists", "21-23: getopt() takes the letter of one option in brackets"],
    ["len(t.text)[x] = 1", "12-13: len() takes nothing in brackets"],
    ["tolower(t.any) = a", "8-13: t.any cannot be transformed"],
    ["tolower(t.nosuch) = a", "8-16: unknown field t.nosuch"],
  ])("%s", (text, expected) => {
    expect(failureOf(() => compile(text))).toBe(expected);
  });
});

describe("base64", () => {
  it("is read as it was written, with or without padding", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString("base64");
        expect(decodeBase64(text)).toEqual(bytes);
        expect(decodeBase64(text.replace(/=+$/, ""))).toEqual(bytes);
      }),
    );
  });

  it.each(["A", "AB=C", "AA===", "=", "a b", "AB", "ABC", "_-==", "é"])("is not %s", (text) => {
    expect(decodeBase64(text)).toBeUndefined();
  });
});

describe("options", () => {
  it.each([
    [["-n", "-t", "v"], "nt:", ["n", "t", "v"]],
    [["-ntv"], "nt:", ["n", "t", "v"]],
    [["-x"], "n", ["?"]],
    [["-xn"], "n", ["?", "n"]],
    [["-:"], "n:", ["?"]],
    [["-t"], "t:", [""]],
    [["-n", "--", "-n"], "n", ["n"]],
    [["-n", "word", "-n"], "n", ["n"]],
    [["-n", "-", "-n"], "n", ["n"]],
    [["--long", "-n"], "n", ["n"]],
    [["-t", "-n"], "t:n", ["t", "-n"]],
    [["", "-n"], "n", []],
    [[], "n", []],
    [["-a"], ":a", ["a"]],
  ])("%s %s", (args, description, expected) => {
    expect(parseOptions(args, description)).toEqual(expected);
  });

  it("give the last one's value", () => {
    expect(optionValue(["-t", "a", "-tb"], "t:", "t")).toBe("b");
    expect(optionValue(["-t"], "t:", "t")).toBe("");
    expect(optionValue(["-nn"], "n", "n")).toBe("n");
    expect(optionValue(["-x"], "n", "x")).toBeUndefined();
    expect(optionValue(["-t", "a"], "t:", "n")).toBeUndefined();
  });
});
