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
      [7001, 7900],
    ] as const) {
      const cut = await sliceOf(path, "--events", `${first}-${last}`);
      expect(cut.remarks).toEqual([expect.stringContaining("with the help of scapidx")]);
      expect(cut.rows).toEqual(rows.slice(first - 1, last));
      expect(cut.text).toContain(`: ${last - first + 1} of `);
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
      ["-f", "evt.num > 7000"],
      ["-f", "proc.name = curl and evt.type = connect"],
      ["--from", "+50ms"],
      ["--to", "+10ms", "-t", "r"],
      ["--from", "+50ms", "-n", "5", "-t", "D"],
      ["-f", "evt.num in (3000, 3001)", "-p", "%evt.num %evt.deltatime %proc.cmdline %fd.name"],
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
    for (const numbers of [["7777"], ["501"], ["500", "3001", "1"], ["7777", "--json"]]) {
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

  it("is not used where all events matter", async () => {
    const path = await indexed("all.scap", "500");
    for (const args of [
      ["-f", "evt.num > 7000 and evt.deltatime > 1000"],
      ["-f", "evt.num > 7990", "-t", "d"],
      ["-f", "evt.num > 7990", "-p", "%thread.totexectime"],
      ["-f", "evt.num > 7990", "--view", "current"],
      ["-f", "evt.num > 7990", "--compat"],
      [],
    ])
      expect((await runCommand(path, ...args)).remarks).toEqual([]);
  });

  it("does not replace an index without being told to", async () => {
    const path = await indexed("e.scap");
    await expect(runCommand("index", path)).rejects.toThrow("--force");
    expect((await runCommand("index", path, "--force")).status).toBe(0);
  });

  it("refuses compressed captures", async () => {
    const path = temporaryFile("f.scap", readFileSync(SAMPLE));
    const { status, remarks } = await runCommand("index", path);
    expect(status).toBe(1);
    expect(remarks.join()).toContain("not compressed");
    expect(existsSync(`${path}.scapidx`)).toBe(false);
  });
});
