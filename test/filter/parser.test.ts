import { describe, expect, it } from "vitest";
import type { Expression, Span } from "../../src/filter/ast.ts";
import { ALL_OPERATORS } from "../../src/filter/operators.ts";
import { parseFilter } from "../../src/filter/parser.ts";
import { printFilter } from "../../src/filter/print-filter.ts";
import { failureOf } from "./sample-fields.ts";

/** What is parsed, with brackets around every part. */
function shape(text: string): string {
  return show(parseFilter(text));
}

function show(node: Expression): string {
  switch (node.kind) {
    case "and":
    case "or":
      return `(${node.children.map(show).join(` ${node.kind} `)})`;
    case "not":
      return `!${show(node.child)}`;
    default:
      return printFilter(node);
  }
}

describe("expressions", () => {
  it.each([
    ["a", "a"],
    ["  a  ", "a"],
    ["\n\ta\r\n", "a"],
    ["(a)", "a"],
    ["((((((((((a))))))))))", "a"],
    ["a and b", "(a and b)"],
    ["a and b and c", "(a and b and c)"],
    ["a or b or c", "(a or b or c)"],
    ["a and b and(c)", "(a and b and c)"],
    ["(a)and(b)and(c)", "(a and b and c)"],
    ["(a)or(b)or (c)", "(a or b or c)"],
    ["a or b and c", "(a or (b and c))"],
    ["a and b or c and d", "((a and b) or (c and d))"],
    ["(a or b) and c", "((a or b) and c)"],
    ["not a and b", "(!a and b)"],
    ["not a or b and not c", "(!a or (b and !c))"],
    ["not (a and b)", "!(a and b)"],
    ["not(a)", "!a"],
    ["not not a", "a"],
    ["not not not a", "!a"],
    ["not(not(a))", "!!a"],
    ["not not(not not not_macro)", "not_macro"],
    ["notz and andy or orb", "((notz and andy) or orb)"],
    ["a.b=1 or b.b=2 and c", "(a.b = 1 or (b.b = 2 and c))"],
    ["not a.a exists", "!a.a exists"],
    ["a.b = bla", "a.b = bla"],
    ["a.b = not", "a.b = not"],
    ["a.b = and and b", "(a.b = and and b)"],
    ["(a.a exists)and(b)", "(a.a exists and b)"],
  ])("%s", (text, expected) => {
    expect(shape(text)).toBe(expected);
  });
});

describe("fields", () => {
  it.each([
    "a.b exists",
    "evt.type.is.80 = 1",
    "a_b.c_9 exists",
    "or.x = 1 and not.y = 2 or and.z exists",
    "proc.aname[2] = x",
    'proc.env["A B"] = x',
    "proc.env[0a!@#456:/.;!$%^&*(){}|] = x",
    'proc.env[""] = x',
  ])("%s", (text) => {
    expect(printFilter(parseFilter(text))).toBe(text);
  });

  it("takes an argument in either quotes", () => {
    expect(shape("a.b['x y'] exists")).toBe('a.b["x y"] exists');
  });
});

describe("operators", () => {
  it.each([
    ["a.b =value", "a.b = value"],
    ["a.b==value", "a.b = value"],
    ["a.b!=value", "a.b != value"],
    ["a.b<1", "a.b < 1"],
    ["a.b<=1", "a.b <= 1"],
    ["a.b>1", "a.b > 1"],
    ["a.b>=-1", "a.b >= -1"],
    ["a.b > 0x1f", "a.b > 0x1f"],
    ["a.b contains x", "a.b contains x"],
    ["a.b\ncontains\tx", "a.b contains x"],
    ["a.b icontains 'x'", 'a.b icontains "x"'],
    ["a.b startswith x", "a.b startswith x"],
    ["a.b endswith \\", "a.b endswith \\"],
    ["a.b bcontains 48545450", "a.b bcontains 48545450"],
    ["a.b bstartswith 12ab", "a.b bstartswith 12ab"],
    ["a.b glob *.log", "a.b glob *.log"],
    ["a.b iglob *.LOG", "a.b iglob *.LOG"],
    ["a.b regex '(a|b)+'", 'a.b regex "(a|b)+"'],
    ["a.b matches x$", "a.b matches x$"],
    ["a.b in()", "a.b in ()"],
    ["a.b in ( a ,'b', 1 )", 'a.b in (a, "b", 1)'],
    ["a.b in (1..10)", "a.b in (1..10)"],
    ["a.b in known_binaries", "a.b in known_binaries"],
    ["a.b intersects (a)", "a.b intersects (a)"],
    ["a.b pmatch(/etc, /usr)", "a.b pmatch (/etc, /usr)"],
    ["a.b = 0a!@#456:/\\.;!$%^&*[]{}|", "a.b = 0a!@#456:/\\.;!$%^&*[]{}|"],
  ])("%s", (text, expected) => {
    expect(shape(text)).toBe(expected);
  });
});

describe("modifiers", () => {
  it.each([
    ["a.b = anyof (a, b)", "a.b = anyof (a, b)"],
    ["a.b contains oneof(a,b)", "a.b contains oneof (a, b)"],
    ["a.b != allof names", "a.b != allof names"],
    // Without a list behind it the word is a value.
    ["a.b = oneof", "a.b = oneof"],
    ["a.b = oneof and c", "(a.b = oneof and c)"],
    ["a.b = anyof or c", "(a.b = anyof or c)"],
    ["a.b = allof and(c)", "(a.b = allof and c)"],
    ["a.b =oneof", "a.b = oneof"],
    ["(a.b = allof)", "a.b = allof"],
  ])("%s", (text, expected) => {
    expect(shape(text)).toBe(expected);
  });
});

describe("transformers", () => {
  it.each([
    ["tolower(a.b) = x", "tolower(a.b) = x"],
    ["b64( toupper( a.b ) ) exists", "b64(toupper(a.b)) exists"],
    ["a.b = val(c.d)", "a.b = val(c.d)"],
    ["a.b = val( c.d[1] )", "a.b = val(c.d[1])"],
    ["a.b > len(c.d)", "a.b > len(c.d)"],
    ["a.b in val(c.d)", "a.b in val(c.d)"],
    ["a.b in (x, val(c.d), tolower(e.f))", "a.b in (x, val(c.d), tolower(e.f))"],
    ["join('-', (a.b, \"x\", 1, len(a.b))) = y", 'join("-", (a.b, "x", 1, len(a.b))) = y'],
    ["join(',', ()) = y", 'join(",", ()) = y'],
    ["concat(a.b, '/', -1.5e+3) = y", 'concat(a.b, "/", -1.5e+3) = y'],
    ["getopt(a.b, 'nt:')[t] = y", 'getopt(a.b, "nt:")[t] = y'],
    ["getopt(a.b, 'nt:')['t'] = y", 'getopt(a.b, "nt:")["t"] = y'],
    // A transformer's name is one only with a bracket right behind it.
    ["a.b = b64 and(c)", "(a.b = b64 and c)"],
    ["a.b = val", "a.b = val"],
  ])("%s", (text, expected) => {
    expect(shape(text)).toBe(expected);
  });
});

describe("values in quotes", () => {
  it.each([
    [String.raw`"a \" b"`, 'a " b'],
    [String.raw`'a \' b'`, "a ' b"],
    [`"mixed '"`, "mixed '"],
    [`'mixed "'`, 'mixed "'],
    [String.raw`"\b\f\n\r\t\\\/"`, "\b\f\n\r\t\\/"],
    [String.raw`"\x41\x0a"`, "A\n"],
    [String.raw`"\xc3\xa9"`, "é"],
    [String.raw`"\xe2\x82\xac \xff"`, "€ \udcff"],
    [String.raw`"bad \ escape"`, "bad \\escape"],
    [String.raw`"C:\\"`, "C:\\"],
    [`""`, ""],
    [`"( ) = , not"`, "( ) = , not"],
    [`"a\nb"`, "a\nb"],
  ])("%s", (quoted, expected) => {
    const node = parseFilter(`a.b = ${quoted}`);
    expect(node).toMatchObject({ right: { kind: "value", text: expected, isQuoted: true } });
  });
});

describe("positions", () => {
  /** The text that each node of a filter covers. */
  function parts(text: string): string[] {
    const found: string[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      if ("kind" in value) {
        const { kind, start, end } = value as Span & { kind: string };
        found.push(`${kind} ${text.slice(start, end)}`);
      }
      for (const child of Object.values(value)) visit(child);
    };
    visit(parseFilter(text));
    return found;
  }

  it("cover what was written, and nothing else", () => {
    expect(parts(" (not a.b[x]  contains 'c d') or e and f.g in ( h,val( i.j ) )")).toEqual([
      "or not a.b[x]  contains 'c d') or e and f.g in ( h,val( i.j ) )",
      "not not a.b[x]  contains 'c d'",
      "compare a.b[x]  contains 'c d'",
      "field a.b[x]",
      "value x",
      "value 'c d'",
      "and e and f.g in ( h,val( i.j ) )",
      "macro e",
      "compare f.g in ( h,val( i.j ) )",
      "field f.g",
      "list ( h,val( i.j ) )",
      "value h",
      "transform val( i.j )",
      "field i.j",
    ]);
  });

  it("tell operators apart", () => {
    expect(parseFilter("a.b  !=  c")).toMatchObject({ operatorSpan: { start: 5, end: 7 } });
  });
});

describe("errors", () => {
  it.each([
    ["", "0-0: the filter is empty"],
    ["   ", "0-0: the filter is empty"],
    ["and a", "0-3: expected a field, a macro or '(', but found 'and'"],
    ["a and", "5-5: expected a field, a macro or '(', but the filter ends"],
    ["a or ", "5-5: expected a field, a macro or '(', but the filter ends"],
    ["a and or b", "6-8: expected a field, a macro or '(', but found 'or'"],
    ["not", "3-3: expected a field, a macro or '(', but the filter ends"],
    ["a andb", "2-6: expected 'and', 'or' or the end, but found 'andb' -> and"],
    ["aand b", "5-6: expected 'and', 'or' or the end, but found 'b'"],
    ["a not b", "2-5: expected 'and', 'or' or the end, but found 'not' -> not"],
    ["a && b", "2-4: expected 'and', 'or' or the end, but found '&&' -> and"],
    ["a AND b", "2-5: expected 'and', 'or' or the end, but found 'AND' -> and"],
    ["a)", "1-2: expected 'and', 'or' or the end, but found ')'"],
    ["(a", "0-1: '(' is not closed"],
    ["(a b)", "3-4: expected 'and', 'or' or ')'"],
    ["()", "1-2: expected a field, a macro or '(', but found ')'"],
    ["#a", "0-1: expected a field, a macro or '(', but found '#'"],
    ["'x'", "0-1: expected a field, a macro or '(', but found '''"],
    ["1", "0-1: expected a field, a macro or '(', but found '1'"],
    ["macro > 12", "0-5: 'macro' is no field: fields have a dot in their names, as in proc.name"],
    ["a. = 1", "0-2: expected a field, such as proc.name, but found 'a.'"],
    ["a.b", "3-3: an operator is missing after a.b; there are: OPERATORS"],
    ["a.b and c", "4-7: 'and' is no operator after a.b; there are: OPERATORS"],
    ["a.b ~ c", "4-5: '~' is no operator after a.b; there are: OPERATORS -> matches"],
    ["a.b eq c", "4-6: 'eq' is no operator after a.b; there are: OPERATORS -> ="],
    ["a.b contain c", "4-11: 'contain' is no operator after a.b; there are: OPERATORS -> contains"],
    ["a.b CONTAINS c", "4-12: 'CONTAINS' is no operator after a.b; there are: OPERATORS -> contains"],
    ["a.b existsand c", "4-13: 'existsand' is no operator after a.b; there are: OPERATORS -> exists"],
    ["a.b exists c", "11-12: expected 'and', 'or' or the end, but found 'c'"],
    ["a.b contains'c'", "12-13: expected a blank and a value after 'contains'"],
    ["a.b contains", "12-12: expected a blank and a value after 'contains'"],
    ["a.b =", "5-5: expected a value after '=', but the filter ends"],
    ["a.b = ", "6-6: expected a value after '=', but the filter ends"],
    ["a.b = )", "6-7: expected a value after '=', but found ')'"],
    ["a.b === c", "6-7: expected a value after '=', but found '='"],
    ["a.b = c = d", "8-9: expected 'and', 'or' or the end, but found '='"],
    ["a.b = c,", "7-8: expected 'and', 'or' or the end, but found ','"],
    ["a.b = (c)", "6-7: '=' takes a list only with anyof, oneof or allof -> in"],
    ["a.b > (1)", "6-7: '>' takes a list only with anyof, oneof or allof -> in"],
    ["a.b in", "6-6: expected a list after 'in', but the filter ends"],
    ["a.b in 'c'", "7-8: expected a list after 'in', but found '''"],
    ["a.b in (", "8-8: expected a value, but the filter ends"],
    ["a.b in (c", "9-9: expected ',' or ')', but the filter ends"],
    ["a.b in (c,)", "10-11: expected a value, but found ')'"],
    ["a.b in (,)", "8-9: expected a value, but found ','"],
    ["a.b in (c d)", "10-11: expected ',' or ')', but found 'd'"],
    ["a.b < anyof (1) c", "16-17: expected 'and', 'or' or the end, but found 'c'"],
    ["a.b in anyof (c)", "13-14: expected 'and', 'or' or the end, but found '('"],
    ["a.b = 'c", "6-8: ' without an end"],
    ["a.b = \"c'", '6-9: " without an end'],
    [
      String.raw`a.b = "c\q"`,
      String.raw`8-10: no such escape: \q (there are \b \f \n \r \t \\ \/ \xHH and \")`,
    ],
    [
      String.raw`a.b = "c\'"`,
      String.raw`8-10: no such escape: \' (there are \b \f \n \r \t \\ \/ \xHH and \")`,
    ],
    [String.raw`a.b = "c\x4"`, String.raw`8-10: \x takes two hexadecimal digits`],
    ['a.b = "c\\', String.raw`8-9: no such escape: at the end (there are \b \f \n \r \t \\ \/ \xHH and \")`],
    ["a.b[] = c", "4-5: expected an argument in the brackets, in quotes if it has blanks"],
    ["a.b[ x ] = c", "4-5: expected an argument in the brackets, in quotes if it has blanks"],
    ["a.b[x = c", "3-5: '[' is not closed"],
    ["a.b['x' = c", "3-7: '[' is not closed"],
    ["a.b [x] = c", "4-5: '[' is no operator after a.b; there are: OPERATORS"],
    ["val(a.b) = c", "0-8: val(…) only stands on the right of an operator"],
    ["b64(val(a.b)) = c", "4-12: val(…) only stands on the right of an operator"],
    ["b64 (a.b) = c", "4-5: expected 'and', 'or' or the end, but found '('"],
    ["fake(a.b) = c", "0-4: unknown transformer fake()"],
    ["tolwer(a.b) = c", "0-6: unknown transformer tolwer() -> tolower"],
    ["tolower() = c", "8-9: expected a field, a transformer, a number or text in quotes, but found ')'"],
    ["tolower(a) = c", "8-9: expected a field, such as proc.name, but found 'a'"],
    ["tolower(a.b = c", "12-13: expected ',' or ')', but found '='"],
    ["join(',', (a.b) = c", "16-17: expected ',' or ')', but found '='"],
    ["a.b = val(tolower(c.d))", "6-23: val(…) takes one field and nothing else"],
    ["a.b = val('c')", "6-14: val(…) takes one field and nothing else"],
    ["a.b = val(val(c.d))", "10-18: val(…) only stands on the right of an operator"],
    ["a.b = fake(c.d)", "10-11: expected 'and', 'or' or the end, but found '('"],
  ])("%s", (text, expected) => {
    expect(failureOf(() => parseFilter(text))).toBe(expected.replace("OPERATORS", ALL_OPERATORS.join(" ")));
  });

  it("limits the nesting", () => {
    const nest = (depth: number) => `${"(".repeat(depth)}a${")".repeat(depth)}`;
    expect(failureOf(() => parseFilter(nest(250)))).toBe("compiles");
    expect(failureOf(() => parseFilter(nest(251)))).toBe("250-251: nested deeper than 250 levels");
    expect(failureOf(() => parseFilter("(".repeat(1e5)))).toBe("250-251: nested deeper than 250 levels");
    expect(failureOf(() => parseFilter("len(".repeat(1e5)))).toBe("1003-1004: nested deeper than 250 levels");
    expect(shape(`${"not ".repeat(100_001)}a`)).toBe("!a");
  });
});
