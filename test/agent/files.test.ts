import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { built } from "./helpers/agent.ts";
import { readEvents } from "./helpers/recorded.ts";
import {
  describeLive,
  outputOf,
  recordingFolder,
  runAgent,
  sleep,
  startAgent,
} from "./helpers/running-agent.ts";

const FINE = 0;
const FAILED = 1;
const USAGE = 2;
const LOST = 3;

/** The events of a recording without its own notes of what a busy machine lost. */
async function recordedIn(path: string) {
  return (await readEvents(path)).filter(({ name }) => name !== "notification");
}

describeLive("the files of a recording", () => {
  const folder = recordingFolder();
  const file = (name: string) => join(folder, name);

  it("end after so many events", async () => {
    const run = runAgent("-w", file("n.scap"), "-n", "1234");
    expect(run.status).toBe(FINE);
    expect(run.stderr).toContain("1234 events");
    expect(await recordedIn(file("n.scap"))).toHaveLength(1234);
  });

  it("end after so many seconds, in the order of time", async () => {
    expect(runAgent("-w", file("m.scap.gz"), "-z", "-M", "1", "-q")).toMatchObject({
      status: FINE,
      stderr: "",
    });
    const times = (await readEvents(file("m.scap.gz"))).map(({ tsNs }) => tsNs);
    expect(times.length).toBeGreaterThan(100);
    expect(times.filter((time, index) => index > 0 && time < (times[index - 1] ?? 0n))).toEqual([]);
    expect(Number((times.at(-1) ?? 0n) - (times[0] ?? 0n)) / 1e9).toBeCloseTo(1, 0);
    expect([...readFileSync(file("m.scap.gz")).subarray(0, 2)]).toEqual([0x1f, 0x8b]);
  });

  it("follow each other, each complete, and the oldest are removed", async () => {
    const series = file("series");
    mkdirSync(series);
    const busy =
      "for i in $(seq 30); do dd if=/dev/zero of=/dev/null bs=1 count=4000 status=none; sleep 0.1; done";
    const run = runAgent("-q", "-w", join(series, "a.scap"), "-C", "1", "-W", "3", "--", "sh", "-c", busy);
    expect(run.status).toBe(FINE);
    const names = readdirSync(series);
    expect(names).toHaveLength(3);
    expect(names).not.toContain("a-0.scap");
    for (const name of names) {
      expect(name).toMatch(/^a-\d+\.scap$/);
      // What happens during a look at the machine, on a busy one, comes on top of the megabyte.
      expect(statSync(join(series, name)).size).toBeLessThan(20_000_000);
      expect((await readEvents(join(series, name))).length).toBeGreaterThan(0);
    }
  });

  it("begin anew after so many seconds", async () => {
    const series = file("by-time");
    mkdirSync(series);
    expect(runAgent("-q", "-w", join(series, "a.scap"), "-G", "1", "-M", "3").status).toBe(FINE);
    const names = readdirSync(series).sort();
    expect(names.length).toBeGreaterThanOrEqual(3);
    const spans = await Promise.all(
      names.map(async (name) => (await readEvents(join(series, name))).map(({ tsNs }) => Number(tsNs) / 1e9)),
    );
    spans.forEach((times, index) => {
      const [first = 0, last = 0] = [times[0], times.at(-1)];
      // Of the three that the recording lasted.
      expect(last - first).toBeLessThan(2.5);
      expect(first).toBeGreaterThanOrEqual(spans[index - 1]?.at(-1) ?? first);
    });
  });

  it("go on with the series that is there, and overwrite none", async () => {
    const series = file("again");
    mkdirSync(series);
    writeFileSync(join(series, "a-7.scap.partial"), "of a recorder that was killed");
    const record = () => runAgent("-q", "-w", join(series, "a.scap"), "-C", "1000", "-W", "2", "-n", "10");
    for (const expected of [["a-8"], ["a-8", "a-9"], ["a-10", "a-9"]]) {
      expect(record().status).toBe(FINE);
      expect(readdirSync(series).sort()).toEqual(
        [...expected.map((name) => `${name}.scap`), "a-7.scap.partial"].sort(),
      );
    }
  });

  it.each(["there", "missing"])("do not take the place of a link to a file that is %s", (name) => {
    writeFileSync(file("there"), "kept");
    symlinkSync(name, file(`to-${name}`));
    const { status, stderr } = runAgent("-w", file(`to-${name}`), "-n", "1");
    expect(stderr).toContain("is a symbolic link, which the capture would take the place of");
    expect(status).toBe(FAILED);
    expect(readFileSync(file("there"), "utf8")).toBe("kept");
    expect(lstatSync(file(`to-${name}`)).isSymbolicLink()).toBe(true);
  });

  it("are readable when the recorder was killed", async () => {
    const agent = await startAgent(file("killed.scap"));
    await sleep(1500);
    agent.signal("SIGKILL");
    await agent.done;
    expect(existsSync(file("killed.scap"))).toBe(false);
    expect((await readEvents(file("killed.scap.partial"))).length).toBeGreaterThan(100);
  });

  it("are complete when a signal ends the recorder", async () => {
    const agent = await startAgent(file("ended.scap"));
    agent.signal("SIGUSR1");
    await sleep(200);
    agent.signal("SIGINT");
    const { status, stderr } = await agent.done;
    expect(status).toBe(FINE);
    expect(stderr.match(/\d+ events in/g)).toHaveLength(2);
    expect((await readEvents(file("ended.scap"))).length).toBeGreaterThan(100);
  });

  it("are written when the flight recorder is asked to", async () => {
    const agent = await startAgent(file("flight.scap"), "-q", "--ring", "2", "--trigger", "true");
    await sleep(500);
    expect(existsSync(file("flight-0.scap"))).toBe(false);
    agent.signal("SIGUSR2");
    await sleep(1000);
    outputOf("/bin/true");
    await sleep(1000);
    agent.signal("SIGTERM");
    expect((await agent.done).status).toBe(FINE);
    expect((await readEvents(file("flight-0.scap"))).length).toBeGreaterThan(100);
    const second = await readEvents(file("flight-1.scap"));
    expect(second.some(({ name, proc }) => name === "execve" && proc === "true")).toBe(true);
  });

  it("go to standard output", async () => {
    const run = `${built("scap-capture")} -q -w - -n 50 > ${file("stdout.scap")}`;
    execFileSync("sh", ["-c", run]);
    expect(await recordedIn(file("stdout.scap"))).toHaveLength(50);
  });

  it("say in JSON what was recorded", async () => {
    expect(runAgent("-q", "-w", file("s.scap"), "-n", "10", "--stats", file("stats.json")).status).toBe(FINE);
    const stats = JSON.parse(readFileSync(file("stats.json"), "utf8"));
    expect(stats).toMatchObject({
      events: 10,
      files: 1,
      lost: 0,
      unwritten_bytes: 0,
      bytes: statSync(file("s.scap")).size,
    });
    expect(stats.scan.processes).toBeGreaterThan(0);
  });

  it("are refused where they cannot be", () => {
    for (const path of ["/nonexistent/x.scap", folder])
      expect(runAgent("-w", path, "-n", "1"), path).toMatchObject({ status: FAILED });
    for (const stats of ["/nonexistent/stats.json", "/dev/full"])
      expect(runAgent("-q", "-w", file("x.scap"), "-n", "1", "--stats", stats), stats).toMatchObject({
        status: FAILED,
      });
    for (const wrong of [
      [],
      ["-w", "x", "-s", "70000"],
      ["-w", "x", "-d", "3"],
      ["-w", "x", "--trigger", "y"],
      ["-w", "x", "ls"],
      ["-w", ""],
      ["-w", "-", "--stats", "-"],
    ])
      expect(runAgent(...wrong), wrong.join(" ")).toMatchObject({ status: USAGE });
  });
});

describeLive("the recorder under sanitizers", () => {
  const folder = recordingFolder();
  const file = join(folder, "asan.scap");

  it.each([
    ["the machine", ["-n", "2000", "-z", "-C", "1"]],
    ["a command", ["--faults", "-s", "2000", "--syscalls", "@file,@io,execve", "--", "ls", "-lR", "/etc"]],
    ["a flight", ["--ring", "1", "-M", "2", "--comm", "sh"]],
  ])("finds nothing wrong: %s", (_, args) => {
    const run = spawnSync(built("scap-capture-asan"), ["-w", file, ...args], {
      encoding: "utf8",
      maxBuffer: 1 << 26,
      timeout: 40_000,
    });
    expect(run.stderr).not.toContain("Sanitizer");
    expect([FINE, LOST]).toContain(run.status);
  });
});

describeLive("a full disk", () => {
  const folder = recordingFolder();
  const small = join(folder, "small");
  mkdirSync(small);
  beforeEach(() => {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1200k", "tmpfs", small]);
  });
  afterEach(() => {
    execFileSync("umount", [small]);
  });

  it.each([["plain.scap"], ["compressed.scap.gz", "-z"]])(
    "keeps what it has: %s",
    async (name, ...options) => {
      const busy = "ls -R /usr/lib /usr/share > /dev/null 2>&1";
      const { status, stderr } = runAgent(
        "-w",
        join(small, name),
        ...options,
        "-s",
        "1000",
        "-M",
        "20",
        "--",
        "sh",
        "-c",
        busy,
      );
      expect(stderr).toContain("No space left on device");
      expect(status).toBe(LOST);
      expect((await readEvents(join(small, name))).length).toBeGreaterThan(1000);
      expect(readdirSync(small)).toEqual([name]);
    },
  );
});

describeLive("losses", () => {
  const folder = recordingFolder();

  it("are counted and noted where they happened", async () => {
    const path = join(folder, "lost.scap");
    writeFileSync(join(folder, "busy"), "");
    // Rings of 1 MiB and a recorder that stands still for a while.
    const agent = await startAgent(path, "-d", "1", "-s", "0", "--stats", join(folder, "stats.json"));
    agent.signal("SIGSTOP");
    outputOf("dd", "if=/dev/zero", `of=${join(folder, "busy")}`, "bs=1", "count=60000", "status=none");
    agent.signal("SIGCONT");
    await sleep(1500);
    agent.signal("SIGINT");
    const { status, stderr } = await agent.done;
    expect(status).toBe(LOST);
    expect(stderr).toMatch(/lost=\d+ ring_full=\d+/);
    const stats = JSON.parse(readFileSync(join(folder, "stats.json"), "utf8"));
    const events = await readEvents(path);
    const notes = events.filter(
      ({ name, params }) => name === "notification" && params.desc?.includes("lost="),
    );
    expect(events.filter(({ name }) => name !== "notification")).toHaveLength(stats.events);
    expect(stats.recorded).toBe(stats.events);
    const noted = notes.map(({ params }) => Number(/lost=(\d+)/.exec(params.desc ?? "")?.[1]));
    expect(noted.reduce((sum, count) => sum + count, 0)).toBe(stats.lost);
    expect(stats.lost).toBeGreaterThan(0);
  });
});
