import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { TextSink } from "../../src/decoder/text-sink.ts";
import type { View } from "../../src/decoder/view.ts";
import { isInternal } from "../../src/decoder/event-kind.ts";
import { compileFormat } from "../../src/filter/format.ts";
import { describeWithReference, referencePath } from "../helpers/reference.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/captures", import.meta.url));
const GOLDEN = fileURLToPath(new URL("sysdig-0.29.3", import.meta.url));
const LIBS_GOLDEN = fileURLToPath(new URL("libs-head", import.meta.url));
const LIBS_FORMAT =
  "*%evt.num %evt.rawtime %evt.cpu %evt.dir %evt.type %proc.name %thread.tid %fd.name %evt.args";
const PRINTED_FORMAT =
  "*%evt.num|%evt.rawarg.flags|%evt.rawarg.res|%evt.rawarg.fd|%evt.rawarg.vm_size|%evt.type.is.openat2|%proc.apid|%proc.aenv";
const SYSDIG_FORMAT =
  "*%evt.num|%evt.rawtime|%evt.cpu|%proc.name|%thread.tid|%evt.dir|%evt.type|%evt.args";

describeWithReference("formats in the current view print what libs HEAD prints", ["golden", "libs-head"], (folder) => {
  for (const name of goldenNames(folder, /^([^.]+)\.txt\.gz$/)) {
    it(name, async () => {
      const golden = readRecords(join(folder, `${name}.txt.gz`), /\n(?=\d+ \d{15,20} )/);
      const different = await compare(captureOf(name), golden, LIBS_FORMAT, "current", (ours, theirs) => ours === theirs);
      expect(different.length, different.slice(0, 3).join("\n")).toBe(0);
    });
  }
});

describeWithReference("formats in the recorded view print what sysdig prints", ["golden", "sysdig-0.29.3"], (folder) => {
  for (const name of goldenNames(folder, /^([^.]+)\.args\.txt\.gz$/)) {
    it(name, async () => {
      const golden = readRecords(join(folder, `${name}.args.txt.gz`), /\n(?=\d+\|\d{15,20}\|)/);
      const different = await compare(captureOf(name), golden, SYSDIG_FORMAT, "recorded", printedAlike);
      expect(different.length, different.slice(0, 3).join("\n")).toBe(0);
    });
  }
});

describe("formats to be compared with those of libs print what it prints of", () => {
  it("datagrams over IPv6, unix sockets that cannot connect, raw sockets, as our recorder has them", () =>
    equalLibs("sockets"));
  it("events that contradict each other", () => equalLibs("p4_contradictions"));
  it("fds that turn out to be something else, ends of calls whose start was lost", () => equalLibs("p5_reused_fds"));
  it("fields that libs prints otherwise than it compares them", () =>
    equalFormat("all_types", "all_types.printed.txt.gz", PRINTED_FORMAT, /\n(?=\d+\|)/));
});

describe("formats to be compared with sysdig's print what it prints of", () => {
  it("calls whose start was lost, events it does not know, odd paths", async () => {
    const name = "p3_lost_starts";
    const golden = readRecords(join(GOLDEN, `${name}.args.txt.gz`), /\n(?=\d+\|\d{15,20}\|)/);
    const capture = join(FIXTURES, `${name}.scap`);
    const different = await compare(capture, golden, SYSDIG_FORMAT, "recorded", (ours, theirs) => ours === theirs);
    expect(different.slice(0, 3)).toEqual([]);
  });
});

async function equalLibs(name: string): Promise<void> {
  return equalFormat(name, `${name}.txt.gz`, LIBS_FORMAT, /\n(?=\d+ \d{15,20} )/);
}

async function equalFormat(name: string, file: string, format: string, boundary: RegExp): Promise<void> {
  const golden = readRecords(join(LIBS_GOLDEN, file), boundary);
  const capture = join(FIXTURES, `${name}.scap`);
  const different = await compare(capture, golden, format, "current", (ours, theirs) => ours === theirs);
  expect(different.slice(0, 3)).toEqual([]);
}

function goldenNames(folder: string, pattern: RegExp): string[] {
  return readdirSync(folder).flatMap((file) => pattern.exec(file)?.[1] ?? []);
}

/** Records by number; a record may hold line ends. */
function readRecords(path: string, boundary: RegExp): Map<number, string> {
  const text = gunzipSync(readFileSync(path)).toString("utf8");
  // What libs said when it gave up on a capture is no event.
  const records = text.replace(/\nEXC .*/s, "").split(boundary).filter((record) => /^\d/.test(record));
  return new Map(records.map((record) => [Number.parseInt(record, 10), record.trimEnd()]));
}

function captureOf(name: string): string {
  const path = ["public", "recorded", "crafted"]
    .map((kind) => referencePath("captures", kind, `${name}.scap`))
    .find((path) => path !== undefined);
  return path as string;
}

async function compare(
  capture: string,
  golden: ReadonlyMap<number, string>,
  format: string,
  view: View,
  isSame: (ours: string, theirs: string) => boolean,
): Promise<string[]> {
  const compiled = compileFormat(format, { view, buffers: { form: "dotted", cut: view === "recorded" } });
  const sink = new TextSink();
  const different: string[] = [];
  const seen = new Set<number>();
  for await (const batch of openCapture(capture).batches({ view, compatible: true })) {
    for (let event = batch.next(); event !== undefined; event = batch.next()) {
      if (view === "recorded" && isInternal(event.spec)) continue;
      const theirs = golden.get(event.number);
      if (theirs === undefined) continue;
      seen.add(event.number);
      sink.truncate(0);
      compiled.write(sink, event, batch.state);
      const ours = sink.toString().trimEnd();
      if (!isSame(ours, theirs)) different.push(`- ${theirs}\n+ ${ours}`);
    }
  }
  expect(seen.size).toBe(golden.size);
  return different;
}

/** sysdig leaves out what is not printable ASCII. */
function printedAlike(ours: string, theirs: string): boolean {
  return ours.replace(/[^\x20-\x7e]/g, "") === theirs;
}
