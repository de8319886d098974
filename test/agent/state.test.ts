import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { FdInfo } from "../../src/format/fd-list.ts";
import { built } from "./helpers/agent.ts";
import { type RecordedState, readState } from "./helpers/recorded.ts";
import { describeLive, recordingFolder, runAgent } from "./helpers/running-agent.ts";

/** What hold-fds says it holds: fds, ports and its pid by name. */
type Held = Readonly<Record<string, number>>;

async function startHolder(folder: string): Promise<{ holder: ChildProcess; held: Held }> {
  const holder = spawn(built("hold-fds"), [folder], { stdio: ["pipe", "pipe", "inherit"], argv0: "höld me" });
  let text = "";
  for await (const data of holder.stdout ?? []) {
    text += data;
    if (/^pid \d+$/m.test(text)) break;
  }
  const rows = text
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  return { holder, held: Object.fromEntries(rows.map(([name, value]) => [name, Number(value)])) };
}

/** Linux's 32-bit encoding of the device that stat tells. */
function deviceOf(path: string): number {
  const { dev } = statSync(path);
  const major = (dev >> 8) & 0xfff;
  const minor = (dev & 0xff) | ((dev >> 12) & 0xfff00);
  return (minor & 0xff) | (major << 8) | ((minor & ~0xff) << 12);
}

describeLive("the state a recording begins with", () => {
  const folder = recordingFolder();
  let holder: ChildProcess;
  let held: Held;
  let state: RecordedState;
  let compat: RecordedState;

  const pid = () => held.pid ?? 0;
  const fd = (name: string, from = state): FdInfo | undefined => from.fds.get(pid())?.get(held[name] ?? -1);

  beforeAll(async () => {
    ({ holder, held } = await startHolder(folder));
    const file = join(folder, "state.scap");
    expect(runAgent("-q", "-w", file, "-n", "100").status).toBe(0);
    state = await readState(file);
    expect(runAgent("-q", "-w", file, "-n", "100", "--compat", "sysdig-0.29").status).toBe(0);
    compat = await readState(file);
  });
  afterAll(() => holder?.kill());

  it("tells of a process what /proc says", () => {
    const proc = `/proc/${pid()}`;
    expect(state.threads.get(pid())).toMatchObject({
      ...{ tid: pid(), pid: pid(), ptid: process.pid, comm: "hold-fds", exe: "höld me", args: [folder] },
      ...{ exepath: built("hold-fds"), cwd: process.cwd(), root: "/", uid: 0, gid: 0, flags: 0 },
      ...{ vtid: pid(), vpid: pid(), exeFromMemfd: false, exeIno: BigInt(statSync(built("hold-fds")).ino) },
      env: readFileSync(`${proc}/environ`, "utf8")
        .slice(0, 4095)
        .split("\0")
        .filter((text) => text !== ""),
      loginuid: Number(readFileSync(`${proc}/loginuid`, "utf8")),
      fdLimit: Number(/^Max open files +(\d+)/m.exec(readFileSync(`${proc}/limits`, "utf8"))?.[1]),
      capEffective: BigInt(`0x${/^CapEff:\t(.*)$/m.exec(readFileSync(`${proc}/status`, "utf8"))?.[1]}`),
    });
  });

  it("tells of a process's session, group and terminal", () => {
    const stat = readFileSync(`/proc/${pid()}/stat`, "utf8").split(") ")[1]?.split(" ").map(Number) ?? [];
    const { pgid, vpgid, sid, tty } = state.threads.get(pid()) ?? {};
    expect([pgid, sid, tty]).toEqual(stat.slice(2, 5));
    expect(vpgid).toBe(pgid);
  });

  it("has every controller's cgroup", () => {
    const controllers = readFileSync(`/proc/${pid()}/cgroup`, "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(":"))
      .flatMap(([, names = "", path]) =>
        names === "" ? [] : names.split(",").map((name) => `${name}=${path}`),
      );
    expect(state.threads.get(pid())?.cgroups).toEqual(expect.arrayContaining(controllers));
  });

  it("knows threads by names that look like what surrounds them", () => {
    const threads = [...state.threads.values()].filter(
      (thread) => thread.pid === pid() && thread.tid !== pid(),
    );
    expect(threads).toMatchObject([{ comm: "a thread) 7 (x", flags: 0x2001, exe: "höld me", env: [] }]);
  });

  it("has the process's fds, all and no others", () => {
    const numbers = readdirSync(`/proc/${pid()}/fd`).map(Number);
    expect([...(state.fds.get(pid())?.keys() ?? [])].sort((a, b) => a - b)).toEqual(
      numbers.sort((a, b) => a - b),
    );
  });

  it("has files with flags, device and inode", () => {
    const path = join(folder, "fäll");
    const dev = deviceOf(path);
    const ino = BigInt(statSync(path).ino);
    const DIRECTION = { readWrite: 3, read: 1, write: 2 };
    const [APPEND, NONBLOCK, LARGE, CLOEXEC] = [1 << 3, 1 << 6, 1 << 11, 1 << 12];
    const withoutLarge = (info: FdInfo | undefined) =>
      info?.kind === "file" ? { ...info, openFlags: (info.openFlags ?? 0) & ~LARGE } : info;
    expect(withoutLarge(fd("file"))).toMatchObject({
      ...{ kind: "file", name: path, openFlags: DIRECTION.readWrite | APPEND | CLOEXEC, dev, ino },
    });
    expect(withoutLarge(fd("read-only"))).toMatchObject({
      name: path,
      openFlags: DIRECTION.read | NONBLOCK,
      ino,
    });
    expect(withoutLarge(fd("device"))).toMatchObject({
      kind: "file",
      name: "/dev/zero",
      openFlags: DIRECTION.write,
    });
    expect(fd("directory")).toMatchObject({ kind: "directory", name: folder });
    expect(fd("fifo")).toMatchObject({ kind: "pipe", name: join(folder, "fifo") });
    expect(fd("pipe")).toMatchObject({ kind: "pipe", name: readlinkSync(`/proc/${pid()}/fd/${held.pipe}`) });
  });

  it.each(["eventfd", "signalfd", "timerfd", "eventpoll", "inotify", "memfd", "pidfd", "netlink"])(
    "knows a %s",
    (kind) => {
      expect(fd(kind)?.kind).toBe(kind);
    },
  );

  it("has sockets with their ends", () => {
    const LOOPBACK = Uint8Array.of(127, 0, 0, 1);
    const LOOPBACK_6 = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
    const TCP = 2;
    expect(fd("ipv4-server")).toMatchObject({ address: LOOPBACK, port: held.port4, l4Protocol: TCP });
    expect(fd("ipv6-server")).toMatchObject({ address: LOOPBACK_6, port: held.port6, l4Protocol: TCP });
    expect(fd("ipv4")).toMatchObject({
      ...{ kind: "ipv4", sourceAddress: LOOPBACK, sourcePort: held.local4, l4Protocol: TCP },
      ...{ destinationAddress: LOOPBACK, destinationPort: held.port4 },
    });
    expect(fd("ipv6")).toMatchObject({
      ...{ kind: "ipv6", sourceAddress: LOOPBACK_6, sourcePort: held.local6, l4Protocol: TCP },
      ...{ destinationAddress: LOOPBACK_6, destinationPort: held.port6 },
    });
    expect(fd("unix")).toMatchObject({ kind: "unix", name: join(folder, "socket") });
  });

  it("keeps to what sysdig 0.29.3 reads where asked to", () => {
    expect(fd("pidfd", compat)?.kind).toBe("unsupported");
    expect(fd("memfd", compat)).toMatchObject({
      kind: "unsupported",
      name: expect.stringContaining("/memfd:held"),
    });
    expect(fd("file", compat)).toEqual(fd("file"));
    const { exeIno, tty, ...rest } = compat.threads.get(pid()) ?? { exeIno: 1n, tty: 1 };
    expect({ exeIno, tty }).toEqual({ exeIno: 0n, tty: 0 });
    expect(rest).toMatchObject({ comm: "hold-fds", exeWritable: true });
  });

  it("has every process that was there before and after", () => {
    const now = readdirSync("/proc")
      .map(Number)
      .filter((number) => number > 0);
    const kernel = now.filter((number) => state.threads.get(number)?.exepath === "" && number !== 1);
    expect(now.filter((number) => state.threads.has(number)).length).toBeGreaterThan(now.length / 2);
    expect(kernel.filter((number) => (state.threads.get(number)?.comm.length ?? 0) > 15)).toEqual([]);
  });
});
