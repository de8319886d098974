import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  renderEventHeader,
  renderFlagHeader,
  renderSplitHeader,
  renderSyscallHeader,
  renderSyscallNameHeader,
} from "../../src/schema/c-header.ts";
import { currentSchema } from "../../src/schema/current.ts";

const HEADERS = {
  "events.gen.h": renderEventHeader(currentSchema),
  "flags.gen.h": renderFlagHeader(currentSchema),
  "syscalls.gen.h": renderSyscallHeader(currentSchema, ["x86_64", "aarch64"]),
  "splits.gen.h": renderSplitHeader(currentSchema),
  "syscall-names.gen.h": renderSyscallNameHeader(currentSchema, ["x86_64", "aarch64"]),
};

describe("C headers of the capture agent", () => {
  it.each(Object.entries(HEADERS))("%s is what `npm run gen:c` writes", (name, text) => {
    const committed = readFileSync(new URL(`../../capture-agent/include/${name}`, import.meta.url), "utf8");
    expect(committed).toBe(text);
  });

  it("gives a system call the event that is recorded for it today", () => {
    const { "syscalls.gen.h": text } = HEADERS;
    expect(text).toContain("PPM_SC_OPENAT = 197,");
    const x86 = text.slice(text.indexOf("SYSCALLS_X86_64"), text.indexOf("SYSCALLS_AARCH64"));
    expect(x86).toContain("X(257, 197, 307)"); // openat: OPENAT_2_X, not the older 103
    expect(x86).toContain("X(59, 324, 293)"); // execve: EXECVE_19_X
    expect(x86).toContain("X(24, 99, 1)"); // sched_yield has no event of its own
  });

  it("tells which group a system call belongs to", () => {
    const text = HEADERS["syscall-names.gen.h"];
    expect(text).toContain('X(257, "openat", "file")');
    expect(text).toContain('X(0, "read", "io_read")');
  });

  it("gives a 32-bit call the 64-bit call it is, also where only its numbers are wider", () => {
    const ia32 = HEADERS["syscalls.gen.h"].split("SYSCALLS_IA32")[1];
    expect(ia32).toContain("X(295, 257)"); // openat
    expect(ia32).toContain("X(300, 262)"); // fstatat64 → newfstatat
    expect(ia32).toContain("X(212, 92)"); // chown32 → chown
    expect(ia32).toContain("X(422, 202)"); // futex_time64 → futex
    expect(ia32).not.toContain("X(102,"); // socketcall is many
  });

  it("says which events have wide lengths", () => {
    expect(HEADERS["events.gen.h"]).toContain("X(PPME_ASYNCEVENT_E, 3, 1)");
    expect(HEADERS["events.gen.h"]).toContain("X(PPME_SYSCALL_OPENAT_2_X, 7, 0)");
  });
});
