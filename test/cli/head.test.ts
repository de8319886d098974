import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ExitStatus, UsageError } from "../../src/cli/exit-status.ts";
import { captureOf, event } from "../helpers/events.ts";
import { runCommand } from "./helpers/run-command.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const SAMPLE = fileURLToPath(new URL("../../samples/shell.scap", import.meta.url));
const temporaryFile = temporaryFiles();
const file = temporaryFile("shell.scap", gunzipSync(readFileSync(SAMPLE)));
let outputs = 0;

/** The lines of a listing, without the events' numbers. */
async function listed(path: string): Promise<string[]> {
  return (await runCommand(path)).lines.map((line) => line.replace(/^\d+ /, ""));
}

async function kept(...argv: string[]): Promise<string[]> {
  const output = `${file}.${outputs++}`;
  expect((await runCommand(...argv, "-o", output)).status).toBe(ExitStatus.FINE);
  return listed(output);
}

describe("head and tail", () => {
  it("print ten events where no output is named", async () => {
    const { lines } = await runCommand(file);
    expect((await runCommand("head", file)).lines).toEqual(lines.slice(0, 10));
    expect((await runCommand("tail", file)).lines).toEqual(lines.slice(-10));
    expect((await runCommand("head", "-n", "3", file)).lines).toEqual(lines.slice(0, 3));
    expect((await runCommand("tail", "-n", "3", file)).lines).toEqual(lines.slice(-3));
    expect((await runCommand("tail", "-n", "999999", file)).lines).toEqual(lines);
  });

  it("print events that are listed, however many hidden ones follow", async () => {
    const closes = Array.from({ length: 212 }, () => event("<close", 10, { res: 0 }));
    const notes = Array.from({ length: 2500 }, () => event(">procinfo", 10, { cpu_usr: 1, cpu_sys: 2 }));
    const noted = temporaryFile("noted.scap", captureOf(...closes, ...notes));
    const { lines } = await runCommand(noted);
    expect(lines).toHaveLength(212);
    expect((await runCommand("tail", noted)).lines).toEqual(lines.slice(-10));
    expect((await runCommand("tail", "-n", "999", noted)).lines).toEqual(lines);
    await runCommand("index", noted, "--every", "100");
    const { lines: last, remarks } = await runCommand("tail", "-n", "3", noted);
    expect(last).toEqual(lines.slice(-3));
    expect(remarks.join()).toContain("with the help of scapidx");
  });

  it("print JSON", async () => {
    const { lines } = await runCommand(file, "--json");
    expect((await runCommand("head", "-n", "2", "--json", file)).lines).toEqual(lines.slice(0, 2));
    expect((await runCommand("tail", "-n", "2", "--json", file)).lines).toEqual(lines.slice(-2));
  });

  it("keep the same events as a capture", async () => {
    const all = await listed(file);
    expect(await kept("head", "-n", "20", file)).toEqual(all.slice(0, 20));
    expect(await kept("tail", "-n", "20", file)).toEqual(all.slice(-20));
  });

  it("say how much of the capture was looked at", async () => {
    const total = (await runCommand(file, "--all", "--state-only")).lines.length;
    const { text } = await runCommand("head", "-n", "20", file, "-o", `${file}.20`);
    expect(text).toMatch(/: 20 of the first 20 events/);
    const tail = await runCommand("tail", "-n", "20", file, "-o", `${file}.t20`);
    expect(tail.text).toContain(`: 20 of ${total.toLocaleString("en")} events`);
    await runCommand("index", file, "--every", "500", "--force");
    const indexed = await runCommand("tail", "-n", "20", file, "-o", `${file}.i20`);
    expect(indexed.text.replace("i20", "t20")).toBe(tail.text);
    expect(indexed.remarks.join()).toContain("with the help of scapidx");
    expect((await runCommand("tail", "-n", "7", file)).text).toBe(
      (await runCommand("tail", "-n", "7", "--no-index", file)).text,
    );
  });

  it("refuse what makes no sense", async () => {
    await expect(runCommand("head", "-n", "0", file)).rejects.toThrow(UsageError);
    await expect(runCommand("tail", "-")).rejects.toThrow("name a FILE");
    await expect(runCommand("head", "-z", "gzip", file)).rejects.toThrow("-o FILE");
    expect((await runCommand("tail", `${file}.absent`)).status).toBe(ExitStatus.FAILED);
  });
});

describe("a time without events", () => {
  it("is told of with those that there are", async () => {
    const times = (await runCommand(file, "-p", "%evt.time.iso8601")).lines.sort();
    const span = (text: string) => (text.match(/\d{4}-[^ ]*Z/g) ?? []).map((time) => time.slice(0, -1));
    const expected = [times[0], times.at(-1)].map((time) => time?.replace(/\+0000$/, ""));
    const listing = await runCommand(file, "--from", "2099-01-01T00:00:00Z");
    expect(listing.text).toBe("");
    expect(span(listing.remarks.at(-1) ?? "")).toEqual(expected);
    const slice = await runCommand("slice", file, "--to", "1999-01-01T00:00:00Z", "-o", `${file}.none`);
    expect(slice.status).toBe(ExitStatus.FAILED);
    expect(span(slice.remarks.at(-1) ?? "")).toEqual(expected);
  });

  it("is not told of where something is shown", async () => {
    expect((await runCommand(file, "--from", "+0s", "--no-index")).remarks).toEqual([]);
  });
});
