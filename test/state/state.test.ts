import { describe, expect, it } from "vitest";
import { EventReader } from "../../src/capture/event-reader.ts";
import { BlockFramer } from "../../src/format/framing.ts";
import { currentSchema } from "../../src/schema/current.ts";
import type { CaptureState, StateOptions } from "../../src/state/capture-state.ts";
import { address4, captureOf, event, type GivenEvent, list, tuple4 } from "../helpers/events.ts";

/** The state after the events. */
function after(events: readonly GivenEvent[], options: StateOptions = {}): CaptureState {
  const fail = () => expect.fail("the capture is sound");
  const reader = new EventReader(currentSchema, fail, options);
  const framer = new BlockFramer(fail);
  for (const batch of [...framer.push(captureOf(...events)), ...framer.finish()]) {
    reader.load(batch);
    while (reader.next() !== undefined);
  }
  return reader.state;
}

const shell = event("<execve", 10, { res: 0, exe: "sh", comm: "sh", pid: 10, tid: 10, ptid: 1, cwd: "" });
const home = event("<chdir", 10, { res: 0, path: "/home/eve" });

function clone(tid: number, res: number, more: GivenEvent["params"] = {}): GivenEvent {
  const self = res === 0 ? tid : 10;
  const ids = { tid: self, pid: self, ptid: res === 0 ? 10 : 1, vtid: self, vpid: self };
  return event("<clone", tid, { res, exe: "sh", comm: "sh", ...ids, flags: 0, uid: 0, gid: 0, ...more });
}

describe("processes", () => {
  it("lose the mark of a file that is gone from the path of their program, however it is told", () => {
    const exec = (path: string) =>
      event("<execve", 10, { res: 0, exe: "sh", comm: "sh", pid: 10, tid: 10, trusted_exepath: path });
    const exepath = (path: string) => after([exec(path)]).threads.get(10)?.exepath;
    expect(exepath("/tmp/x (deleted)")).toBe("/tmp/x");
    expect(exepath("/tmp/x (deleted).sh")).toBe("/tmp/x (deleted).sh");
    expect(exepath(" (deleted)")).toBe(" (deleted)");
  });

  it("are known from whichever side of a clone comes first", () => {
    for (const order of [
      [clone(10, 20), clone(20, 0)],
      [clone(20, 0), clone(10, 20)],
    ]) {
      const { threads } = after([shell, home, event("<open", 10, { fd: 3, name: "a", flags: 1 }), ...order]);
      expect(threads.get(20)).toMatchObject({ pid: 20, ptid: 10, comm: "sh", cwd: "/home/eve/" });
      expect(threads.fd(threads.get(20) as never, 3)?.name).toBe("/home/eve/a");
    }
  });

  it("have fds of their own after a fork, whoever changes theirs first", () => {
    const open = (tid: number, fd: number, name: string) => event("<open", tid, { fd, name, flags: 1 });
    const { threads } = after([
      shell,
      open(10, 3, "/a"),
      clone(10, 20),
      open(20, 4, "/child"),
      open(10, 5, "/parent"),
    ]);
    const names = (tid: number) =>
      [...threads.fdsOf(threads.get(tid) as never)].map(([fd, { name }]) => `${fd}${name}`);
    expect(names(10)).toEqual(["3/a", "5/parent"]);
    expect(names(20)).toEqual(["3/a", "4/child"]);
  });

  it("share fds and directory among their threads, also when the leader has gone", () => {
    const thread = clone(10, 11, { flags: 1 << 13, vtid: 10, vpid: 10 });
    const state = after([
      shell,
      thread,
      event("<open", 11, { fd: 3, name: "/a", flags: 1 }),
      event("<chdir", 11, { res: 0, path: "/tmp" }),
      event(">procexit", 10, { status: 0 }),
      event("<openat", 11, { fd: 4, dirfd: -100, name: "b", flags: 1 }),
    ]);
    expect(state.fd(3)?.name).toBe("/a");
    expect(state.fd(4)?.name).toBe("/tmp/b");
    expect(state.threads.groups.get(10)?.size).toBe(2);
  });

  it("lose close-on-exec fds at an exec, and their other threads", () => {
    const { threads } = after([
      shell,
      clone(10, 11, { flags: 1 << 13, vtid: 10, vpid: 10 }),
      event("<open", 10, { fd: 3, name: "/kept", flags: 1 }),
      event("<open", 10, { fd: 4, name: "/closed", flags: 1 | (1 << 12) }),
      event("<dup3", 10, { res: 5, oldfd: 4, newfd: 5, flags: 0 }),
      event("<execve", 10, { res: 0, exe: "ls", comm: "ls", pid: 10, tid: 10, args: list("-l") }),
    ]);
    expect([...threads.fdsOf(threads.get(10) as never).keys()]).toEqual([3, 5]);
    expect(threads.get(11)).toBeUndefined();
    expect(threads.get(10)).toMatchObject({ comm: "ls", args: ["-l"] });
  });

  it("are adopted when their parent exits, in the current view", () => {
    const events = [shell, clone(10, 20), clone(20, 30, { ptid: 10, tid: 20, pid: 20, vtid: 20, vpid: 20 })];
    const exit = event(">procexit", 20, { status: 0, reaper_tid: 10 });
    expect(after([...events, exit], { view: "current" }).threads.get(30)?.ptid).toBe(10);
    expect(after([...events, exit]).threads.get(30)?.ptid).toBe(20);
  });

  it("take the names and groups they give themselves, unless compatibility is asked for", () => {
    const events = [
      shell,
      event("<prctl", 10, { res: 0, option: 15, arg2_str: "renamed", arg2_int: 0 }),
      event("<setpgid", 10, { res: 0, pid: 0, pgid: 0 }),
    ];
    expect(after(events).threads.get(10)).toMatchObject({ comm: "renamed", vpgid: 10 });
    expect(after(events, { compatible: true }).threads.get(10)).toMatchObject({ comm: "sh", vpgid: -1 });
  });

  it("are told by their parent's vfork in the recorded view, where their own event may be lost", () => {
    const ids = { exe: "sh", comm: "sh", tid: 10, pid: 10, ptid: 1, vtid: 10, vpid: 10 };
    const vfork = event("<vfork", 10, { res: 20, ...ids });
    expect(after([shell, vfork]).threads.get(20)).toMatchObject({ ptid: 10, comm: "sh" });
    expect(after([shell, vfork], { view: "current" }).threads.get(20)).toBeUndefined();
  });

  it("have no known path where the start of their exec is lost, unlike in other readers", () => {
    const start = event(">execve", 10, { filename: "/bin/first" });
    const next = event("<execve", 10, { res: 0, exe: "b", comm: "b", pid: 10, tid: 10, ptid: 1 });
    expect(after([start, shell, next]).threads.get(10)?.exepath).toBe("");
    expect(after([start, shell, next], { compatible: true }).threads.get(10)?.exepath).toBe("/bin/first");
  });

  it("do not come back to life when the end of their parent's clone comes after their exit", () => {
    const exit = event(">procexit", 20, { status: 0 });
    expect(after([shell, clone(20, 0), exit, clone(10, 20)]).threads.get(20)).toBeUndefined();
    const late = { ...clone(10, 20), tsNs: exit.tsNs + 2_000_000_000n };
    expect(after([shell, clone(20, 0), exit, late]).threads.get(20)).toMatchObject({ ptid: 10 });
  });

  it("have no parent in the current view when theirs was not known, nor themselves", () => {
    const orphan = clone(20, 0, { ptid: 77 });
    const parent = event("<execve", 77, { res: 0, exe: "x", comm: "x", pid: 77, tid: 77, ptid: 1 });
    expect(after([orphan, parent]).threads.get(20)?.ptid).toBe(77);
    expect(after([orphan, parent], { view: "current" }).threads.get(20)?.ptid).toBe(0);
    expect(after([shell, clone(10, 10)], { view: "current" }).threads.get(10)?.ptid).toBe(0);
  });

  it("follow the process that an exec tells, whatever was lost before it", () => {
    const thread = clone(10, 11, { flags: 1 << 13, vtid: 10, vpid: 10 });
    const reused = event("<execve", 11, { res: 0, exe: "new", comm: "new", pid: 11, tid: 11, ptid: 5 });
    const { threads } = after([shell, thread, reused]);
    expect(threads.get(11)).toMatchObject({ pid: 11, comm: "new" });
    expect(threads.get(10)).toMatchObject({ pid: 10, comm: "sh" });
  });

  it("are not dead or leaders because a clone's flags say so", () => {
    const flags = (1 << 16) | (1 << 17) | (1 << 18) | (1 << 30);
    for (const made of [clone(10, 20, { flags }), clone(20, 0, { flags })]) {
      const thread = after([shell, made]).threads.get(20);
      expect((thread?.flags ?? 0) & ((1 << 17) | (1 << 18) | (1 << 30))).toBe(0);
    }
  });

  it("have sizes of memory together and page faults each for itself", () => {
    const thread = clone(10, 11, { flags: 1 << 13, vtid: 10, vpid: 10 });
    const switched = event(">switch", 11, { next: 1, pgft_min: 7n, vm_size: 5 });
    const { threads } = after([shell, thread, switched]);
    expect(threads.get(10)).toMatchObject({ vmSizeKb: 5, pfMinor: 0n });
    expect(threads.get(11)).toMatchObject({ pfMinor: 7n });
  });

  it("change their user only by calls that return 0", () => {
    const setuid = (res: number) => event("<setuid", 10, { res, uid: 1000 });
    expect(after([shell, setuid(3)]).threads.get(10)?.uid).not.toBe(1000);
    expect(after([shell, setuid(0)]).threads.get(10)?.uid).toBe(1000);
  });

  it("have the limit of open files that prlimit gives the process it names", () => {
    const limit = (pid: number) => event("<prlimit", 10, { res: 0, newcur: 99, pid, resource: 7 });
    const other = event("<execve", 77, { res: 0, exe: "x", comm: "x", pid: 77, tid: 77, ptid: 1 });
    expect(after([shell, other, limit(77)]).threads.get(77)?.fdLimit).toBe(99);
    expect(after([shell, other, limit(77)]).threads.get(10)?.fdLimit).not.toBe(99);
    expect(after([shell, limit(0)]).threads.get(10)?.fdLimit).toBe(99);
  });

  it("are not made up without bound", () => {
    const strangers = Array.from({ length: 200 }, (_, k) => event("<getuid", 1000 + k, { uid: 0 }));
    expect(after(strangers).threads.byTid.size).toBe(200);
  });
});

describe("fds", () => {
  it("of a close are seen by its own event and by none after it", () => {
    const events = [
      shell,
      event("<open", 10, { fd: 3, name: "/a", flags: 1 }),
      event("<close", 10, { res: 0, fd: 3 }),
    ];
    expect(after(events).fd(3)?.name).toBe("/a");
    expect(after([...events, event("<getuid", 10, { uid: 0 })]).fd(3)).toBeUndefined();
    expect(after([...events.slice(0, 2), event("<close", 10, { res: -9, fd: 3 }), home]).fd(3)?.name).toBe(
      "/a",
    );
  });

  it("keep the unknown directory in their name whatever the path does", () => {
    const open = event("<openat", 10, { fd: 3, dirfd: 77, name: "./b/../c", flags: 1 });
    expect(after([shell, open]).fd(3)?.name).toBe("<UNKNOWN>c");
  });

  it("are named by directory fds, and as unknown where those are", () => {
    const state = after([
      shell,
      event("<open", 10, { fd: 3, name: "/etc", flags: 1 << 10 }),
      event("<openat", 10, { fd: 4, dirfd: 3, name: "../etc/./passwd", flags: 1 }),
      event("<openat", 10, { fd: 5, dirfd: 77, name: "x", flags: 1 }),
    ]);
    expect(state.fd(3)).toMatchObject({ type: "directory", name: "/etc" });
    expect(state.fd(4)).toMatchObject({ type: "file", name: "/etc/passwd", rawName: "../etc/./passwd" });
    expect(state.fd(5)?.name).toBe("<UNKNOWN>x");
  });

  it("are forgotten where a copy of an unknown one takes their number", () => {
    const open = event("<open", 10, { fd: 5, name: "/old", flags: 1 });
    const copy = event("<dup2", 10, { res: 5, oldfd: 77, newfd: 5 });
    expect(after([shell, open, copy]).fd(5)).toBeUndefined();
  });

  it("are those that the program asked for before it changed its memory", () => {
    const asked = event(">openat2", 10, { dirfd: -100, name: "/asked", flags: 1 << 10 });
    const told = event("<openat2", 10, { fd: 3, dirfd: -100, name: "/told", flags: (1 << 14) | 1 });
    const state = after([shell, asked, told], { view: "current" });
    expect(state.fd(3, state.threads.get(10))).toMatchObject({
      type: "directory",
      name: "/asked",
      openFlags: (1 << 10) | (1 << 14),
    });
  });

  it("go in ranges", () => {
    const opens = [3, 4, 5, 6].map((fd) => event("<open", 10, { fd, name: `/${fd}`, flags: 1 }));
    const state = after([
      shell,
      ...opens,
      event("<close_range", 10, { res: 0, first: 4, last: 5, flags: 0 }),
    ]);
    expect([...state.fdsOf(state.thread as never).keys()]).toEqual([3, 6]);
  });
});

describe("sockets", () => {
  const socket = (type: number) => event("<socket", 10, { fd: 3, domain: 2, type, proto: 0 });

  it("of which the start of the call is lost are not known, nor what had the fd before", () => {
    const state = after([
      shell,
      event("<open", 10, { fd: 3, name: "/a", flags: 1 }),
      event("<socket", 10, { fd: 3 }),
    ]);
    expect(state.fd(3)).toBeUndefined();
  });

  it("that connect are clients, that accept are servers", () => {
    const tuple = tuple4("10.0.0.1:4000", "10.0.0.2:80");
    const client = after([shell, socket(1), event("<connect", 10, { res: 0, tuple, fd: 3 })]);
    expect(client.fd(3)).toMatchObject({ role: "client", connection: "connected" });
    expect(client.fd(3)?.label).toBe("<4t>10.0.0.1:4000->10.0.0.2:80");
    const server = after([shell, event("<accept", 10, { fd: 4, tuple })]);
    expect(server.fd(4)).toMatchObject({ role: "server", protocol: "tcp" });
  });

  it("of datagrams follow their peer without losing their own end", () => {
    const state = after([
      shell,
      socket(2),
      event("<sendto", 10, { res: 1, fd: 3, tuple: tuple4("10.0.0.1:4000", "8.8.8.8:53") }),
      event("<recvfrom", 10, { res: 1, fd: 3, tuple: tuple4("8.8.8.8:53", "10.0.0.1:4000") }),
    ]);
    expect(state.fd(3)?.label).toBe("<4u>10.0.0.1:4000->8.8.8.8:53");
  });

  it("that listen show their address", () => {
    expect(
      after([shell, socket(1), event("<bind", 10, { res: 0, addr: address4("0.0.0.0:80"), fd: 3 })]).fd(3)
        ?.label,
    ).toBe("<4t>0.0.0.0:80");
  });
});

describe("containers", () => {
  const id = "0123456789ab".repeat(5).concat("0123");

  it.each([
    [`/docker/${id}`, "0123456789ab"],
    [`/kubepods/besteffort/pod1/${id}`, "0123456789ab"],
    [`/system.slice/docker-${id}.scope`, "0123456789ab"],
    [`/user.slice/libpod-${id}.scope/container`, "0123456789ab"],
    [`/kubepods.slice/cri-containerd-${id}.scope`, "0123456789ab"],
    ["/default/my-container", "my-container"],
    ["/lxc/web01/init", "web01"],
    ["/system.slice/ssh.service", ""],
    ["/", ""],
  ])("are told by the cgroup %s", (path, expected) => {
    const state = after([clone(20, 0, { cgroups: list("cpuset=/", `cpu=${path}`) })]);
    expect(state.containerIdOf(state.threads.get(20) as never)).toBe(expected);
  });

  it("do not tell when the capture began, other notes do in the recorded view", () => {
    const note = event(">procinfo", 1, {});
    const container = event(">container", 1, { json: "{}" });
    const start = (options: StateOptions) => after([container, note, shell], options).firstEventTsNs;
    expect(start({})).toBe(note.tsNs);
    expect(start({ view: "current" })).toBe(shell.tsNs);
  });

  it("are described by events, and hostile descriptions do no harm", () => {
    const container = (json: string) => event(">container", -1, { json });
    const state = after([
      container('{"container":{"id":"abc","name":"web","labels":{"a":"b"},"Mounts":[{"Source":"/x"},null]}}'),
      container('{"id":"def","__proto__":{"name":"x"},"labels":[1],"Mounts":{}}'),
      container("{".repeat(100_000)),
      container("null"),
    ]);
    expect(state.containers.size).toBe(2);
    expect(state.containers.get("abc")).toMatchObject({ name: "web", mounts: [{ source: "/x" }] });
    expect(state.containers.get("def")).toMatchObject({ name: "", mounts: [] });
  });
});

describe("users", () => {
  it("are those of the capture, never of the machine it is read on", () => {
    const state = after([
      event(">useradded", -1, { uid: 4242, gid: 1, name: "eve", home: "/", shell: "", container_id: "" }),
    ]);
    expect([state.userName(4242), state.userName(0), state.userName(1)]).toEqual(["eve", "root", undefined]);
  });
});
