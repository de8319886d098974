import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CaptureOutput, MemoryOutput, type OutputRefused } from "../../src/format/capture-output.ts";
import { gzipOutput } from "../../src/format/gzip-output.ts";
import { canWriteZstd, compressedOutput } from "../../src/format/node-compressed-output.ts";
import { openFileOutput } from "../../src/format/node-file-output.ts";
import { openOutput } from "../../src/format/open-output.ts";
import { openSource } from "../../src/format/source.ts";
import { ascii, concat } from "../helpers/bytes.ts";
import { collect } from "./chunks.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "scap-output-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

async function writeTo(output: CaptureOutput, ...parts: readonly Uint8Array[]): Promise<void> {
  for (const part of parts) await output.write(part);
  await output.close();
}

async function codeOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => "none",
    (error: OutputRefused | NodeJS.ErrnoException) => error.code,
  );
}

describe("openFileOutput", () => {
  it("shows the file only when it is whole", async () => {
    const path = join(dir, "new.scap");
    const output = await openFileOutput(path);
    await output.write(ascii("abc"));
    expect(readdirSync(dir)).not.toContain("new.scap");
    await output.write(ascii("def"));
    await output.close();
    expect(readdirSync(dir)).toEqual(["new.scap"]);
    expect(readFileSync(path, "utf8")).toBe("abcdef");
  });

  it("leaves nothing behind when given up", async () => {
    const output = await openFileOutput(join(dir, "new.scap"));
    await output.write(ascii("abc"));
    await output.abort();
    expect(readdirSync(dir)).toEqual([]);
  });

  it("replaces a file only when told to, and only at the end", async () => {
    const path = join(dir, "old.scap");
    writeFileSync(path, "old");
    expect(await codeOf(openFileOutput(path))).toBe("exists");
    const output = await openFileOutput(path, { force: true });
    await output.write(ascii("new"));
    expect(readFileSync(path, "utf8")).toBe("old");
    await output.close();
    await output.abort();
    expect(readFileSync(path, "utf8")).toBe("new");
  });

  it("does not replace a file that came to be meanwhile", async () => {
    const path = join(dir, "race.scap");
    const output = await openFileOutput(path);
    await output.write(ascii("ours"));
    writeFileSync(path, "theirs");
    expect(await codeOf(output.close())).toBe("exists");
    await output.abort();
    expect(readFileSync(path, "utf8")).toBe("theirs");
    expect(readdirSync(dir)).toEqual(["race.scap"]);
  });

  it("never writes to what is being read, whatever it is called", async () => {
    const input = join(dir, "in.scap");
    writeFileSync(input, "in");
    const link = join(dir, "link.scap");
    symlinkSync(input, link);
    const options = { force: true, inputs: [input] };
    expect(await codeOf(openFileOutput(input, options))).toBe("is-input");
    expect(await codeOf(openFileOutput(link, options))).toBe("is-input");
    expect(await codeOf(openFileOutput(join(dir, ".", "in.scap"), options))).toBe("is-input");
  });

  it("follows a link to the file it names, and writes to devices as they are", async () => {
    const file = join(dir, "file.scap");
    writeFileSync(file, "old");
    symlinkSync(file, join(dir, "link.scap"));
    await writeTo(await openFileOutput(join(dir, "link.scap"), { force: true }), ascii("new"));
    expect(readFileSync(file, "utf8")).toBe("new");
    await writeTo(await openFileOutput("/dev/null"), ascii("gone"));
  });

  it("gives a file the permissions of the one it replaces, or those that are asked for", async () => {
    const path = join(dir, "secret.scap");
    writeFileSync(path, "old", { mode: 0o600 });
    await writeTo(await openFileOutput(path, { force: true }), ascii("new"));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await writeTo(await openFileOutput(join(dir, "x"), { mode: 0o640 }), ascii("new"));
    expect(statSync(join(dir, "x")).mode & 0o777).toBe(0o640);
  });

  it("writes any number of files at a time, and warns of nothing", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on("warning", note);
    const outputs = await Promise.all(
      Array.from({ length: 30 }, (_, k) => openFileOutput(join(dir, `part-${k}`))),
    );
    for (const output of outputs) await output.abort();
    process.off("warning", note);
    expect(warnings).toEqual([]);
    expect(readdirSync(dir)).toEqual([]);
  });

  it("compresses as the name says, or as is asked for", async () => {
    const content = ascii("abc");
    await writeTo(await openOutput(join(dir, "a.scap.gz")), content);
    await writeTo(await openOutput(join(dir, "b.scap"), { compression: "gzip" }), content);
    await writeTo(await openOutput(join(dir, "c.scap.gz"), { compression: "none" }), content);
    expect(gunzipSync(readFileSync(join(dir, "a.scap.gz"))).toString()).toBe("abc");
    expect(gunzipSync(readFileSync(join(dir, "b.scap"))).toString()).toBe("abc");
    expect(readFileSync(join(dir, "c.scap.gz"), "utf8")).toBe("abc");
    const zstd = openOutput(join(dir, "d.scap.zst"));
    if (canWriteZstd()) await writeTo(await zstd, content);
    else expect(await codeOf(zstd)).toBe("no-zstd");
  });

  it("tells what the file system says", async () => {
    expect(await codeOf(openFileOutput(join(dir, "none", "x.scap")))).toBe("ENOENT");
  });
});

describe("compressed outputs", () => {
  const outputs: [string, (target: CaptureOutput) => CaptureOutput][] = [
    ["gzip anywhere", gzipOutput],
    ["gzip of Node", (target) => compressedOutput(target, "gzip")],
  ];
  if (canWriteZstd()) outputs.push(["zstd of Node", (target) => compressedOutput(target, "zstd")]);

  it.each(outputs)("%s gives what was written", async (_, through) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 3000 })), async (parts) => {
        const memory = new MemoryOutput();
        await writeTo(through(memory), ...parts);
        const source = openSource(memory.bytes, { onDamage: (damage) => expect.fail(damage.detail) });
        expect(await collect(source.chunks)).toEqual(concat(...parts));
        expect(source.compression).not.toBe("none");
      }),
      { numRuns: 20 },
    );
  });

  it.each(outputs)("%s tells of an output that fails", async (_, through) => {
    const failing: CaptureOutput = {
      write: () => Promise.reject(new Error("disk full")),
      close: async () => {},
      abort: async () => {},
    };
    const output = through(failing);
    const parts = Array.from({ length: 40 }, (_, k) =>
      Uint8Array.from({ length: 65_536 }, (_, at) => at * at * (k + 7)),
    );
    await expect(writeTo(output, ...parts)).rejects.toThrow("disk full");
    await output.abort();
  });

  it("a gzip file says nothing of when it was made", async () => {
    const memory = new MemoryOutput();
    await writeTo(gzipOutput(memory), ascii("abc"));
    expect([...memory.bytes.subarray(4, 8)]).toEqual([0, 0, 0, 0]);
    expect(gunzipSync(memory.bytes).toString()).toBe("abc");
  });
});
