import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { MemoryOutput } from "../../src/format/capture-output.ts";
import { compressedOutput } from "../../src/format/node-compressed-output.ts";
import { openOutput } from "../../src/format/open-output.ts";

/** What Node has for writing zstd; Node 20 has nothing. */
const node = vi.hoisted(() => ({ createZstdCompress: undefined as (() => unknown) | undefined }));

vi.mock("node:zlib", async (importOriginal) => {
  const zlib = await importOriginal<typeof import("node:zlib")>();
  return {
    ...zlib,
    get createZstdCompress() {
      return node.createZstdCompress;
    },
  };
});

const folder = mkdtempSync(join(tmpdir(), "scap-zstd-"));

afterEach(() => {
  node.createZstdCompress = undefined;
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("an output to be compressed by zstd", () => {
  it("is refused by a Node that cannot, before anything is written, and says what can be done", async () => {
    const path = join(folder, "a.scap.zst");
    const refused = await openOutput(path).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "no-zstd" });
    expect(String(refused)).toMatch(/22\.15 and later can: use gzip/);
    expect(existsSync(path)).toBe(false);
    expect(() => compressedOutput(new MemoryOutput(), "zstd")).toThrow(/cannot write zstd/);
  });

  it("goes through the compressor of a Node that can", async () => {
    node.createZstdCompress = () => new PassThrough();
    const target = new MemoryOutput();
    const output = compressedOutput(target, "zstd");
    await output.write(Uint8Array.of(1, 2, 3));
    await output.close();
    expect([...target.bytes]).toEqual([1, 2, 3]);
  });
});
