import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  createWriteStream,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { openFile } from "../../src/format/node-source.ts";
import { repeat } from "../helpers/bytes.ts";
import { collect } from "./chunks.ts";

const dir = mkdtempSync(join(tmpdir(), "scap-source-"));
const onDamage = () => expect.fail("no damage is expected");
const GOOD = readFileSync(new URL("../fixtures/malformed/c00_good.scap", import.meta.url));
/** Longer than several reads. */
const LONG = repeat(GOOD, 3000);
const LONG_GZIP = gzipSync(LONG);

afterAll(() => rmSync(dir, { recursive: true }));

function write(name: string, bytes: Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, bytes);
  return path;
}

describe("openFile", () => {
  it.each([
    ["none", LONG],
    ["gzip", LONG_GZIP],
  ])("reads a file of compression %s", async (compression, bytes) => {
    const source = await openFile(write(`long.${compression}`, bytes), { onDamage });
    expect(source).toMatchObject({ sizeBytes: bytes.length, bytesRead: 0 });
    expect(Buffer.compare(await collect(source.chunks), LONG)).toBe(0);
    expect(source).toMatchObject({ compression, bytesRead: bytes.length });
  });

  it("reads into buffers of their own", async () => {
    const { chunks } = await openFile(write("buffers", LONG), { onDamage });
    const kept: Uint8Array[] = [];
    for await (const chunk of chunks) kept.push(chunk);
    expect(kept.length).toBeGreaterThan(2);
    expect(Buffer.compare(Buffer.concat(kept), LONG)).toBe(0);
  });

  it("stops when the consumer stops", async () => {
    const { chunks } = await openFile(write("stop", LONG_GZIP), { onDamage });
    for await (const chunk of chunks) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });

  it("throws the errors of the file system", async () => {
    await expect(openFile(join(dir, "absent"), { onDamage })).rejects.toThrow(/ENOENT/);
    const { chunks } = await openFile(dir, { onDamage });
    await expect(collect(chunks)).rejects.toThrow(/EISDIR/);
  });

  it.skipIf(process.platform === "win32")("reads a named pipe", async () => {
    const path = join(dir, "pipe");
    execFileSync("mkfifo", [path]);
    const writer = createWriteStream(path);
    writer.end(LONG_GZIP);
    const source = await openFile(path, { onDamage });
    expect(source.sizeBytes).toBeUndefined();
    expect(Buffer.compare(await collect(source.chunks), LONG)).toBe(0);
  });
});

describe("openStdin", () => {
  const script = fileURLToPath(new URL("print-stdin.ts", import.meta.url));

  /** Runs the script with something on standard input; what it prints, as soon as it has printed and ended. */
  async function run(stdin: number | Uint8Array, ...args: string[]): Promise<unknown> {
    const stdio = [typeof stdin === "number" ? stdin : "pipe", "pipe", "inherit"] as const;
    const child = spawn(process.execPath, ["--import", "tsx", script, ...args], { stdio: [...stdio] });
    // Left open where only the first chunk is wanted: a reader must not wait for more.
    if (typeof stdin !== "number") child.stdin?.[args.length === 0 ? "end" : "write"](stdin);
    child.stdin?.on("error", () => {});
    let output = "";
    child.stdout?.on("data", (text) => {
      output += text;
    });
    await once(child, "close");
    return JSON.parse(output);
  }

  const expected = { uncompressed: LONG.length, compression: "gzip", bytesRead: LONG_GZIP.length };

  it("reads a file", async () => {
    const fd = openSync(write("stdin", LONG_GZIP), "r");
    expect(await run(fd)).toEqual({ ...expected, input: LONG_GZIP.length });
    closeSync(fd);
  });

  it("reads a pipe", async () => {
    expect(await run(LONG_GZIP)).toEqual({ ...expected, input: null });
  });

  it("lets an unfinished pipe go when the consumer stops", async () => {
    expect(await run(GOOD, "first")).toMatchObject({ uncompressed: GOOD.length, compression: "none" });
  });
});
