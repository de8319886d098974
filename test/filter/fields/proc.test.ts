import { describe, expect, it } from "vitest";
import { captureOf, event, type GivenEvent, list } from "../../helpers/events.ts";
import { readField, readFields } from "./read-fields.ts";

/** A process that has executed something. */
function process(pid: number, ptid: number, comm: string, more: GivenEvent["params"] = {}): GivenEvent {
  const ids = { tid: pid, pid, ptid, vtid: pid, vpid: pid };
  return event("<clone", pid, {
    res: 0,
    exe: `/bin/${comm}`,
    comm,
    ...ids,
    flags: 0,
    uid: 0,
    gid: 0,
    ...more,
  });
}

const FAMILY = [
  process(10, 1, "sshd"),
  process(20, 10, "bash"),
  process(30, 20, "curl", { args: list("-s", "a b") }),
];

function last(events: readonly GivenEvent[], ...names: readonly string[]) {
  return readFields(captureOf(...events, event("<getuid", 30, { uid: 0 })), names).at(-1);
}

describe("the process", () => {
  it("has a command line", () => {
    const names = ["proc.name", "proc.cmdline", "proc.exeline", "proc.args", "proc.args[1]", "proc.args[9]"];
    expect(last(FAMILY, ...names)).toEqual(["curl", "curl -s a b", "/bin/curl -s a b", "-s a b", "a b", ""]);
    expect(last(FAMILY, "proc.cmdnargs", "proc.cmdlenargs")).toEqual([2, 5]);
  });

  it("has an environment", () => {
    const exec = event("<execve", 30, {
      res: 0,
      exe: "a",
      comm: "a",
      pid: 30,
      tid: 30,
      env: list("HOME= /root ", "HOMER=x", "E="),
    });
    const names = ["proc.env", "proc.env[HOME]", "proc.env[E]", "proc.env[NO]"];
    expect(last([...FAMILY, exec], ...names)).toEqual(["HOME= /root  HOMER=x E=", "/root", "", ""]);
  });

  it("counts its living threads", () => {
    const thread = process(31, 20, "curl", { pid: 30, flags: 1 << 13 });
    const capture = captureOf(...FAMILY, thread, event(">procexit", 31), event("<getuid", 30, { uid: 0 }));
    expect(readFields(capture, ["proc.nthreads", "proc.nchilds"]).slice(3)).toEqual([
      [2, 1],
      [1, 0],
      [1, 0],
    ]);
  });

  it("is as old as its clone", () => {
    const young = [process(20, 10, "bash"), process(30, 20, "curl"), event("<getuid", 30, { uid: 0 }, 1000)];
    expect(readFields(captureOf(...young), ["proc.duration", "proc.ppid.duration"]).at(-1)).toEqual([
      1_000_000n,
      1_001_000n,
    ]);
  });
});

describe("ancestors", () => {
  it("are counted from the process itself, or given all at once without it", () => {
    const names = [
      "proc.aname[0]",
      "proc.pname",
      "proc.aname[1]",
      "proc.aname[2]",
      "proc.aname[3]",
      "proc.aname",
    ];
    expect(last(FAMILY, ...names)).toEqual(["curl", "bash", "bash", "sshd", undefined, ["bash", "sshd"]]);
    expect(last(FAMILY, "proc.apid", "proc.acmdline[1]", "proc.loginshellid")).toEqual([
      [20, 10],
      "bash",
      20,
    ]);
  });

  it("that run in a circle end", () => {
    const circle = [process(20, 30, "a"), process(30, 20, "b")];
    expect(last(circle, "proc.aname", "proc.aname[5]")).toEqual([["a"], "a"]);
  });

  it("have environments, of which the nearest tells a variable", () => {
    const exec = (pid: number, ...env: string[]) =>
      event("<execve", pid, { res: 0, exe: "a", comm: "a", pid, tid: pid, env: list(...env) });
    const events = [...FAMILY, exec(10, "A=1", "B=1"), exec(20, "B=2")];
    const names = ["proc.aenv[2]", "proc.aenv[A]", "proc.aenv[B]", "proc.aenv[C]", "proc.aenv"];
    expect(last(events, ...names)).toEqual(["A=1 B=1", "1", "2", "", ["B=2", "A=1 B=1"]]);
  });

  it("give the parent's number only where the parent is known, in the current view", () => {
    const orphan = captureOf(process(40, 39, "x"));
    expect([readField(orphan, "proc.ppid"), readField(orphan, "proc.ppid", "current")]).toEqual([
      [39],
      [undefined],
    ]);
  });
});

describe("sessions", () => {
  it("are led by their first process, or by the oldest that is left", () => {
    const setsid = event("<setsid", 20, { res: 20 });
    const events = [
      FAMILY[0],
      FAMILY[1],
      setsid,
      process(25, 20, "make"),
      process(30, 25, "cc"),
    ] as GivenEvent[];
    const names = ["proc.sid", "proc.sname", "proc.sid.exepath", "proc.is_sid_leader"];
    expect(last(events, ...names)).toEqual([20, "bash", "", false]);
    expect(last([...events, event(">procexit", 20)], "proc.sname")).toEqual(["make"]);
    expect(last(FAMILY, "proc.sname", "proc.pgid.name")).toEqual(["", ""]);
  });
});

describe("the thread", () => {
  it("has cgroups by subsystem", () => {
    const events = [
      ...FAMILY.slice(0, 2),
      process(30, 20, "x", { cgroups: list("cpu_cgroup=/a", "mem_cgroup=/b") }),
    ];
    const names = ["thread.cgroups", "thread.cgroup[memory]", "thread.cgroup[io]"];
    expect(last(events, ...names)).toEqual(["cpu=/a memory=/b", "/b", undefined]);
  });

  it("has capabilities by name", () => {
    const capset = event("<capset", 30, {
      res: 0,
      cap_inheritable: 0,
      cap_permitted: 3,
      cap_effective: 1n << 21n,
    });
    const names = ["thread.cap_permitted", "thread.cap_effective", "thread.cap_inheritable"];
    expect(last([...FAMILY, capset], ...names)).toEqual(["CAP_CHOWN CAP_DAC_OVERRIDE", "CAP_SYS_ADMIN", ""]);
  });
});

it("users and groups that are not listed have no names but root's", () => {
  const names = ["user.name", "user.homedir", "user.shell", "user.loginuid", "user.loginname", "group.name"];
  expect(last(FAMILY, ...names)).toEqual(["root", "/root", "<NA>", -1, "<NA>", "root"]);
  const alice = event(">useradded", -1, {
    uid: 7,
    gid: 7,
    name: "alice",
    home: "/home/alice",
    shell: "/bin/sh",
  });
  const setuid = event("<setuid", 30, { res: 0, uid: 7 });
  expect(last([...FAMILY, alice, setuid], ...names.slice(0, 3))).toEqual(["alice", "/home/alice", "/bin/sh"]);
});
