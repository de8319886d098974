import {
  appendFileSync,
  chmodSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { composeDirectory, readDirectory } from "../../src/capture/index/index-document.ts";
import type { CaptureSpec, SynthEvent } from "../../src/edit/synth/capture-spec.ts";
import { synthesise } from "../../src/edit/synth/synthesise.ts";
import { accessTo } from "../../src/format/random-access.ts";
import { fieldRows } from "../edit/field-rows.ts";
import { runCommand } from "./helpers/run-command.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const SAMPLE = fileURLToPath(new URL("../../samples/http.scap", import.meta.url));
const bytes = gunzipSync(readFileSync(SAMPLE));
const temporaryFile = temporaryFiles();

/** A capture of its own for each test, with an index. */
async function indexed(name: string, every = "1000"): Promise<string> {
  const path = temporaryFile(name, bytes);
  expect((await runCommand("index", path, "--every", every)).status).toBe(0);
  return path;
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 0x5a;
  return copy;
}

/** Threads that take turns on two processors, and what they used of them. */
function captureOfSwitches(count: number): CaptureSpec {
  const events = Array.from({ length: count }, (_, at): SynthEvent => {
    const tid = 10 + (at % 3);
    const isSample = at % 5 === 0;
    return {
      event: isSample ? "PROCINFO_E" : "SCHEDSWITCH_6_E",
      tid,
      cpu: at % 2,
      params: isSample ? { cpu_usr: at, cpu_sys: 7 * at } : { next: 10 + ((at + 1) % 3) },
    };
  });
  return { threads: [10, 11, 12].map((tid) => ({ tid, comm: `t${tid}` })), events };
}

async function sliceOf(path: string, ...selection: string[]) {
  const output = `${path}.slice`;
  rmSync(output, { force: true });
  const { status, remarks, text } = await runCommand("slice", path, ...selection, "-o", output);
  const rows = existsSync(output) ? [...(await fieldRows(readFileSync(output))).values()] : [];
  return { status, remarks, text, rows };
}

describe("scap-dump index", () => {
  it("lets slices begin in the middle, with the same result", async () => {
    const path = await indexed("a.scap");
    const rows = [...(await fieldRows(bytes)).values()];
    for (const [first, last] of [
      [1000, 1010],
      [1001, 1010],
      [2500, 2600],
      [5001, rows.length - 100],
    ] as const) {
      const cut = await sliceOf(path, "--events", `${first}-${last}`);
      expect(cut.remarks).toEqual([expect.stringContaining("with the help of scapidx")]);
      expect(cut.rows).toEqual(rows.slice(first - 1, last));
      expect(cut.text).toContain(`: ${(last - first + 1).toLocaleString("en")} of `);
    }
  });

  it("lets slices know the same in every view", async () => {
    const path = await indexed("same.scap", "900");
    for (const selection of [
      ["--events", "2750-2760"],
      ["--events", "5000-"],
      ["-f", "evt.num = 5777"],
    ]) {
      const cut = async (name: string, ...options: string[]) => {
        const output = `${path}.${name}`;
        await runCommand("slice", path, ...selection, "-o", output, "--force", ...options);
        return readFileSync(output);
      };
      const [plain, quick] = [await cut("plain", "--no-index"), await cut("quick")];
      for (const view of ["recorded", "current"] as const)
        expect([...(await fieldRows(quick, view))]).toEqual([...(await fieldRows(plain, view))]);
    }
  });

  it("is passed over, with a note, when the capture has changed", async () => {
    const path = await indexed("b.scap");
    appendFileSync(path, bytes);
    const { rows, remarks } = await sliceOf(path, "--events", "2001-2003");
    expect(remarks.join()).toContain("out of date");
    expect(rows).toHaveLength(3);
  });

  it("is passed over when the capture is the younger", async () => {
    const path = await indexed("c.scap");
    const future = new Date(Date.now() + 60_000);
    utimesSync(path, future, future);
    expect((await sliceOf(path, "--events", "2001-2003")).remarks.join()).toContain("out of date");
  });

  it("is passed over when it is damaged", async () => {
    const path = await indexed("d.scap");
    const index = `${path}.scapidx`;
    const whole = readFileSync(index);
    const damaged = [whole.subarray(0, -50), whole.subarray(20), Buffer.alloc(0), Buffer.alloc(1000, 0x41)];
    const states = Uint8Array.from(whole, (byte, at) => (at % 1000 === 0 && at < 20_000 ? byte ^ 1 : byte));
    for (const bytes of [...damaged, states, flipped(whole, whole.length - 500)]) {
      writeFileSync(index, bytes);
      const { rows, remarks } = await sliceOf(path, "--events", "2001-2003");
      expect(remarks.join()).toContain("not used");
      expect(rows).toHaveLength(3);
    }
  });

  it("is passed over where the capture has other bytes at the checkpoint", async () => {
    const path = await indexed("changed.scap");
    const changed = flipped(bytes, Math.floor(bytes.length / 4));
    for (let at = 70_000; at < changed.length - 70_000; at += 3000) changed[at] = (changed[at] ?? 0) ^ 1;
    writeFileSync(path, changed);
    utimesSync(path, 0, 0);
    const { remarks } = await sliceOf(path, "--events", "2001-2003");
    expect(remarks.join()).toContain("does not fit the capture: not used");
  });

  it("is passed over where others could have made it", async () => {
    const path = await indexed("mode.scap");
    const index = `${path}.scapidx`;
    chmodSync(index, 0o666);
    expect((await sliceOf(path, "--events", "2001-2003")).remarks.join()).toContain("by everybody: not used");
    chmodSync(index, 0o644);
    renameSync(index, `${index}.real`);
    symlinkSync(`${index}.real`, index);
    expect((await sliceOf(path, "--events", "2001-2003")).remarks.join()).toContain("no regular file");
  });

  it("lets listings pass over what a filter, a time or a number rules out", async () => {
    const path = await indexed("list.scap", "500");
    for (const args of [
      ["-f", "evt.num > 5000"],
      ["-f", "proc.name = curl and evt.type = connect"],
      ["--from", "+50ms"],
      ["--to", "+10ms", "-t", "r"],
      ["--from", "+50ms", "-n", "5", "-t", "D"],
      ["-f", "evt.num in (3000, 3001)", "-p", "*%evt.num %evt.deltatime %proc.cmdline %fd.name"],
    ]) {
      const plain = await runCommand(path, "--no-index", ...args);
      const quick = await runCommand(path, ...args);
      expect(plain.remarks).toEqual([]);
      expect(quick.remarks.join()).toContain("with the help of scapidx");
      expect(quick.text).toBe(plain.text);
      expect(quick.text).not.toBe("");
    }
  });

  it("lets show begin near the event", async () => {
    const path = await indexed("show.scap", "500");
    for (const numbers of [["5777"], ["501"], ["500", "3001", "1"], ["5777", "--json"]]) {
      const plain = await runCommand("show", path, "--no-index", ...numbers);
      const quick = await runCommand("show", path, ...numbers);
      expect(plain.remarks).toEqual([]);
      expect(quick.remarks.join()).toContain("with the help of scapidx");
      expect(quick.text).toBe(plain.text);
    }
    const { status, remarks } = await runCommand("show", path, "999999");
    expect(status).toBe(1);
    expect(remarks.at(-1)).toMatch(/there is no event 999999: they are numbered from 1 to \d{4,}$/);
  });

  it("lets show tell what fields sum up over a thread", async () => {
    const path = temporaryFile("sums.scap", synthesise(captureOfSwitches(400)));
    expect((await runCommand("index", path, "--every", "50")).status).toBe(0);
    for (const number of ["100", "151", "201", "333", "400"]) {
      const plain = await runCommand("show", path, "--no-index", number);
      const quick = await runCommand("show", path, number);
      expect(plain.text).toContain("thread.totexectime");
      expect(quick.remarks).toHaveLength(1);
      expect(quick.text).toBe(plain.text);
    }
    const busy = await runCommand("show", path, "333");
    expect(busy.text).not.toMatch(/thread\.totexectime +0\b/);
  });

  it("is not used where all events matter", async () => {
    const path = await indexed("all.scap", "500");
    for (const args of [
      ["-f", "evt.num > 5000 and evt.deltatime > 1000"],
      ["-f", "evt.num > 5990", "-t", "d"],
      ["-f", "evt.num > 5990", "-p", "%thread.totexectime"],
      ["-f", "evt.num > 5990", "--view", "current"],
      ["-f", "evt.num > 5990", "--compat"],
      [],
    ])
      expect((await runCommand(path, ...args)).remarks).toEqual([]);
  });

  it("does not replace an index without being told to", async () => {
    const path = await indexed("e.scap");
    await expect(runCommand("index", path)).rejects.toThrow("--force");
    expect((await runCommand("index", path, "--force")).status).toBe(0);
  });

  it("is proved by --verify to say what the capture does", async () => {
    const path = await indexed("proved.scap", "700");
    const index = `${path}.scapidx`;
    const { status, text } = await runCommand("index", path, "--verify");
    expect(status).toBe(0);
    expect(text).toMatch(/\d+ checkpoints in [\d,]+ events, all as the capture has them/);
    expect(JSON.parse((await runCommand("index", path, "--verify", "--json")).text).isRight).toBe(true);
    const whole = readFileSync(index);
    writeFileSync(index, flipped(whole, 300));
    const refused = await runCommand("index", path, "--verify");
    expect(refused.status).toBe(1);
    expect(refused.remarks.join()).toContain("not what indexing the capture gives, from byte 300 on");
    writeFileSync(index, whole.subarray(100));
    expect((await runCommand("index", path, "--verify")).remarks.join()).toContain("is no index");
    rmSync(index);
    expect((await runCommand("index", path, "--verify")).status).toBe(1);
  });

  it("finds out a forged one that passes for right when it is used", async () => {
    const path = await indexed("forged.scap", "1000");
    const access = accessTo(readFileSync(`${path}.scapidx`));
    const directory = access && (await readDirectory(access));
    if (access === undefined || directory === undefined) throw new Error("no index");
    // The third interval's state is given to the second.
    const intervals = directory.intervals.map((interval, at) =>
      at === 1 ? { ...interval, state: directory.intervals[2]?.state } : interval,
    );
    const end = directory.intervals.at(-1)?.state;
    const statesEnd = (end?.offset ?? 0) + (end?.sizeBytes ?? 0);
    const forged = composeDirectory({ ...directory, intervals }, statesEnd);
    writeFileSync(
      `${path}.scapidx`,
      Buffer.concat([readFileSync(`${path}.scapidx`).subarray(0, statesEnd), forged]),
    );
    const used = await runCommand(path, "-f", "evt.num in (1500)");
    expect(used.remarks.join()).toContain("with the help of scapidx");
    expect((await runCommand("index", path, "--verify")).status).toBe(1);
  });

  it("is not made of what is no capture", async () => {
    const path = temporaryFile("none.scap", "nothing of the kind");
    expect((await runCommand("index", path)).status).toBe(1);
    expect(existsSync(`${path}.scapidx`)).toBe(false);
  });

  it("tells of the damage that it passes over, and of an end that is cut off", async () => {
    const path = temporaryFile("cut.scap", bytes.subarray(0, bytes.length - 10));
    expect((await runCommand("index", path, "--every", "500")).status).toBe(3);
    for (const filter of ["evt.num < 10", "evt.num > 1000"]) {
      const plain = await runCommand(path, "--no-index", "-f", filter);
      const quick = await runCommand(path, "-f", filter);
      expect(plain.status).toBe(3);
      expect(quick.status).toBe(3);
      expect(quick.text).toBe(plain.text);
      expect(quick.remarks).toEqual([expect.stringContaining("with the help"), ...plain.remarks]);
    }
  });

  it("refuses compressed captures", async () => {
    const path = temporaryFile("f.scap", readFileSync(SAMPLE));
    const { status, remarks } = await runCommand("index", path);
    expect(status).toBe(1);
    expect(remarks.join()).toContain("not compressed");
    expect(existsSync(`${path}.scapidx`)).toBe(false);
  });
});
