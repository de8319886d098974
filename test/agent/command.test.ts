import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runCommand } from "../cli/helpers/run-command.ts";
import { built } from "./helpers/agent.ts";
import { type RecordedEvent, readEvents, readState } from "./helpers/recorded.ts";
import {
  describeLive,
  outputOf,
  recordingFolder,
  runAgent,
  sleep,
  startAgent,
} from "./helpers/running-agent.ts";

const NOBODY = 65534;

/** Names of the processes of events, but those that ended before anybody could see what they are. */
function processes(events: readonly RecordedEvent[]): ReadonlySet<string> {
  return new Set(events.map(({ proc = "<NA>" }) => proc).filter((proc) => proc !== "<NA>"));
}

describeLive("a recorded command", () => {
  const folder = recordingFolder();
  const file = (name: string) => join(folder, name);

  it.each([
    ["exit 0", 0],
    ["exit 7", 7],
    ["kill -TERM $$", 143],
  ])("passes its status on: %s", (script, status) => {
    expect(runAgent("-q", "-w", file("x.scap"), "--", "sh", "-c", script).status).toBe(status);
  });

  it("is told from others by its tree of processes, from before its first exec", async () => {
    const script = "/bin/true; (sh -c 'exec /bin/true')";
    expect(runAgent("-q", "-w", file("tree.scap"), "--", "sh", "-c", script).status).toBe(0);
    const events = await readEvents(file("tree.scap"));
    const execs = events.filter(({ name, params }) => name === "execve" && params.res === "0");
    expect(execs.map(({ params }) => params.exe)).toEqual(["sh", "/bin/true", "sh", "/bin/true"]);
    expect(processes(events)).toEqual(new Set(["scap-capture", "sh", "true"]));
    expect(events.filter(({ name }) => name === "procexit")).toHaveLength(3);
  });

  it("can be one among all", async () => {
    const others = spawn("sh", ["-c", "while sleep 0.05; do :; done"]);
    expect(runAgent("-q", "-w", file("all.scap"), "--all", "--", "sleep", "0.5").status).toBe(0);
    others.kill();
    const pids = new Set((await readEvents(file("all.scap"))).map(({ tid }) => tid));
    expect(pids.has(others.pid ?? 0)).toBe(true);
  });

  it("can begin with nothing but itself and the recorder", async () => {
    expect(runAgent("-q", "-w", file("lean.scap"), "--lean", "--", "true").status).toBe(0);
    const { threads } = await readState(file("lean.scap"));
    expect([...threads.values()].map(({ comm }) => comm)).toContain("scap-capture");
    expect(new Set([...threads.values()].map(({ pid }) => pid)).size).toBe(2);
  });

  it("runs as another user", async () => {
    const run = runAgent(
      "-q",
      "-w",
      file("user.scap"),
      "--user",
      "nobody",
      "--",
      "sh",
      "-c",
      "id -u; id -g; echo $HOME $USER",
    );
    expect(run).toMatchObject({ status: 0, stdout: `${NOBODY}\n${NOBODY}\n/nonexistent nobody\n` });
    const execs = (await readEvents(file("user.scap"))).filter(
      ({ params }) => params.exe === "sh" && params.res === "0",
    );
    expect(execs[0]?.params.uid).toContain(`${NOBODY}`);
    expect(runAgent("-q", "-w", file("x.scap"), "--user", "no such user", "--", "true")).toMatchObject({
      status: 1,
    });
  });

  it("has the status of a shell where it cannot be started", () => {
    expect(runAgent("-q", "-w", file("x.scap"), "--", "/nonexistent/program").status).toBe(127);
    expect(runAgent("-q", "-w", file("x.scap"), "--", "/etc/passwd").status).toBe(126);
  });

  it("is passed the signal that would end the recorder", async () => {
    const agent = await startAgent(
      file("signal.scap"),
      "-q",
      "--",
      "sh",
      "-c",
      "trap 'exit 5' TERM; while :; do sleep 0.1; done",
    );
    await sleep(500);
    agent.signal("SIGTERM");
    expect((await agent.done).status).toBe(5);
  });
});

describeLive("filters of a recording", () => {
  const folder = recordingFolder();
  const file = (name: string) => join(folder, name);

  it("choose system calls by name and by group", async () => {
    const command = ["--", "sh", "-c", "cat /etc/hostname; mkdir /tmp/x.$$ && rmdir /tmp/x.$$"];
    runAgent("-q", "-w", file("names.scap"), "--syscalls", "mkdir,rmdir", ...command);
    const names = (await readEvents(file("names.scap"))).map(({ name }) => name);
    expect(
      names.filter((name) => name !== "procexit" && name !== "switch" && name !== "signaldeliver"),
    ).toEqual(["mkdir", "rmdir"]);
    runAgent("-q", "-w", file("group.scap"), "--syscalls", "@file", ...command);
    const files = new Set((await readEvents(file("group.scap"))).map(({ name }) => name));
    expect(files).toContain("openat");
    expect(files).not.toContain("read");
    expect(runAgent("-w", file("x.scap"), "--syscalls", "opne")).toMatchObject({ status: 2 });
    expect(runAgent("-w", file("x.scap"), "--syscalls", "@flie")).toMatchObject({ status: 2 });
  });

  it("choose processes with their children", async () => {
    const chosen = spawn("sh", ["-c", "sleep 0.2; while :; do sleep 0.05; done"]);
    runAgent("-q", "-w", file("pid.scap"), "--pid", `${chosen.pid}`, "-M", "1");
    chosen.kill();
    const procs = processes(await readEvents(file("pid.scap")));
    expect(procs).toEqual(new Set(["sh", "sleep"]));
    expect(runAgent("-w", file("x.scap"), "--pid", "4000000")).toMatchObject({ status: 1 });
    const thread = readdirSync(`/proc/${process.pid}/task`).find((tid) => Number(tid) !== process.pid);
    expect(runAgent("-w", file("x.scap"), "--pid", `${thread}`)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`is a thread of process ${process.pid}`),
    });
  });

  it("choose threads by name", async () => {
    copyFileSync("/bin/sleep", file("chosen-one"));
    chmodSync(file("chosen-one"), 0o755);
    const chosen = spawn("sh", ["-c", `while :; do ${file("chosen-one")} 0.05; done`]);
    runAgent("-q", "-w", file("comm.scap"), "--comm", "chosen-one", "-M", "1");
    chosen.kill();
    const events = await readEvents(file("comm.scap"));
    expect(events.length).toBeGreaterThan(10);
    expect(processes(events)).toEqual(new Set(["chosen-one"]));
  });

  it("choose a cgroup", async () => {
    const root = statSync("/sys/fs/cgroup/unified", { throwIfNoEntry: false })
      ? "/sys/fs/cgroup/unified"
      : "/sys/fs/cgroup";
    const group = join(root, "scap-test");
    mkdirSync(group);
    const chosen = spawn("sh", ["-c", `echo $$ > ${group}/cgroup.procs; while :; do sleep 0.05; done`]);
    await sleep(300);
    runAgent("-q", "-w", file("cgroup.scap"), "--cgroup", "scap-test", "-M", "1");
    chosen.kill();
    await sleep(300);
    rmdirSync(group);
    const events = await readEvents(file("cgroup.scap"));
    expect(processes(events)).toEqual(new Set(["sh", "sleep"]));
    expect(runAgent("-w", file("x.scap"), "--cgroup", "no-such-group")).toMatchObject({ status: 1 });
    expect(runAgent("-w", file("x.scap"), "--container", "0123456789abcdef0123456789abcdef")).toMatchObject({
      status: 1,
    });
  });

  it("leave the recorder out", async () => {
    runAgent("-q", "-w", file("self.scap"), "-M", "1");
    runAgent("-q", "-w", file("no-self.scap"), "-M", "1", "--no-self");
    const bySelf = async (name: string) =>
      (await readEvents(file(name))).filter(({ proc }) => proc === "scap-capture");
    expect((await bySelf("self.scap")).length).toBeGreaterThan(100);
    expect((await bySelf("no-self.scap")).filter(({ name }) => name !== "switch")).toEqual([]);
  });

  it("keep as much of each buffer as asked for", async () => {
    writeFileSync(file("large"), "x".repeat(5000));
    for (const snaplen of [0, 80, 3000]) {
      const path = file("snaplen.scap");
      runAgent(
        "-q",
        "-w",
        path,
        "-s",
        `${snaplen}`,
        "--",
        "dd",
        `if=${file("large")}`,
        "of=/dev/null",
        "bs=5000",
        "status=none",
      );
      const read = (await readEvents(path)).find(
        ({ name, params }) => name === "read" && params.res === "5000",
      );
      expect(read?.params.data).toBe(snaplen === 0 ? "NULL" : "x".repeat(snaplen));
    }
  });
});

describeLive("privileges of the recorder", () => {
  const folder = recordingFolder();
  chmodSync(folder, 0o777);

  it("are asked for by name", () => {
    const agent = join(folder, "agent");
    copyFileSync(built("scap-capture"), agent);
    chmodSync(agent, 0o755);
    const run = spawnSync(agent, ["-w", join(folder, "x.scap")], {
      uid: NOBODY,
      gid: NOBODY,
      encoding: "utf8",
    });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain("CAP_BPF and CAP_PERFMON");
  });

  it("are given up once it records", async () => {
    const agent = await startAgent(join(folder, "caps.scap"), "-q");
    const pid = outputOf("pgrep", "-nf", `scap-capture -w ${join(folder, "caps.scap")}`).trim();
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    agent.signal("SIGINT");
    expect((await agent.done).status).toBe(0);
    const [DAC_READ_SEARCH, SYS_PTRACE, BPF] = [1n << 2n, 1n << 19n, 1n << 39n];
    expect(BigInt(`0x${/^CapPrm:\t(.*)$/m.exec(status)?.[1]}`)).toBe(DAC_READ_SEARCH | SYS_PTRACE | BPF);
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
  });
});

describeLive("sysdig 0.29.3", () => {
  const folder = recordingFolder();

  it("reads what is recorded for it, and gives the same names", async () => {
    const file = join(folder, "compat.scap");
    const script =
      "cat /etc/hostname | cat > /dev/null; ls /proc/self/fd > /dev/null; mkdir /tmp/c.$$ && rmdir /tmp/c.$$";
    expect(runAgent("-q", "-w", file, "--compat", "sysdig-0.29", "--", "sh", "-c", script).status).toBe(0);
    // It skips events that are newer than it is, so numbers differ; of mmap it knows no fd.
    const who = "%evt.rawtime|%proc.name|%proc.pname|%thread.tid|%user.name";
    for (const [format, filter] of [
      [who, "evt.num > 0"],
      [
        `${who}|%fd.num|%fd.name`,
        "evt.type in (openat, read, write, close, fstat, pipe, dup, fcntl) and proc.name != scap-capture",
      ],
    ] as const) {
      const theirs = outputOf("sysdig", "-r", file, "-p", `*${format}`, filter).trimEnd().split("\n");
      const ours = new Set((await runCommand(file, "-p", `*${format}`)).lines);
      expect(theirs.length).toBeGreaterThan(50);
      expect(theirs.filter((line) => !ours.has(line))).toEqual([]);
    }
    const named = outputOf("sysdig", "-r", file, "-p", "%evt.type %evt.dir %fd.type", "proc.name=sh").split(
      "\n",
    );
    for (const line of ["pipe < pipe", "dup > pipe", "dup < pipe", "close > pipe"])
      expect(named).toContain(line);
  });
});
