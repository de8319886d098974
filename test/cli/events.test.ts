import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/exit-status.ts";
import { runCommand } from "./helpers/run-command.ts";

describe("events", () => {
  it("lists the table", async () => {
    const { lines } = await runCommand("events");
    expect(lines[0]).toMatch(/^CODE +NAME +CATEGORY +PARAMS +FLAGS$/);
    expect(lines.find((line) => line.startsWith("   3 "))).toMatch(
      /^ {3}3 {2}< {2}open +FILE +6 {2}CREATES_FD\|/,
    );
    expect(lines.some((line) => / NA /.test(line))).toBe(false);
    expect((await runCommand("events", "--all")).lines).toHaveLength(455);
  });

  it("tells all of an event, by name and by code", async () => {
    const { text } = await runCommand("events", "openat", "4");
    expect(text).toMatch(/^306 > openat {2}SYSCALL_OPENAT_2_E$/m);
    expect(text).toMatch(/^307 < openat {2}SYSCALL_OPENAT_2_X$/m);
    expect(text).toMatch(/^4 > close {2}SYSCALL_CLOSE_E$/m);
    expect(text).toMatch(/^ {2}category +FILE, source SYSCALL$/m);
    expect(text).toMatch(/^ {2}raised by +openat$/m);
    expect(text).toMatch(/^ {3}2 +name +FSRELPATH +NA +relative to dirfd$/m);
    expect(text).toMatch(/^ {3}3 +flags +FLAGS32 +HEX +bitmask file_flags$/m);
    expect(text).toMatch(/^ +0x4 {2}O_CREAT$/m);
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
  });

  it("knows libs' own names, and system calls without an event of their own", async () => {
    expect((await runCommand("events", "PPME_SYSCALL_OPEN_X")).lines[0]).toBe("3 < open  SYSCALL_OPEN_X");
    expect((await runCommand("events", "getpid")).lines[0]).toBe("0 > syscall  GENERIC_E");
  });

  it("tells the forms of dynamic parameters", async () => {
    expect((await runCommand("events", "ptrace")).text).toMatch(/DYN .*first byte tells the form: 0 /);
  });

  it("tells it in JSON", async () => {
    const { lines } = await runCommand("events", "-j", "3");
    const [event, ...others] = lines.map((line) => JSON.parse(line));
    expect(others).toEqual([]);
    expect(event).toMatchObject({
      code: 3,
      name: "open",
      direction: "<",
      category: "FILE",
      syscalls: ["open"],
    });
    expect(event.flags).toContain("CREATES_FD");
    expect(event.params[2]).toMatchObject({ index: 2, name: "flags", type: "FLAGS32", format: "HEX" });
    expect(event.params[2].flags.entries).toContainEqual({ name: "O_CREAT", value: 4 });
  });

  it.each([
    ["opne", 'there is no event "opne", did you mean open?'],
    ["getpdi", 'there is no event "getpdi", did you mean getpid?'],
    ["9999", 'there is no event "9999"'],
    ["frobnicate", 'there is no event "frobnicate"'],
  ])("suggests what %j might mean", async (word, message) => {
    await expect(runCommand("events", word)).rejects.toThrow(new UsageError(message));
  });
});
