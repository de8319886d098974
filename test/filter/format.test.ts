import { describe, expect, it } from "vitest";
import { TextSink } from "../../src/decoder/text-sink.ts";
import { compileFormat, type Format } from "../../src/filter/format.ts";
import { CaptureState } from "../../src/state/capture-state.ts";
import { bytesOf, eventOf, failureOf, SAMPLE_REGISTRY, type Values, withValues } from "./sample-fields.ts";

const VALUES: Values = {
  "t.text": "Bash",
  "t.int": -12,
  "t.int2": 2n ** 64n - 1n,
  "t.bool": true,
  "t.double": 0.25,
  "t.time": 1534527348500000000n,
  "t.span": 1_500_000n,
  "t.bytes": bytesOf("GET /\r\n\x7f"),
  "t.ip": Uint8Array.of(10, 0, 0, 1),
  "t.ip2": Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
  "t.port": 443,
  "t.list": ["a", "b c"],
  "t.any": ["sh", "init"],
  "t.any[1]": "init",
  "t.arg[flags]": "O_RDONLY",
  "t.arg[0]": "3",
  "t.env[A B]": "x",
  "t.hex": 2049,
  "t.shown": "shown",
  "evt.time": "17:35:48.500000000",
};
const state = new CaptureState();
const event = eventOf(3, { tsHigh: 357285570, tsLow: 42 });

function format(text: string): Format {
  return compileFormat(text, { view: "recorded", fields: SAMPLE_REGISTRY });
}

function written(write: (sink: TextSink) => boolean, values: Values, escaping = true): string | undefined {
  const sink = new TextSink({ escaping });
  sink.ascii("<");
  const isWritten = withValues(values, () => write(sink));
  const text = sink.toString();
  if (isWritten) return text.slice(1);
  // Nothing of a dropped line stays.
  expect(text).toBe("<");
  return undefined;
}

function line(text: string, values: Values = VALUES, escaping = true): string | undefined {
  const { write } = format(text);
  return written((sink) => write(sink, event, state), values, escaping);
}

describe("lines", () => {
  it.each([
    ["%t.text", "Bash"],
    ["%t.text %t.int", "Bash -12"],
    ["a %t.text b", "a Bash b"],
    ["%t.text%t.int", "Bash-12"],
    ["%t.textx", "Bashx"],
    ["%t.text.", "Bash."],
    ["%t.text.x", "Bash.x"],
    ["%t.text[%t.int]", "Bash[-12]"],
    ["%t.int2", "18446744073709551615"],
    ["%t.bool", "true"],
    ["%t.double", "0.3"],
    ["%t.time", "1534527348500000000"],
    ["%t.span", "1500000"],
    ["%t.bytes", "GET /..."],
    ["%t.ip %t.ip2", "10.0.0.1 fe80::1"],
    ["%t.port", "443"],
    ["%t.list", "(a,b c)"],
    ["%t.any", "sh init"],
    ["%t.any[1]", "init"],
    ["%t.arg.flags", "O_RDONLY"],
    ["%t.arg.flags!", "O_RDONLY!"],
    ["%t.arg[0] %t.arg[flags]", "3 O_RDONLY"],
    ['%t.env["A B"]', "x"],
    ["%t.hex", "801"],
    ["%t.shown", "shown"],
    ["%tolower(t.text)", "bash"],
    ["%toupper(tolower(t.text))!", "BASH!"],
    ["%len(t.text)", "4"],
    ["%concat(t.text, '-', t.int)%t.int", "Bash--12-12"],
    ["%join(',', t.list)", "a,b c"],
    ["100%%", "100%"],
    ["%%%t.text%%", "%Bash%"],
    ["a\\nb\\tc", "a\nb\tc"],
    ["a\\\\nb", "a\\nb"],
    ["a\\qb", "a\\qb"],
    ["only text", "only text"],
    ["é %t.text", "é Bash"],
    ["**%t.text", "*Bash"],
  ])("%s", (text, expected) => {
    expect(line(text)).toBe(expected);
  });

  it.each([
    ["%6t.text|", "Bash  |"],
    ["%4t.text|", "Bash|"],
    ["%2t.text|", "Ba|"],
    ["%0t.text|", "Bash|"],
    ["%10t.list|", "(a,b c)   |"],
    ["%6tolower(t.text)|", "bash  |"],
    ["*%6t.env|", "<NA>  |"],
    ["*%2t.env|", "<N|"],
  ])("filled or cut: %s", (text, expected) => {
    expect(line(text)).toBe(expected);
  });

  it("are cut between characters", () => {
    expect(line("%3t.text|", { "t.text": "éé😀x" })).toBe("éé😀|");
    expect(line("%6t.text|", { "t.text": "éé😀" })).toBe("éé😀   |");
  });

  it("are dropped when a value is absent, unless a star says otherwise", () => {
    expect(line("%t.text %t.other")).toBeUndefined();
    expect(line("*%t.text %t.other")).toBe("Bash <NA>");
    expect(line("%len(t.other)")).toBeUndefined();
    expect(line("*%len(t.other)|%t.env")).toBe("<NA>|<NA>");
    expect(line("%t.text", { "t.text": "" })).toBe("");
  });

  it("show hostile text as the sink does, and the format's own as it is", () => {
    const values = { "t.text": "a\u001b[31m\n\udcff" };
    expect(line("x\\n%t.text", values)).toBe("x\na\\x1b[31m\\n\\xff");
    expect(line("x\u202e%t.text", { "t.text": "\u202e" })).toBe("x\u202e\\u202e");
  });
});

describe("JSON", () => {
  function json(text: string, values: Values = VALUES): string | undefined {
    const { writeJson } = format(text);
    return written((sink) => writeJson(sink, event, state), values);
  }

  it("has the values by name, sorted", () => {
    expect(json("%t.text %t.int %t.arg.flags %t.any[1] %tolower(t.text)")).toBe(
      '{"t.any[1]":"init","t.arg.flags":"O_RDONLY","t.int":-12,"t.text":"Bash","tolower(t.text)":"bash"}',
    );
  });

  it.each([
    ["%t.int2", '{"t.int2":"18446744073709551615"}'],
    ["%t.span", '{"t.span":1500000}'],
    ["%t.time", '{"t.time":"1534527348500000000"}'],
    ["%evt.time", '{"evt.time":"1534529838580957194"}'],
    ["%t.bool", '{"t.bool":true}'],
    ["%t.double", '{"t.double":0.25}'],
    ["%t.hex", '{"t.hex":2049}'],
    ["%t.bytes", '{"t.bytes":"GET /..."}'],
    ["%t.ip", '{"t.ip":"10.0.0.1"}'],
    ["%t.list", '{"t.list":["a","b c"]}'],
    ["%t.any", '{"t.any":["sh","init"]}'],
    ["*%t.other", '{"t.other":null}'],
    ["%t.text %6t.text", '{"t.text":"Bash"}'],
    ["text", "{}"],
  ])("%s", (text, expected) => {
    expect(json(text)?.replace("1534529838580957194", String((357285570n << 32n) | 42n))).toBe(
      expected.replace("1534529838580957194", String((357285570n << 32n) | 42n)),
    );
  });

  it("drops what a line would drop", () => {
    expect(json("%t.text %t.other")).toBeUndefined();
  });

  it("is safe to show and to read", () => {
    const hostile = 'a"\\\u001b\u009b\u202e\n\u007f\udcff';
    const shown = json("%t.text", { "t.text": hostile }) ?? "";
    expect(shown).toBe('{"t.text":"a\\"\\\\\\u001b\\u009b\\u202e\\n\\u007f\\udcff"}');
    expect(JSON.parse(shown)).toEqual({ "t.text": hostile });
  });

  it("has no number for what is none", () => {
    expect(json("%t.double", { "t.double": Number.NaN })).toBe('{"t.double":null}');
  });
});

describe("CSV", () => {
  function csv(text: string, values: Values = VALUES): string | undefined {
    const { writeCsv } = format(text);
    return written((sink) => writeCsv(sink, event, state), values);
  }

  it.each([
    ["%t.text %t.int", "Bash,-12"],
    ["%t.list %t.any", "a b c,sh init"],
    ["%t.time %t.hex %t.double %t.ip", "1534527348500000000,801,0.3,10.0.0.1"],
    ["*%t.text %t.other %t.int", "Bash,,-12"],
  ])("%s", (text, expected) => {
    expect(csv(text)).toBe(expected);
  });

  it("quotes what it must", () => {
    expect(csv("%t.text %t.int", { "t.text": 'a,"b"', "t.int": 1 })).toBe('"a,""b""",1');
    expect(csv("%t.text", { "t.text": "a\nb" })).toBe('"a\\nb"');
  });

  it("has columns", () => {
    expect(format("*%t.text [%6t.int] %tolower(t.text) %t.any[1]").columns).toEqual([
      "t.text",
      "t.int",
      "tolower(t.text)",
      "t.any[1]",
    ]);
  });

  it("drops what a line would drop", () => {
    expect(csv("%t.text %t.other")).toBeUndefined();
  });
});

describe("arguments behind a dot", () => {
  it("are as long as the field knows them", () => {
    const { columns } = compileFormat("%evt.arg.flagsfoo %evt.arg.name.x", { view: "recorded" });
    expect(columns).toEqual(["evt.arg.flags", "evt.arg.name"]);
  });

  it("are named in full when they are none", () => {
    expect(failureOf(() => compileFormat("%evt.arg.zzz", { view: "recorded" }))).toBe(
      '9-12: evt.arg.zzz: no event has a parameter "zzz"',
    );
  });
});

describe("errors", () => {
  it.each([
    ["", "0-0: the format is empty"],
    ["*", "0-1: the format is empty"],
    ["a %", "2-3: expected a field after '%'; a plain % is written %%"],
    ["a %5", "3-4: expected a field after '%'; a plain % is written %%"],
    ["a % b", "2-3: expected a field after '%'; a plain % is written %%"],
    ["a %nosuch.thing b", "3-15: unknown field nosuch.thing"],
    ["%t.tex ", "1-6: unknown field t.tex -> t.text"],
    ["%t.arg", "1-6: t.arg needs an argument, such as t.arg.flags"],
    ["%t.arg[bad]", '7-10: t.arg knows no "bad"'],
    ["%t.any[x]", "7-8: t.any takes a number in brackets, such as t.any"],
    ["%t.any[1", "6-8: expected an argument and ']'"],
    ["%t.ends", "1-7: t.ends can only be filtered by, not printed"],
    ["%9999t.text", "0-5: wider than 4096"],
    ["%tolower(t.int)", "9-14: tolower() takes string, but t.int is integer"],
    ["%tolower(t.text", "15-15: expected ',' or ')', but the filter ends"],
    ["%val(t.text)", "1-12: val(…) only stands on the right of an operator"],
  ])("%s", (text, expected) => {
    expect(failureOf(() => format(text))).toBe(expected);
  });
});
