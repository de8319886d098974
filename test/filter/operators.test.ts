import { describe, expect, it } from "vitest";
import { bytesOf, passes, type Values } from "./sample-fields.ts";

const V4 = Uint8Array.of(192, 168, 0, 3);
const V6 = Uint8Array.of(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

/** What a field of each type holds here. */
const VALUES: Values = {
  "t.text": "/etc/ld.so.cache",
  "t.other": "/etc",
  "t.bytes": bytesOf("\x7fELF\x01 GET /index"),
  "t.int": -3,
  "t.int2": 2n ** 64n - 1n,
  "t.bool": true,
  "t.double": 1.5,
  "t.time": 1534527348500000000n,
  "t.span": 1_500_000n,
  "t.ip": V4,
  "t.ip2": V6,
  "t.net": V4,
  "t.port": 443,
  "t.list": ["file", "ipv4"],
  "t.any": ["bash", "sshd", "systemd"],
  "t.ends": [80, 54321],
  "t.endips": [V4, Uint8Array.of(10, 0, 0, 1)],
  "t.endnets": [V4, Uint8Array.of(10, 0, 0, 1)],
};

/** For each field: comparisons that are true of its value, and such that are false. */
const CASES: Readonly<Record<string, { readonly yes: readonly string[]; readonly no: readonly string[] }>> = {
  "t.text": {
    yes: [
      "= /etc/ld.so.cache",
      "!= /etc",
      "< /etc/m",
      "<= /etc/ld.so.cache",
      "> /etc",
      ">= /etc/ld.so.cache",
      "contains ld.so",
      "contains ''",
      "icontains LD.SO",
      "startswith /etc",
      "endswith cache",
      "glob /e*/ld.??.cache",
      "glob *",
      "iglob *.CACHE",
      "regex '/etc/.*\\\\.so\\\\..*'",
      "regex '(?i)/ETC/.*'",
      "matches so",
      "matches 'cache$'",
      "in (a, /etc/ld.so.cache)",
      "intersects (/etc/ld.so.cache)",
      "pmatch (/usr, /etc)",
      "pmatch (/e*)",
      "= val(t.text)",
      "!= val(t.other)",
      "startswith val(t.other)",
      "> val(t.other)",
      "glob val(t.text)",
      "in (a, val(t.text))",
      "in val(t.text)",
    ],
    no: [
      "= /etc/ld.so",
      "!= /etc/ld.so.cache",
      "< /etc",
      "<= /etc",
      "> /etc/ld.so.cache",
      ">= /etc/m",
      "contains LD.SO",
      "icontains ldso",
      "startswith etc",
      "endswith /etc",
      "glob /etc",
      "glob *.CACHE",
      "iglob *.so",
      "regex so",
      "matches '^ld'",
      "in (/etc, cache)",
      "in ()",
      "intersects ()",
      "pmatch (/et, /etc/ld)",
      "pmatch ()",
      "= val(t.other)",
      "in (val(t.other))",
    ],
  },
  "t.bytes": {
    yes: [
      "= '\\x7fELF\\x01 GET /index'",
      "!= ELF",
      "contains 'ELF\\x01'",
      "contains ''",
      "icontains 'get /INDEX'",
      "startswith '\\x7f'",
      "endswith index",
      "bcontains 454c46",
      "bcontains 01204745",
      "bstartswith 7f454C46",
      "matches 'GET /[a-z]+$'",
      "in (a, '\\x7fELF\\x01 GET /index')",
      "intersects ('\\x7fELF\\x01 GET /index')",
      "= val(t.bytes)",
      "contains tolower('/index')",
    ],
    no: [
      "= ELF",
      "!= '\\x7fELF\\x01 GET /index'",
      "contains elf",
      "startswith ELF",
      "endswith INDEX",
      "bcontains 454c47",
      "bstartswith 45",
      "matches '^GET'",
      "in (a)",
      "in ()",
    ],
  },
  "t.int": {
    yes: [
      "= -3",
      "= -3.0",
      "= -0.3e1",
      "!= 3",
      "< 0",
      "<= -3",
      "> -4",
      ">= -3",
      "in (1, -3)",
      "in (-5..-1)",
      "intersects (-3)",
    ],
    no: [
      "= 3",
      "!= -3",
      "< -3",
      "<= -4",
      "> -3",
      ">= -2",
      "in (3)",
      "in ()",
      "in (0..9, 4294967293)",
      "= 18446744073709551613",
    ],
  },
  "t.int2": {
    yes: [
      "= 18446744073709551615",
      "= 0xffffffffffffffff",
      "> 18446744073709551614",
      "in (1, 18446744073709551615)",
      "!= -1",
      "> -1",
    ],
    no: ["= -1", "= 18446744073709551616", "< 0", "in (-1)", "> 18446744073709551615", "= val(t.int)"],
  },
  "t.bool": {
    yes: ["= true", "!= false", "in (true, false)", "intersects (true)", "= val(t.bool)"],
    no: ["= false", "!= true", "in (false)", "in ()", "!= val(t.bool)"],
  },
  "t.double": {
    yes: [
      "= 1.5",
      "!= 1",
      "< 2",
      "<= 1.5",
      "> 1",
      ">= 0x1",
      "in (1.5)",
      "in (1..2)",
      "intersects (1.5)",
      "> val(t.int)",
    ],
    no: ["= 1", "!= 1.5", "< 1.5", "> 1.5", "in (1, 2)", "in (2..3)"],
  },
  "t.time": {
    yes: [
      "= 1534527348500000000",
      "= 2018-08-17T17:35:48.5Z",
      "= '2018-08-17 19:35:48.5+02:00'",
      ">= 2018-08-17T17:35:48.5Z",
      "> 2018-08-17",
      "< 2018-08-18",
      "!= 0",
      "in (2018-08-17..2018-08-18)",
      "in (5, 1534527348500000000)",
      "<= 1534527348500000000",
    ],
    no: [
      "= 0",
      "> 2018-08-17T17:35:48.5Z",
      "< 2018-08-17T17:35:48Z",
      "in (2018-08-18..2018-08-19)",
      "!= 2018-08-17T17:35:48.500Z",
    ],
  },
  "t.span": {
    yes: [
      "= 1.5ms",
      "= 1500us",
      "= 1500000",
      "!= 1ms",
      "> 1ms",
      "< 1s",
      "<= 1.5ms",
      ">= 1500µs",
      "in (1ms..2ms)",
      "in (1.5ms)",
    ],
    no: ["= 1ms", "> 1.5ms", "< 1500000ns", "in (2ms..3ms)", "!= 0.0015s"],
  },
  "t.ip": {
    yes: [
      "= 192.168.0.3",
      "= 192.168.0.0/16",
      "!= 1.2.3.4",
      "!= fe80::1",
      "in (1.2.3.4, 192.168.0.3)",
      "in (10.0.0.0/8, 192.168.0.0/24)",
      "in (192.168.0.1..192.168.0.9)",
      "intersects (192.168.0.3)",
      "= val(t.ip)",
    ],
    no: [
      "= 192.168.0.4",
      "= ::ffff:192.168.0.3",
      "!= 192.168.0.3",
      "in (1.2.3.4, fe80::1)",
      "in ()",
      "= val(t.ip2)",
      "in (192.168.0.4..192.168.0.9)",
    ],
  },
  "t.ip2": {
    yes: ["= fe80::1", "= FE80:0:0:0:0:0:0:1", "= fe80::/10", "!= 192.168.0.3", "in (::1, fe80::1)"],
    no: ["= fe80::2", "= 0.0.0.1", "!= fe80::1", "in (::1)"],
  },
  "t.net": {
    yes: [
      "= 192.168.0.0/16",
      "= 0.0.0.0/0",
      "!= 10.0.0.0/8",
      "!= ::/0",
      "in (10.0.0.0/8, 192.168.0.0/16)",
      "intersects (192.168.0.0/16)",
    ],
    no: ["= 10.0.0.0/8", "= ::/0", "!= 192.168.0.0/24", "in (10.0.0.0/8)", "in ()"],
  },
  "t.port": {
    yes: [
      "= 443",
      "= https",
      "!= http",
      "< 1024",
      "<= 443",
      "> 80",
      ">= https",
      "in (http, https)",
      "in (400..500)",
      "intersects (443)",
      "= val(t.port)",
      "> val(t.double)",
    ],
    no: ["= 80", "= http", "!= 443", "< https", "in (http)", "in ()"],
  },
  "t.list": {
    yes: ["in (file, ipv4, pipe)", "intersects (pipe, ipv4)", "in val(t.list)", "intersects val(t.list)"],
    no: ["in (file)", "in ()", "intersects (pipe)", "intersects ()"],
  },
  "t.any": {
    yes: [
      "= sshd",
      "!= sshd",
      "contains ssh",
      "startswith sys",
      "glob b*",
      "regex 'ss.*'",
      "in (cron, sshd)",
      "intersects (bash)",
      "= allof (bash, sshd)",
      "pmatch (bash)",
    ],
    no: ["= cron", "contains cron", "in (cron)", "= allof (bash, cron)", "= oneof (bash, sshd)"],
  },
  "t.ends": {
    yes: [
      "= 80",
      "= 54321",
      "!= 443",
      "< 100",
      "> 50000",
      "in (80, 443)",
      "in (1..1023)",
      "= allof (80, 54321)",
      "= anyof (http, https)",
    ],
    no: ["= 443", "!= 80", "!= 54321", "> 60000", "in (443)", "= allof (80, 443)"],
  },
  "t.endips": {
    yes: [
      "= 10.0.0.1",
      "= 192.168.0.3",
      "!= 1.2.3.4",
      "in (1.2.3.4, 10.0.0.1)",
      "in (192.168.0.3, 1.2.3.4)",
      "intersects (10.0.0.1)",
    ],
    no: ["= 1.2.3.4", "!= 10.0.0.1", "!= 192.168.0.3", "in (1.2.3.4)"],
  },
  "t.endnets": {
    yes: [
      "= 10.0.0.0/8",
      "= 192.168.0.0/16",
      "!= 172.16.0.0/12",
      "in (10.0.0.0/8, 192.168.0.0/16)",
      "in (1.0.0.0/8, 10.0.0.0/8)",
    ],
    no: ["= 172.16.0.0/12", "!= 10.0.0.0/8", "in (172.16.0.0/12)"],
  },
};

describe.each(Object.entries(CASES))("%s", (field, { yes, no }) => {
  it.each(yes)("%s", (comparison) => {
    expect(passes(`${field} ${comparison}`, VALUES)).toBe(true);
  });

  it.each(no)("not %s", (comparison) => {
    expect(passes(`${field} ${comparison}`, VALUES)).toBe(false);
  });

  it("is false of every comparison while it is absent, which 'not' turns", () => {
    const { [field]: _, ...others } = VALUES;
    for (const comparison of [...yes, ...no]) {
      expect(passes(`${field} ${comparison}`, others), comparison).toBe(false);
      expect(passes(`not ${field} ${comparison}`, others), comparison).toBe(true);
    }
  });

  it("exists while it has a value", () => {
    expect(passes(`${field} exists`, VALUES)).toBe(true);
    expect(passes(`${field} exists`)).toBe(false);
    expect(passes(`not ${field} exists`)).toBe(true);
  });
});

describe("modifiers", () => {
  it.each([
    ["= oneof (myexe, bash)", true],
    ["= oneof (myexe, myexe)", false],
    ["= anyof (bash, myexe)", true],
    ["= anyof (bash)", false],
    ["= allof (myexe, myexe)", true],
    ["= allof (myexe, bash)", false],
    ["!= oneof (myexe, bash)", true],
    ["!= oneof (bash, sh)", false],
    ["!= anyof (myexe, bash)", true],
    ["!= allof (bash, sh)", true],
    ["!= allof (bash, myexe)", false],
    ["contains oneof (my, exe)", false],
    ["contains allof (my, exe)", true],
    ["icontains anyof (MY, x)", true],
    ["startswith oneof (m, e)", true],
    ["endswith anyof (exe, m)", true],
    ["glob allof (my*, *exe, *)", true],
    ["iglob oneof (MY*, *exe)", false],
    ["regex anyof ('my.*', x)", true],
    ["matches allof (y, e)", true],
    ["= anyof ()", false],
    ["= oneof ()", false],
    ["= allof ()", false],
    ["!= allof ()", false],
  ] as const)("t.text %s", (comparison, expected) => {
    expect(passes(`t.text ${comparison}`, { "t.text": "myexe" })).toBe(expected);
    expect(passes(`t.text ${comparison}`)).toBe(false);
  });

  it("apply to numbers, addresses and buffers too", () => {
    expect(passes("t.int = anyof (1, -3)", VALUES)).toBe(true);
    expect(passes("t.ip = anyof (10.0.0.0/8, 192.168.0.0/16)", VALUES)).toBe(true);
    expect(passes("t.bytes bcontains allof (45, 4c46)", VALUES)).toBe(true);
    expect(passes("t.port = anyof (val(t.port))", VALUES)).toBe(true);
  });
});
