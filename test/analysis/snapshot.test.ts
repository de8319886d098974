import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareSnapshots } from "../../src/analysis/snapshot/compare-snapshots.ts";
import { checkSnapshot } from "../../src/analysis/snapshot/node-snapshot-file.ts";
import { snapshotOf } from "../../src/analysis/snapshot/snapshot.ts";
import { openCapture } from "../../src/capture/capture.ts";
import "../../src/node-vitest.ts";
import { temporaryFiles } from "../cli/helpers/temporary-files.ts";
import { ascii, concat, eventV2, hex, i64, sectionHeader, u8, u16, u32 } from "../helpers/bytes.ts";
import { captureOf, event, tuple4 } from "../helpers/events.ts";

const temporary = temporaryFiles();
const FIXTURES = new URL("../fixtures/captures/", import.meta.url).pathname;

async function snapshot(capture: Uint8Array | string): Promise<string> {
  let text = "";
  for await (const part of snapshotOf(openCapture(capture))) text += part;
  return text;
}

async function lastLine(...events: Uint8Array[]): Promise<string> {
  return (await snapshot(concat(sectionHeader(), ...events))).trimEnd().split("\n").at(-1) as string;
}

const exit = (...params: Uint8Array[]) => eventV2({ type: 7, params });

describe("the file of a snapshot", () => {
  it("is never written through a link", async () => {
    const file = temporary("linked.scap", concat(sectionHeader(), exit()));
    const other = temporary("other.txt", "untouched");
    symlinkSync(other, `${file}.${process.pid}.tmp`);
    await checkSnapshot(file);
    expect(readFileSync(other, "utf8")).toBe("untouched");
    expect(readFileSync(`${file}.snap`, "utf8")).toContain("SHB");
    rmSync(`${file}.${process.pid}.tmp`);
  });
});

describe("a snapshot", () => {
  it("has one line a block, whatever the events hold", async () => {
    const text = await snapshot(
      captureOf(
        event("<openat", 7, { fd: -2, dirfd: -100, name: "/tmp/\t\n\u202e\ufffdx", flags: 4097 }),
        event("<connect", 7, { res: -111, tuple: tuple4("10.0.0.1:4000", "10.0.0.2:80") }),
      ),
    );
    const [, header, openat, connect, end] = text.split("\n");
    expect(header).toMatch(/^-\tSHB\t16\[/);
    expect(openat?.split("\t").slice(4, 9)).toEqual([
      "<openat/307",
      "fd=FD:-2",
      "dirfd=FD:-100",
      'name=FSRELPATH:"/tmp/\\t\\n\\u202e\\ufffdx"',
      "flags=FLAGS32:4097(O_RDONLY|O_CLOEXEC)",
    ]);
    expect(connect).toContain('\ttuple=SOCKTUPLE:ipv4 "10.0.0.1:4000->10.0.0.2:80"');
    expect(end).toBe("");
    expect(text).toMatch(/^[\t\n\x20-\x7e]*$/);
  });

  it.each([
    ["text", ascii('a\0b"\n'), '5"a\\0b\\"\\n"'],
    ["bytes", hex("00ff1b"), "3[00FF1B]"],
    ["long ones", ascii("x".repeat(33)), `33"${"x".repeat(32)}" crc32 `],
    ["none", new Uint8Array(0), "none"],
  ])("tells %s", async (_, bytes, text) => {
    expect(await lastLine(exit(i64(1), bytes))).toContain(`\tdata=BYTEBUF:${text}`);
  });

  it("tells a change of any byte of a long buffer", async () => {
    const before = await lastLine(exit(i64(1), ascii("x".repeat(99))));
    expect(await lastLine(exit(i64(1), ascii(`${"x".repeat(98)}y`)))).not.toBe(before);
  });

  it("marks what is malformed or unknown", async () => {
    expect(await lastLine(exit(u16(1)))).toContain("\tres=ERRNO:malformed 2[0100]");
    expect(await lastLine(eventV2({ type: 60000, params: [u8(1)] }))).toContain("\t>unknown/60000\t#0=1[01]");
    const broken = exit(i64(0));
    broken.set(u32(9999), 8 + 2 + 16);
    const text = await snapshot(concat(sectionHeader(), broken, exit(i64(0))));
    expect(text).toMatch(/\n!\t.*9999.*\n1\tunreadable EV V2\t/);
    expect(text).toContain("\n2\t");
  });

  it("tells what is wrong with the capture", async () => {
    const bytes = captureOf(event("<read", 1), event("<read", 1));
    expect(await snapshot(bytes.subarray(0, -10))).toMatch(
      /\n!\tEV V2: block of 48 bytes, but the capture ends after 38.*\n$/,
    );
  });

  // Written by Node 24 on a machine in another time zone: 1,151 events of 386 types, with values of every kind.
  const written = readFileSync(join(FIXTURES, "all_types.scap.snap"), "utf8");

  it.each([
    ["UTC", "C"],
    ["Pacific/Chatham", "de_DE.UTF-8"],
    ["America/St_Johns", "tr_TR.UTF-8"],
  ])("is the same in every version of Node, in the time zone %s, in the language %s", (TZ, LANG) => {
    const script = `
      import { openCapture } from "./src/capture/capture.ts";
      import { snapshotOf } from "./src/analysis/snapshot/snapshot.ts";
      const capture = openCapture("test/fixtures/captures/all_types.scap");
      for await (const part of snapshotOf(capture)) process.stdout.write(part);`;
    const text = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      cwd: new URL("../../", import.meta.url).pathname,
      env: { ...process.env, TZ, LANG, LC_ALL: LANG },
      encoding: "utf8",
    });
    expect(text).toBe(written);
  });
});

describe("comparing snapshots", () => {
  const before = captureOf(event("<read", 1, { res: 1 }), event("<openat", 1, { fd: 3, name: "/a" }));

  it("finds no difference between equal ones", async () => {
    const text = await snapshot(before);
    expect(compareSnapshots(text, text)).toEqual({ changes: [], count: 0 });
  });

  it("names the field that changed", async () => {
    const text = await snapshot(before);
    const changed = text.replace("fd=FD:3", "fd=FD:4").replace("res=ERRNO:1", "result=ERRNO:1");
    expect(compareSnapshots(text, changed).changes).toEqual([
      { event: 1, what: "<read/7", field: "res", before: "ERRNO:1", after: undefined },
      { event: 1, what: "<read/7", field: "result", before: undefined, after: "ERRNO:1" },
      { event: 2, what: "<openat/307", field: "fd", before: "FD:3", after: "FD:4" },
    ]);
  });

  it("names events that came or went", async () => {
    const lines = (await snapshot(before)).split("\n");
    const without = lines.toSpliced(2, 1).join("\n");
    expect(compareSnapshots(lines.join("\n"), without).changes).toMatchObject([
      { event: 1, what: "<read/7", field: undefined, after: undefined },
    ]);
    expect(compareSnapshots(without, lines.join("\n")).changes).toMatchObject([
      { event: 1, what: "<read/7", field: undefined, before: undefined },
    ]);
  });

  it("keeps the first 1000 changes and counts all", () => {
    const text = (value: string) =>
      Array.from({ length: 1500 }, (_, k) => `${k}\t1\t0\t1\t<a/1\tx=A:${value}\n`).join("");
    const { changes, count } = compareSnapshots(text("1"), text("2"));
    expect([changes.length, count]).toEqual([1000, 1500]);
  });

  it("ends whatever the texts are, and finds none exactly where they are equal", () => {
    const texts = fc.array(fc.constantFrom("1\ta", "2\tb\tc", "-\tx", "!\ty", "", "junk\tz"), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const [x, y] = [a.join("\n"), b.join("\n")];
        if (x === y) expect(compareSnapshots(x, y).count).toBe(0);
        else compareSnapshots(x, y);
      }),
    );
  });
});

describe("snapshots in files", () => {
  const file = temporary("one.scap", captureOf(event("<read", 1, { res: 1 })));
  const snap = `${file}.snap`;

  it("are written once, compared, and replaced only when asked to", async () => {
    expect((await checkSnapshot(file, { update: "none" })).status).toBe("missing");
    expect(existsSync(snap)).toBe(false);
    expect((await checkSnapshot(file)).status).toBe("written");
    expect((await checkSnapshot(file)).status).toBe("same");
    writeFileSync(snap, readFileSync(snap, "utf8").replace("ERRNO:1", "ERRNO:2").replaceAll("\n", "\r\n"));
    expect(await checkSnapshot(file)).toMatchObject({ status: "changed", count: 1 });
    expect((await checkSnapshot(file, { update: "all" })).status).toBe("updated");
    expect((await checkSnapshot(file)).status).toBe("same");
    expect(readdirSync(join(file, "..")).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("are matched by vitest", async () => {
    await expect(file).toMatchScapSnapshot();
    writeFileSync(snap, readFileSync(snap, "utf8").replace("ERRNO:1", "ERRNO:2"));
    await expect(expect(file).toMatchScapSnapshot()).rejects.toThrow(
      /event 1 <read\/7 res\n {4}- ERRNO:2\n {4}\+ ERRNO:1/,
    );
    rmSync(snap);
  });

  it("are kept for our own fixtures", async () => {
    await expect("../fixtures/captures/tiny_plain.scap").toMatchScapSnapshot();
    await expect(join(FIXTURES, "tiny_plain.scap")).toMatchScapSnapshot();
  });
});
