import { describe, expect, it } from "vitest";
import { importSchema } from "../../../src/schema/import/import-schema.ts";
import type { SourceFiles } from "../../../src/schema/import/preprocess.ts";
import { SourceError } from "../../../src/schema/import/source-error.ts";
import { AGE_2014, AGE_2018, AGE_2024, sources } from "./shapes.ts";

describe("importSchema", () => {
  it("reads tables by position, of 2014", () => {
    const schema = importSchema(AGE_2014, { tag: "old" });
    expect(schema).toMatchObject({ format: "scap-schema/1", tag: "old", headerBytes: 22, maxParams: 16 });
    expect(schema.events).toEqual([
      {
        ...{ code: 0, enumName: "GENERIC_E", name: "syscall", source: "NONE", category: "OTHER", flags: [] },
        params: [{ name: "ID", type: "UINT32", format: "DEC" }],
      },
      {
        ...{
          code: 1,
          enumName: "GENERIC_X",
          name: "syscall",
          source: "NONE",
          category: "IO_READ",
          flags: [],
        },
        params: [],
      },
      {
        ...{ code: 2, enumName: "SYSCALL_OPEN_E", name: "open", source: "NONE", category: "FILE" },
        flags: ["CREATES_FD", "USES_FD"],
        params: [],
      },
      {
        ...{ code: 3, enumName: "SYSCALL_OPEN_X", name: "open", source: "NONE", category: "FILE" },
        flags: ["CREATES_FD"],
        params: [
          { name: "fd", type: "FD", format: "DEC" },
          { name: "flags", type: "UINT32", format: "HEX" },
        ],
      },
    ]);
    expect(schema.flagTables).toEqual([]);
    expect(schema.syscalls).toEqual([
      { code: 0, name: "unknown" },
      { code: 5, name: "open", enter: 2, exit: 3 },
    ]);
    expect(schema).not.toHaveProperty("schemaVersion");
  });

  it("reads names of values, dynamic parameters and relative paths, of 2014 to 2022", () => {
    const schema = importSchema(AGE_2018, { tag: "middle", commit: "abcdef0", date: "2018-12-21" });
    expect(schema).toMatchObject({ commit: "abcdef0", date: "2018-12-21", headerBytes: 26, maxParams: 32 });
    expect(schema.flagTables).toEqual([
      {
        name: "file_flags",
        entries: [
          { name: "O_RDWR", value: 3 },
          { name: "O_RDONLY", value: 1 },
          { name: "O_SPLIT", value: 0xffffff9c },
        ],
      },
    ]);
    expect(schema.dynamicTables).toEqual([
      {
        name: "ptrace_dynamic_param",
        choices: [
          { type: "UINT64", format: "HEX" },
          { type: "SIGTYPE", format: "DEC" },
        ],
      },
    ]);
    expect(schema.events.map(({ params }) => params)).toEqual([
      [{ name: "data", type: "DYN", format: "HEX", dynamicTable: "ptrace_dynamic_param" }],
      [],
      [],
      [
        { name: "fd", type: "FD", format: "DEC" },
        { name: "name", type: "FSRELPATH", format: "NA", dirfdParam: 0 },
        { name: "flags", type: "FLAGS32", format: "HEX", flagTable: "file_flags" },
        { name: "mode", type: "MODE", format: "OCT" },
      ],
    ]);
    expect(schema.events[2]?.flags).toEqual(["CREATES_FD", "DROP_FALCO"]);
    expect(schema.eventFlags).toEqual({ CREATES_FD: 1, USES_FD: 4, UNUSED: 0x40, DROP_FALCO: 0x400 });
    expect(schema.syscalls[1]).toEqual({ code: 1, name: "open", enter: 2, exit: 3 });
  });

  it("leaves out what other definitions leave out", () => {
    const defines = new Map([["CONFIG_64BIT", "1"]]);
    const [table] = importSchema(AGE_2018, { tag: "64", defines }).flagTables;
    expect(table?.entries.map(({ name }) => name)).toEqual(["O_RDWR", "O_RDONLY"]);
  });

  it("reads designated initialisers, sources and macros, since 2023", () => {
    const schema = importSchema(AGE_2024, { tag: "new" });
    expect(schema).toMatchObject({ schemaVersion: "4.5.1", apiVersion: "10.1.0" });
    expect(schema.events).toEqual([
      {
        ...{
          code: 0,
          enumName: "GENERIC_E",
          name: "syscall",
          source: "METAEVENT",
          category: "OTHER",
          flags: [],
        },
        params: [{ name: "ID", type: "UINT32", format: "DEC" }],
      },
      {
        ...{ code: 1, enumName: "GENERIC_X", name: "NA", source: "NONE", category: "UNKNOWN" },
        flags: ["UNUSED"],
        params: [],
      },
      {
        ...{ code: 2, enumName: "SYSCALL_OPEN_E", name: "open", source: "SYSCALL", category: "FILE" },
        flags: ["CREATES_FD"],
        params: [],
      },
      {
        ...{ code: 3, enumName: "SYSCALL_OPEN_X", name: "open", source: "SYSCALL", category: "FILE" },
        flags: ["CREATES_FD", "USES_FD"],
        params: [
          { name: "dirfd", type: "FD", format: "DEC" },
          { name: "name", type: "FSRELPATH", format: "NA", dirfdParam: 0 },
        ],
      },
    ]);
    expect(schema.syscalls).toEqual([
      { code: 0, name: "unknown" },
      { code: 5, name: "open" },
      { code: 256, name: "openat2", enter: 2, exit: 3 },
    ]);
  });

  it("tells of parameters beyond the number that counts, and leaves them out", () => {
    const remarks: string[] = [];
    const files = edited(AGE_2014, "event_table.c", "EF_CREATES_FD, 2,", "EF_CREATES_FD, 1,");
    const schema = importSchema(files, { tag: "odd", onRemark: (remark) => remarks.push(remark.message) });
    expect(schema.events[3]?.params.map(({ name }) => name)).toEqual(["fd"]);
    expect(remarks).toEqual([
      expect.stringMatching(/^driver\/event_table\.c:9: an event says 1 parameters and lists 2: .*"open"/),
    ]);
  });

  it("gives codes without a constant a name, and tells of them", () => {
    const remarks: string[] = [];
    const files = edited(AGE_2014, "ppm_events_public.h", "PPME_GENERIC_X = 1,", "");
    const schema = importSchema(files, { tag: "gap", onRemark: (remark) => remarks.push(remark.message) });
    expect(schema.events.map(({ enumName, name }) => [enumName, name])[1]).toEqual(["UNNAMED_1", "syscall"]);
    expect(remarks).toEqual([
      expect.stringMatching(/^driver\/event_table\.c:7: code 1 has no constant: .*"syscall"/),
    ]);
  });

  it.each([
    ["an unknown type", "PT_FD, PF_DEC", "PT_FANCY, PF_DEC", /:9: unknown in an expression: PT_FANCY: /],
    ["an unknown flag", "(EF_CREATES_FD |", "(EF_NEW |", /:8: unknown in an expression: EF_NEW: /],
    ["a flag without a name", "EF_CREATES_FD, 2", "1024, 2", /:9: event flags without a name: /],
    ["an unknown category", "EC_IO_READ", "EC_IO_READ + 5", /:7: unknown event category: /],
    ["a parameter that is missing", "EF_CREATES_FD, 2", "EF_CREATES_FD, 3", /:9: an event says 3 parameters/],
    [
      "a table that is not known",
      "PT_UINT32, PF_HEX",
      "PT_UINT32, PF_HEX, names",
      /:9: unknown in .*names: /,
    ],
    ["too many fields", "PT_FD, PF_DEC", "PT_FD, PF_DEC, 0, 0, 0", /:9: too many fields: /],
    ["too many events", "\n};", ", {}, {}\n};", /:9: item 4 of 4: /],
    [
      "a repeated event",
      '{"open", EC_FILE, EF_CREATES_FD, 2',
      '[0] = {"open", EC_FILE, EF_CREATES_FD, 2',
      /:9: item 0 is given twice/,
    ],
    ["a range", "\n};", ", [1 ... 2] = {}\n};", /:9: a range of indexes: /],
    ["a brace that is open", "\n};", "\n", /:5: a brace is not closed: /],
    ["a text that is none", '"fd"', "fd", /:9: no plain text: /],
    ["a division by zero", "EF_CREATES_FD, 2", "EF_CREATES_FD, 2 / 0", /:9: a division by zero/],
    ["what is no C", '"fd"', "`fd`", /:9: this is no C: /],
    [
      "a wrong conditional",
      '#include "ppm_events_public.h"',
      "#if 1",
      /:2: a conditional is not closed: #if 1/,
    ],
    [
      "a condition of functions",
      '#include "ppm_events_public.h"',
      "#if F(1)\n#endif",
      /:2: an expression goes on/,
    ],
    ["an unknown directive", '#include "ppm_events_public.h"', "#embed <x>", /:2: unknown directive #embed/],
    ["an #error", '#include "ppm_events_public.h"', "#error no", /:2: the sources refuse/],
  ])("tells file, line and text of %s", (_, text, replacement, message) => {
    const files = edited(AGE_2014, "event_table.c", text, replacement);
    const read = () => importSchema(files, { tag: "wrong" });
    expect(read).toThrow(SourceError);
    expect(read).toThrow(message);
  });

  it.each([
    ["no table", { "event_table.c": "" }, "driver/event_table.c:1: no array of struct ppm_event_info"],
    ["no header", { "ppm_events_public.h": "" }, "driver/event_table.c:1: struct ppm_evt_hdr is missing"],
    ["a version that is none", { SCHEMA_VERSION: "soon" }, "driver/SCHEMA_VERSION:1: no version: soon"],
  ])("tells of %s", (_, texts, message) => {
    const files = new Map([...AGE_2014, ...sources(texts)]);
    expect(() => importSchema(files, { tag: "wrong" })).toThrow(message);
  });

  it("bounds what hostile sources can ask for", () => {
    const doubling = Array.from({ length: 40 }, (_, i) => `#define A${i + 1} A${i} A${i}`).join("\n");
    const deep = `${"(".repeat(100_000)}1${")".repeat(100_000)}`;
    for (const text of [
      `#define A0 x\n${doubling}\nA40`,
      `#if ${deep}\n#endif`,
      `struct t a[] = ${"{".repeat(100_000)}${"}".repeat(100_000)};`,
      '#include "event_table.c"',
      "#define F(x) F(x x)\nF(F(F(y)))\nF(",
      `#define F(x) x\n${"F(".repeat(5000)}${")".repeat(5000)}`,
      "/* ".repeat(100_000),
    ])
      expect(() =>
        importSchema(new Map([...AGE_2014, ...sources({ "event_table.c": text })]), { tag: "x" }),
      ).toThrow(SourceError);
  });
});

function edited(files: SourceFiles, name: string, text: string, replacement: string): SourceFiles {
  const old = files.get(name)?.text ?? "";
  expect(old).toContain(text);
  return new Map([...files, ...sources({ [name]: old.replace(text, () => replacement) })]);
}
