import { describe, expect, it } from "vitest";
import { createFieldRegistry } from "../../src/filter/fields.ts";
import { parseFilter } from "../../src/filter/parser.ts";
import {
  ask,
  compile,
  eventOf,
  failureOf,
  passes,
  readings,
  SAMPLE_FIELDS,
  sample,
} from "./sample-fields.ts";

const T = "t.int = 1";
const F = "t.int = 2";
const VALUES = { "t.int": 1 };

describe("logic", () => {
  it.each([
    [T, true],
    [F, false],
    [`not ${T}`, false],
    [`not not ${T}`, true],
    [`${T} and ${F}`, false],
    [`${T} or ${F}`, true],
    // 'and' binds tighter than 'or', 'not' tighter than both.
    [`${T} or ${T} and ${F}`, true],
    [`(${T} or ${T}) and ${F}`, false],
    [`${F} and ${F} or ${T}`, true],
    [`${F} and (${F} or ${T})`, false],
    [`not ${F} and ${F}`, false],
    [`not (${F} and ${F})`, true],
    [`not ${T} or ${T}`, true],
    [`${T} and ${T} and ${T} and ${F}`, false],
    [`${F} or ${F} or ${F} or ${T}`, true],
    [`not(not(${T}))`, true],
  ])("%s", (text, expected) => {
    expect(passes(text, VALUES)).toBe(expected);
  });

  it("takes a parsed filter too", () => {
    const ast = parseFilter(T);
    const filter = compile(T);
    expect(filter.ast).toEqual(ast);
  });
});

describe("macros", () => {
  const macros = new Map<string, string | ReturnType<typeof parseFilter>>([
    ["one", T],
    ["two", parseFilter("one and t.text = a or t.text = b")],
    ["wrong", "t.int = x"],
    ["broken", "t.int ="],
    ["outer", "one and wrong"],
    ["circle", "a1 or one"],
    ["a1", "circle"],
  ]);

  it.each([
    ["one", { "t.int": 1 }, true],
    ["not one", { "t.int": 1 }, false],
    ["two", { "t.int": 1, "t.text": "a" }, true],
    // A macro keeps its own brackets.
    ["two and t.int = 2", { "t.int": 1, "t.text": "b" }, false],
    ["not two", { "t.int": 1, "t.text": "c" }, true],
  ] as const)("%s", (text, values, expected) => {
    expect(passes(text, values, { macros })).toBe(expected);
  });

  it.each([
    ["nosuch", "0-6: there is no macro 'nosuch', and fields have a dot in their names"],
    ["one or tow", "7-10: there is no macro 'tow', and fields have a dot in their names -> two"],
    ["one and wrong", "8-13: in macro wrong: 'x' is no whole number (10, -1, 0x1f, 64k, 4Ki)"],
    ["broken", "0-6: in macro broken: expected a value after '=', but the filter ends"],
    ["outer", "0-5: in macro outer: in macro wrong: 'x' is no whole number (10, -1, 0x1f, 64k, 4Ki)"],
    [
      "one and circle",
      "8-14: in macro circle: in macro a1: macro circle contains itself: circle → a1 → circle",
    ],
  ])("%s", (text, expected) => {
    expect(failureOf(() => compile(text, { macros }))).toBe(expected);
  });

  it("may not unfold without bounds", () => {
    const many = new Map([["m0", T]]);
    for (let k = 1; k <= 40; k++) many.set(`m${k}`, `m${k - 1} or m${k - 1}`);
    expect(failureOf(() => compile("m10", { macros: many }))).toBe("compiles");
    expect(failureOf(() => compile("m40", { macros: many }))).toContain("more than 100000 checks");
    const deep = new Map([["m0", T]]);
    for (let k = 1; k <= 5000; k++) deep.set(`m${k}`, `m${k - 1}`);
    expect(failureOf(() => compile("m5000", { macros: deep }))).toContain("nested deeper than 500 levels");
  });
});

describe("lists", () => {
  const lists = new Map([
    ["shells", ["bash", "sh"]],
    ["editors", ["vi", "shells"]],
    ["loop", ["a", "loop"]],
    ["ports", ["http", "8000..8099"]],
    ["none", []],
  ]);

  it.each([
    ["t.text in shells", "sh", true],
    ["t.text in (shells)", "sh", true],
    ["t.text in (cat, shells, 'x')", "bash", true],
    ["t.text in ('shells')", "bash", false],
    ["t.text in ('shells')", "shells", true],
    ["t.text in editors", "bash", true],
    ["t.text in none", "a", false],
    ["t.text in (none, a)", "a", true],
    ["t.text startswith anyof shells", "bashful", true],
    ["t.text pmatch shells", "/bash/x", true],
    // A single value is never a list.
    ["t.text = shells", "shells", true],
  ])("%s", (text, value, expected) => {
    expect(passes(text, { "t.text": value }, { lists })).toBe(expected);
  });

  it("may name each other many times, as long as they stay small", () => {
    const many = new Map<string, readonly string[]>([["l0", []]]);
    for (let k = 1; k <= 60; k++) many.set(`l${k}`, [`l${k - 1}`, `l${k - 1}`]);
    expect(passes("t.text in (l60, a)", { "t.text": "a" }, { lists: many })).toBe(true);
    expect(failureOf(() => compile("t.text in l60", { lists: many.set("l0", ["x"]) }))).toBe(
      "10-13: list 'l17' is too long",
    );
    for (let k = 1; k <= 10_000; k++) many.set(`l${k}`, [`l${k - 1}`]);
    expect(failureOf(() => compile("t.text in l10000", { lists: many }))).toBe(
      "10-16: lists name each other over 100 levels",
    );
  });

  it("hold numbers and ranges too", () => {
    expect(passes("t.port in ports", { "t.port": 8080 }, { lists })).toBe(true);
    expect(passes("t.port in ports", { "t.port": 80 }, { lists })).toBe(true);
  });

  it.each([
    ["t.text in shels", "10-15: there is no list 'shels' -> shells"],
    ["t.text in loop", "10-14: list 'loop' contains itself"],
    ["t.int in (1, shells)", "13-19: 'bash' is no whole number (10, -1, 0x1f, 64k, 4Ki)"],
  ])("%s", (text, expected) => {
    expect(failureOf(() => compile(text, { lists }))).toBe(expected);
  });
});

describe("fields", () => {
  it.each([
    ["t.nosuch = 1", "0-8: unknown field t.nosuch"],
    ["t.tex = 1", "0-5: unknown field t.tex -> t.text"],
    ["proc.around[1] = 1", "0-11: unknown field proc.around -> evt.around"],
    ["t.text.x = 1", "0-8: unknown field t.text.x -> t.text"],
    ["t.any.2 = 1", "0-7: t.any takes its argument in brackets -> t.any[2]"],
    ["t.text[1] = 1", "7-8: t.text takes no argument"],
    ["t.any[x] = 1", "6-7: t.any takes a number in brackets, such as t.any"],
    ["t.arg = 1", "0-5: t.arg needs an argument, such as t.arg.flags"],
    ["t.arg.bad = 1", '6-9: t.arg knows no "bad"'],
    ["t.arg[bad] = 1", '6-9: t.arg knows no "bad"'],
    ["t.arg.x[1] = 1", "8-9: t.arg takes one argument, but has two"],
  ])("%s", (text, expected) => {
    expect(failureOf(() => compile(text))).toBe(expected);
  });

  it("belong to a view", () => {
    expect(failureOf(() => compile("t.old = 1"))).toBe("compiles");
    expect(failureOf(() => compile("t.old = 1", { view: "current" }))).toBe(
      "0-5: t.old is only known in the recorded view",
    );
  });

  it.each([
    ["t.arg.flags = x", "t.arg[flags]"],
    ["t.arg[flags] = x", "t.arg[flags]"],
    ["t.arg['flags'] = x", "t.arg[flags]"],
    ["t.arg[0] = x", "t.arg[0]"],
    ["t.arg.a.b = x", "t.arg[a.b]"],
    ["t.env = x", "t.env"],
    ["t.env['A B'] = x", "t.env[A B]"],
    ["t.any[2] = x", "t.any[2]"],
  ])("%s", (text, key) => {
    expect(passes(text, { [key]: "x" })).toBe(true);
  });
});

describe("times", () => {
  const at = (ns: bigint) => eventOf(3, { tsHigh: Number(ns >> 32n), tsLow: Number(ns & 0xffffffffn) });
  const FIRST = 1534527348500000000n; // 2018-08-17T17:35:48.5Z
  const values = (sinceFirst: bigint, text: string) => ({
    "evt.reltime": sinceFirst,
    "t.time": FIRST + sinceFirst,
    "evt.time": text,
    "evt.time.s": text.slice(0, 8),
  });

  it.each([
    ["t.time >= +2s", 2_000_000_000n, true],
    ["t.time >= +2s", 1_999_999_999n, false],
    ["t.time < -1ms", -1_000_001n, true],
    ["t.time in (+1s..+2s)", 1_500_000_000n, true],
    ["t.time in (5, +2s)", 2_000_000_000n, true],
    ["t.time > 17:35:49", 500_000_001n, true],
    ["t.time > 17:35:49", 500_000_000n, false],
    // The clock means the day on which the capture began.
    ["t.time > 17:35:49", 86_400_000_000_000n, true],
    ["t.time < 17:35", 86_400_000_000_000n, false],
    ["evt.time > 2018-08-17T17:35:49Z", 500_000_001n, true],
    ["evt.time > 2018-08-17T17:35:49Z", 0n, false],
    ["evt.time = 2018-08-17T17:35:48.5Z", 0n, true],
    ["evt.time >= +0.5s", 500_000_000n, true],
    ["evt.time >= +0.5s", 400_000_000n, false],
    ["evt.time in (2018-08-17..2018-08-18)", 0n, true],
    ["evt.time.s = 2018-08-17T17:35:48Z", 0n, true],
    ["evt.time.s = 2018-08-17T17:35:48.5Z", 0n, false],
  ] as const)("%s after %d ns: %s", (text, sinceFirst, expected) => {
    expect(ask(compile(text), values(sinceFirst, "17:35:49.000000000"), at(FIRST + sinceFirst))).toBe(
      expected,
    );
  });

  it.each([
    // What shows no date is compared within the day, whichever it is.
    ["evt.time > 17:35", "17:35:00.000000001", true],
    ["evt.time > 17:35", "17:35:00.000000000", false],
    ["evt.time >= 7:05:01.5", "07:05:01.500000000", true],
    ["evt.time < 7:05:01.5", "07:05:01.499999999", true],
    ["evt.time = 17:35:48.5", "17:35:48.500000000", true],
    ["evt.time != 17:35:48.5", "17:35:48.500000001", true],
    ["evt.time in (17:00..18:00)", "17:35:48.500000000", true],
    ["evt.time.s > 17:35:48", "17:35:49.000000000", true],
    ["evt.time contains 35:4", "17:35:48.500000000", true],
    ["evt.time glob 17:*", "17:35:48.500000000", true],
    ["evt.time = noon", "17:35:48.500000000", false],
  ] as const)("%s at %s: %s", (text, clock, expected) => {
    expect(ask(compile(text), values(0n, clock), at(FIRST))).toBe(expected);
  });

  it("are wanted where order is asked for", () => {
    expect(failureOf(() => compile("evt.time > noon"))).toBe(
      "11-15: evt.time is compared with a time: a time is written 2018-08-17T17:35:48.5Z, 17:35:48.5, +2s (after the first event) or in ns since 1970",
    );
  });

  it("around which events happened only know '='", () => {
    expect(passes("evt.around[5]=10", { "evt.around[5]": 10 })).toBe(true);
    expect(passes("evt.around[5]=10", { "evt.around[5]": 3 })).toBe(true);
    expect(passes("evt.around[5]=10", { "evt.around[5]": 11 })).toBe(false);
    expect(failureOf(() => compile("evt.around[5]<10"))).toContain("13-14: '<' is not for evt.around[5]");
  });
});

describe("evaluation", () => {
  const costly = createFieldRegistry([
    ...SAMPLE_FIELDS.map((spec) => (spec.name === "t.text" ? { ...spec, cost: 3 as const } : spec)),
    sample("evt.deltatime", "duration"),
  ]);

  it("asks what is cheap first, and nothing that is not needed", () => {
    const filter = compile("t.text = a and t.int = 1", { fields: costly });
    expect(ask(filter, { "t.text": "a", "t.int": 2 })).toBe(false);
    expect(readings).toEqual(["t.int"]);
    expect(ask(filter, { "t.text": "a", "t.int": 1 })).toBe(true);
    expect(readings).toEqual(["t.int", "t.text"]);
  });

  it("reads a costly field once for an event", () => {
    const filter = compile("t.text = b or t.text = c or t.text contains a", { fields: costly });
    expect(ask(filter, { "t.text": "a" })).toBe(true);
    expect(readings).toEqual(["t.text"]);
    expect(ask(filter, { "t.text": "x" })).toBe(false);
    expect(ask(filter, {})).toBe(false);
    expect(readings).toEqual(["t.text"]);
  });

  it("leaves fields that remember their readings in their places", () => {
    const filter = compile("t.text = a and evt.deltatime = 1 and t.int = 1", { fields: costly });
    ask(filter, { "t.text": "a", "evt.deltatime": 2 });
    expect(readings).toEqual(["t.text", "evt.deltatime"]);
    ask(filter, { "t.text": "b", "t.int": 1 });
    expect(readings).toEqual(["t.text"]);
    const twice = compile("d and not d", { fields: costly, macros: new Map([["d", "evt.deltatime = 1"]]) });
    ask(twice, { "evt.deltatime": 1 });
    expect(readings).toEqual(["evt.deltatime", "evt.deltatime"]);
  });
});
