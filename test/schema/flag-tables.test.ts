import { describe, expect, it } from "vitest";
import { currentSchema } from "../../src/schema/current.ts";

const { flagTables } = currentSchema;

describe("a flag table", () => {
  it("keeps libs' order, composite names before their parts", () => {
    const names = flagTables.get("file_flags")?.entries.map(({ name }) => name) ?? [];
    expect(names.indexOf("O_RDWR")).toBeLessThan(names.indexOf("O_WRONLY"));
    expect(names.indexOf("O_WRONLY")).toBeLessThan(names.indexOf("O_RDONLY"));
  });

  it("keeps aliases and repetitions", () => {
    const names = (table: string, value: number) =>
      flagTables.get(table)?.entries.flatMap((entry) => (entry.value === value ? entry.name : []));
    expect(names("socket_families", 1)).toEqual(["AF_LOCAL", "AF_UNIX"]);
    expect(names("prctl_options", 33)).toEqual(["PR_MCE_KILL", "PR_MCE_KILL"]);
  });

  it("knows how it is read", () => {
    const kinds = ["open_flags", "file_flags", "lseek_whence", "chmod_mode", "poll_flags"];
    expect(kinds.map((name) => flagTables.get(name)?.kind)).toEqual([
      undefined,
      "bitmask",
      "enum",
      "mode",
      "bitmask",
    ]);
  });

  it("has values of 32 unsigned bits", () => {
    const entries = flagTables.names().flatMap((name) => flagTables.get(name)?.entries ?? []);
    expect(entries.length).toBeGreaterThan(600);
    for (const { name, value } of entries) expect(value >>> 0, name).toBe(value);
  });

  it("is the same object at every use", () => {
    expect(flagTables.get("mount_flags")).toBe(flagTables.get("mount_flags"));
    expect(flagTables.get("toString")).toBeUndefined();
  });
});
