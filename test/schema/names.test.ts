import { describe, expect, it } from "vitest";
import { CAPABILITY_NAMES } from "../../src/schema/capabilities.ts";
import { errnoName } from "../../src/schema/errno.ts";
import { ia32SyscallName, ia32ToX8664, nativeSyscallName } from "../../src/schema/native-syscalls.ts";
import { signalName } from "../../src/schema/signals.ts";
import { eventsOfSyscall, syscallName, syscallsOfEvent } from "../../src/schema/syscalls.ts";

describe("names of numbers", () => {
  it("name errnos, also those only the kernel uses", () => {
    expect([1, 2, 11, 115, 512, 530].map(errnoName)).toEqual([
      "EPERM",
      "ENOENT",
      "EAGAIN",
      "EINPROGRESS",
      "ERESTARTSYS",
      "EIOCBRETRY",
    ]);
    expect([0, -2, 41, 58, 531, 4095, 1.5].map(errnoName).every((name) => name === undefined)).toBe(true);
  });

  it("name signals, but not real-time ones", () => {
    expect([1, 9, 16, 31].map(signalName)).toEqual(["SIGHUP", "SIGKILL", "SIGSTKFLT", "SIGSYS"]);
    expect([0, 32, 64, 255].map(signalName).every((name) => name === undefined)).toBe(true);
  });

  it("name capabilities by bit", () => {
    expect(CAPABILITY_NAMES).toHaveLength(41);
    expect([CAPABILITY_NAMES[0], CAPABILITY_NAMES[21], CAPABILITY_NAMES[40]]).toEqual([
      "CAP_CHOWN",
      "CAP_SYS_ADMIN",
      "CAP_CHECKPOINT_RESTORE",
    ]);
  });
});

describe("system calls", () => {
  it("have names, the tracepoints among them too", () => {
    expect([0, 5, 324, 397, 453].map(syscallName)).toEqual([
      "unknown",
      "open",
      "execve",
      "sched_switch",
      "rseq_slice_yield",
    ]);
    expect([382, 454, -1].map(syscallName)).toEqual([undefined, undefined, undefined]);
  });

  it("lead to their events", () => {
    expect(eventsOfSyscall(197)).toEqual([102, 103, 306, 307]);
    expect(eventsOfSyscall(191)).toEqual([453]);
    expect(eventsOfSyscall(382)).toEqual([]);
    expect(eventsOfSyscall(9999)).toEqual([]);
  });

  it("are found from their events", () => {
    expect(syscallsOfEvent(307)).toEqual([197]);
    expect(syscallsOfEvent(290).map(syscallName)).toEqual(["page_fault_user", "page_fault_kernel"]);
    expect(syscallsOfEvent(402)).toEqual([]);
    expect(syscallsOfEvent(9999)).toEqual([]);
    const generic = syscallsOfEvent(1);
    expect(generic).toHaveLength(272);
    expect(generic).toEqual(generic.toSorted((a, b) => a - b));
  });

  it("have another number on each architecture", () => {
    expect(nativeSyscallName("x86_64", 257)).toBe("openat");
    expect(nativeSyscallName("aarch64", 56)).toBe("openat");
    expect(nativeSyscallName("s390x", 288)).toBe("openat");
    expect(nativeSyscallName("ppc64le", 286)).toBe("openat");
    expect(nativeSyscallName("riscv64", 56)).toBe("openat");
    expect(nativeSyscallName("loongarch64", 56)).toBe("openat");
    expect(nativeSyscallName("x86_64", 185)).toBe("security");
    expect([0, 1000, -1].map((nr) => nativeSyscallName("s390x", nr))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("of ia32 are recorded as those of x86_64, where there is one", () => {
    expect([ia32ToX8664(5), ia32SyscallName(5)]).toEqual([2, "open"]);
    expect([ia32ToX8664(199), ia32SyscallName(199)]).toEqual([102, "getuid"]);
    expect([ia32ToX8664(102), ia32SyscallName(102)]).toEqual([undefined, "socketcall"]);
    expect([ia32ToX8664(9999), ia32SyscallName(9999)]).toEqual([undefined, undefined]);
  });
});
