import { describe, expect, it } from "vitest";
import { currentSchema } from "../../src/schema/current.ts";
import { codesByName } from "../../src/schema/lookup.ts";
import { PARAM_TYPES } from "../../src/schema/param-types.ts";
import { EventFlag, type EventSpec } from "../../src/schema/types.ts";

const ALL_CODES = Array.from({ length: currentSchema.eventCount }, (_, code) => code);
const ALL_EVENTS = ALL_CODES.map(event);

function event(code: number): EventSpec {
  const spec = currentSchema.event(code);
  if (spec === undefined) throw new Error(`no event ${code}`);
  return spec;
}

function param(code: number, name: string) {
  return event(code).params.find((candidate) => candidate.name === name);
}

describe("an event of the current schema", () => {
  it("describes the exit of open", () => {
    const { params, ...rest } = event(3);
    expect(rest).toEqual({
      code: 3,
      enumName: "SYSCALL_OPEN_X",
      name: "open",
      isExit: true,
      category: "FILE",
      source: "SYSCALL",
      flags: EventFlag.CREATES_FD | EventFlag.MODIFIES_STATE | EventFlag.CONVERTER_MANAGED,
    });
    expect(params.map(({ name, type, format }) => `${name} ${type} ${format}`)).toEqual([
      "fd FD DEC",
      "name FSPATH NA",
      "flags FLAGS32 HEX",
      "mode UINT32 OCT",
      "dev UINT32 HEX",
      "ino UINT64 DEC",
    ]);
    expect(params[2]?.flags).toBe(currentSchema.flagTables.get("file_flags"));
  });

  it("describes the exit of execve", () => {
    const { name, category, params } = event(293);
    expect([name, category, params.length]).toEqual(["execve", "PROCESS", 31]);
    expect([params[0]?.name, params[2]?.name, params[28]?.name, params[30]?.name]).toEqual([
      "res",
      "args",
      "pgid",
      "filename",
    ]);
    expect(param(293, "flags")?.flags?.name).toBe("execve_flags");
  });

  it("marks the events with 32-bit parameter lengths", () => {
    const large = ALL_EVENTS.filter(({ flags }) => flags & EventFlag.LARGE_PAYLOAD);
    expect(large.map(({ enumName }) => enumName)).toEqual([
      "PLUGINEVENT_E",
      "CONTAINER_JSON_2_E",
      "ASYNCEVENT_E",
    ]);
  });

  it("leads from a relative path to its directory", () => {
    expect(event(307).params[param(307, "name")?.dirfdParam ?? -1]?.name).toBe("dirfd");
    expect(param(177, "newpath")?.dirfdParam).toBe(3);
    expect(param(3, "name")?.dirfdParam).toBeUndefined();
  });

  it("lists the forms of a dynamic parameter", () => {
    expect(param(45, "val")?.dynamic).toEqual([
      { type: "BYTEBUF", format: "HEX" },
      { type: "ERRNO", format: "DEC" },
      { type: "UINT32", format: "DEC" },
      { type: "UINT64", format: "DEC" },
      { type: "RELTIME", format: "DEC" },
    ]);
    expect(param(453, "arg2")?.dynamic?.[1]).toEqual({ type: "CHARBUF", format: "NA" });
  });

  it("is the same object at every use", () => {
    expect(currentSchema.event(3)).toBe(currentSchema.event(3));
    expect(param(2, "flags")?.flags).toBe(param(3, "flags")?.flags);
  });

  it("is missing for every number that is not a code", () => {
    for (const code of [-1, 454, 65535, 2 ** 32, 0.5, Number.NaN])
      expect(currentSchema.event(code)).toBeUndefined();
  });

  it("keeps unused codes", () => {
    expect(event(17)).toMatchObject({ name: "NA", source: "NONE", category: "UNKNOWN", params: [] });
    expect(event(17).flags).toBe(EventFlag.UNUSED);
  });
});

describe("the current schema", () => {
  it("has an event of its own for every code", () => {
    expect(currentSchema.eventCount).toBe(454);
    expect(ALL_EVENTS.map(({ code }) => code)).toEqual(ALL_CODES);
    expect(new Set(ALL_EVENTS.map(({ enumName }) => enumName)).size).toBe(454);
  });

  it("has at most 32 parameters an event, the limit of libs", () => {
    expect(Math.max(...ALL_EVENTS.map(({ params }) => params.length))).toBe(32);
  });

  it("has no parameter that cannot be decoded", () => {
    for (const { enumName, params } of ALL_EVENTS) {
      for (const { name, type, flags, dirfdParam, dynamic } of params) {
        const place = `${enumName} ${name}`;
        expect(PARAM_TYPES[type]?.inEvents, place).toBe(true);
        expect(/FLAGS|MODE/.test(type), place).toBe(flags !== undefined);
        expect(type === "DYN", place).toBe(dynamic !== undefined);
        expect(dirfdParam === undefined || params[dirfdParam]?.type === "FD", place).toBe(true);
      }
    }
  });

  it("finds the codes of a name", () => {
    expect(codesByName(currentSchema, "openat")).toEqual([102, 103, 306, 307]);
    expect(codesByName(currentSchema, "procexit")).toEqual([16, 186]);
    expect(codesByName(currentSchema, "no such event")).toEqual([]);
    expect(codesByName(currentSchema, "constructor")).toEqual([]);
  });
});
