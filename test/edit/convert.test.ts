import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { type ConvertOptions, convertCapture } from "../../src/edit/convert/convert.ts";
import { splitCall } from "../../src/edit/convert/split-call.ts";
import { blockAt } from "../../src/format/block-batch.ts";
import { MemoryOutput } from "../../src/format/capture-output.ts";
import { CaptureWriter } from "../../src/format/capture-writer.ts";
import { blockTypeOf } from "../../src/format/catalogue.ts";
import { OPTION_APPLICATION, OPTION_COMMENT } from "../../src/format/options.ts";
import { WRITE_TARGETS } from "../../src/format/write-target.ts";
import { currentSchema } from "../../src/schema/current.ts";
import { processList, readEnter, readExit } from "../cli/helpers/small-capture.ts";
import { collect } from "../format/chunks.ts";
import { ascii, block, concat, eventV2, sectionHeader, u16, u32, zeroes } from "../helpers/bytes.ts";
import { describeWithReference } from "../helpers/reference.ts";
import { describeWithSysdig, sysdig } from "../helpers/sysdig.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/captures", import.meta.url));
const SAMPLES = fileURLToPath(new URL("../../samples", import.meta.url));
const CAPTURES = readdirSync(FIXTURES).filter((file) => file.endsWith(".scap"));
const OLD_SYSDIG = WRITE_TARGETS["sysdig-0.29"];

async function converted(input: Uint8Array | string, options: ConvertOptions = {}) {
  const output = new MemoryOutput();
  const report = await convertCapture(openCapture(input).blocks(), new CaptureWriter(output), options);
  return { report, bytes: output.bytes };
}

const uncompressed = (path: string) => collect(openCapture(path).chunks());

/** What can be told of each event: header, process, parameters with their text. */
async function listing(
  input: Uint8Array | string,
  view: "recorded" | "current" = "recorded",
): Promise<string[]> {
  const capture = openCapture(input);
  const lines: string[] = [];
  for await (const event of capture.events({ view })) {
    const params = event.params.map((param) => `${param.name}=${param.text}(${param.meaning})`);
    const { cpu, dumpFlags, tid, code } = event.record;
    const thread = capture.state?.thread;
    lines.push([event.tsNs, cpu, dumpFlags, tid, code, thread?.comm, thread?.cwd, ...params].join(" "));
  }
  expect(capture.damage).toEqual([]);
  return lines;
}

describe("convertCapture", () => {
  it.each(CAPTURES)("%s: copies, where nothing is to be changed", async (file) => {
    const bytes = await uncompressed(join(FIXTURES, file));
    expect(Buffer.from((await converted(bytes)).bytes).equals(bytes)).toBe(true);
  });

  it.each(CAPTURES)("%s: the other byte order reads the same, and turned back is the same", async (file) => {
    const bytes = await uncompressed(join(FIXTURES, file));
    const big = await converted(bytes, { byteOrder: "big" });
    expect(big.report.findings).toEqual([]);
    expect([...big.bytes.subarray(8, 12)]).toEqual([0x1a, 0x2b, 0x3c, 0x4d]);
    expect(await listing(big.bytes)).toEqual(await listing(bytes));
    const little = await converted(big.bytes, { byteOrder: "little" });
    expect(Buffer.from(little.bytes).equals(bytes)).toBe(true);
  });

  it.each(CAPTURES)("%s: upgraded it holds what the current view shows", async (file) => {
    await checkUpgrade(join(FIXTURES, file));
  });

  it.each(CAPTURES)("%s: a downgrade loses nothing", async (file) => {
    const upgraded = await converted(join(FIXTURES, file), { upgrade: true });
    const downgraded = await converted(join(FIXTURES, file), { downgrade: true });
    const again = await converted(downgraded.bytes, { upgrade: true });
    expect(await listing(again.bytes)).toEqual(await listing(upgraded.bytes));
    expect(Buffer.from(again.bytes).equals(upgraded.bytes)).toBe(true);
  });

  it("splits a call of today into the two events that it was", async () => {
    const input = join(FIXTURES, "tiny_plain.scap");
    const { report } = await converted(input, { downgrade: true });
    expect(report.eventsWritten).toBeGreaterThan((await listing(input)).length);
    const names = new Set<string>();
    for await (const { record } of openCapture(input).events()) {
      const split = splitCall(record, currentSchema);
      if (split === undefined) continue;
      names.add(record.spec?.name ?? "");
      expect([split.enter.code, split.exit.code]).toEqual([record.code - 1, record.code]);
    }
    expect(names).toContain("read");
    expect(names).toContain("close");
  });

  it("writes for Debian's sysdig what that understands", async () => {
    const rseq = eventV2({ type: 1, params: [u16(380), u16(334)] });
    const surplus = eventV2({ type: 5, params: Array.from({ length: 9 }, () => zeroes(8)) });
    const capture = concat(
      sectionHeader({ options: concat(u16(1), u16(2), ascii("hi"), zeroes(2), u32(0)) }),
      processList(),
      readEnter(0),
      rseq,
      surplus,
    );
    const { report, bytes } = await converted(capture, { target: OLD_SYSDIG });
    expect(report.findings.map(({ kind, detail }) => `${kind} ${detail}`)).toEqual([
      "mended event 2: system call rseq is written as unknown",
      "mended event 3: 7 parameters that libs does not know are left out",
    ]);
    expect(bytes.subarray(4, 8)).toEqual(u32(28));
    const codes = [];
    for await (const { record, params } of openCapture(bytes).events()) {
      codes.push([record.code, params.length, params[0]?.text]);
    }
    expect(codes.slice(1)).toEqual([
      [1, 2, "0"],
      [5, 2, "0"],
    ]);
  });

  it("writes for other readers in the byte order that they have", async () => {
    const big = await converted(join(FIXTURES, "tiny_plain.scap"), { byteOrder: "big" });
    const { bytes } = await converted(big.bytes, { target: WRITE_TARGETS.libs });
    expect([...bytes.subarray(8, 12)]).toEqual([0x4d, 0x3c, 0x2b, 0x1a]);
    expect(await listing(bytes)).toEqual(await listing(big.bytes));
  });

  it("leaves out what no target has, and says so", async () => {
    const unknown = block(0x777, ascii("what"));
    const { report } = await converted(concat(sectionHeader(), readEnter(0), unknown, readExit(1, "x")), {
      target: WRITE_TARGETS.libs,
    });
    expect(report).toMatchObject({ blocksWritten: 3, eventsWritten: 2, findings: [{ kind: "left-out" }] });
  });

  it("keeps what was written when the reading fails", async () => {
    const capture = concat(sectionHeader(), readEnter(0), readEnter(1).subarray(0, -9));
    const output = new MemoryOutput();
    const work = convertCapture(openCapture(capture).blocks(), new CaptureWriter(output), {
      byteOrder: "big",
    });
    await expect(work).rejects.toThrow("the capture ends after");
    expect(await listing(output.bytes)).toHaveLength(1);
  });
});

describe("comments", () => {
  const option = (code: number, text: string) =>
    concat(u16(code), u16(text.length), ascii(text), zeroes(-text.length & 3));
  const options = concat(option(OPTION_COMMENT, "one"), option(OPTION_APPLICATION, "test"), u32(0));
  const commented = block(0x216, readEnter(0).subarray(8, -4), option(OPTION_COMMENT, "odd"), u32(0));
  const capture = concat(sectionHeader({ options }), processList(), commented, readExit(1, "x"));

  async function commentsOf(bytes: Uint8Array) {
    const reading = openCapture(bytes);
    const sizes: number[] = [];
    for await (const batch of reading.blocks()) {
      for (let k = 0; k < batch.count; k++) {
        const { type, start, end } = blockAt(batch, k);
        if (blockTypeOf(type).kind === "event") sizes.push(end - start);
      }
    }
    for await (const _ of reading.events());
    return { comments: reading.section?.comments, application: reading.section?.application, sizes };
  }

  it("are stripped, and nothing else is changed", async () => {
    const { bytes } = await converted(capture, { stripComments: true });
    expect(await commentsOf(bytes)).toEqual({
      comments: [],
      application: "test",
      sizes: [readEnter(0).length - 12, readExit(1, "x").length - 12],
    });
    expect(await listing(bytes)).toEqual(await listing(capture));
  });

  it("are added", async () => {
    const { bytes } = await converted(capture, { comments: ["two", "dreï"] });
    expect((await commentsOf(bytes)).comments).toEqual(["one", "two", "dreï"]);
    const replaced = await converted(capture, { comments: ["two"], stripComments: true });
    expect((await commentsOf(replaced.bytes)).comments).toEqual(["two"]);
  });

  it("on events stay in every other conversion", async () => {
    const { bytes } = await converted(capture, { byteOrder: "big" });
    expect((await converted(bytes, { byteOrder: "little" })).bytes).toEqual(capture);
  });
});

/** The current view of an upgraded capture is that of the original, and it cannot be upgraded further. */
async function checkUpgrade(path: string): Promise<void> {
  const { bytes } = await converted(path, { upgrade: true });
  expect(await listing(bytes, "current")).toEqual(await listing(path, "current"));
  const again = await converted(bytes, { upgrade: true });
  expect(Buffer.from(again.bytes).equals(bytes)).toBe(true);
}

describeWithReference("conversions of public captures", ["captures", "public"], (dir) => {
  it.each(readdirSync(dir))("%s: upgrade", async (file) => checkUpgrade(join(dir, file)));

  it.each(readdirSync(dir))("%s: byte order", async (file) => {
    const big = await converted(join(dir, file), { byteOrder: "big" });
    expect(await listing(big.bytes)).toEqual(await listing(join(dir, file)));
  });

  describeWithSysdig("… that sysdig reads", () => {
    const folder = mkdtempSync(join(tmpdir(), "scap-convert-"));
    afterAll(() => rmSync(folder, { recursive: true }));
    const sameFor = async (file: string, options: ConvertOptions) => {
      const path = join(folder, "converted.scap");
      writeFileSync(path, (await converted(join(dir, file), options)).bytes);
      return sysdig("-r", path);
    };

    it.each(readdirSync(dir).filter((file) => !file.includes("comments")))(
      "%s: as the original",
      async (file) => {
        const original = sysdig("-r", join(dir, file));
        expect(original.status).toBe(0);
        for (const target of Object.values(WRITE_TARGETS))
          expect(await sameFor(file, { target })).toEqual(original);
      },
    );

    it("curl_google_comments.scap: opens at last", async () => {
      const original = sysdig("-r", join(dir, "curl_google.scap"));
      expect(sysdig("-r", join(dir, "curl_google_comments.scap")).status).toBe(1);
      expect(await sameFor("curl_google_comments.scap", { target: OLD_SYSDIG })).toEqual(original);
    });
  });
});

describeWithSysdig("captures of today for Debian's sysdig", () => {
  const folder = mkdtempSync(join(tmpdir(), "scap-downgrade-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(readdirSync(SAMPLES).filter((file) => file.endsWith(".scap")))("%s opens", async (file) => {
    const path = join(folder, file);
    for (const downgrade of [false, true]) {
      writeFileSync(path, (await converted(join(SAMPLES, file), { target: OLD_SYSDIG, downgrade })).bytes);
      const { status, stdout, stderr } = sysdig("-r", path);
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      expect(stdout.split("\n").length).toBeGreaterThan(50);
    }
  });

  it("tells the fd of a read, which it takes from the enter event", async () => {
    const path = join(folder, "reads.scap");
    const format = ["-p", "%fd.num", "evt.type=read and evt.dir=<"];
    const fds = async (options: ConvertOptions) => {
      writeFileSync(
        path,
        (await converted(join(SAMPLES, "shell.scap"), { target: OLD_SYSDIG, ...options })).bytes,
      );
      return sysdig("-r", path, ...format)
        .stdout.split("\n")
        .slice(0, 3);
    };
    // The first read of this capture is from fd 3; without its enter event sysdig takes it for fd 0.
    expect((await fds({}))[0]).toBe("0");
    expect((await fds({ downgrade: true }))[0]).toBe("3");
  });
});
