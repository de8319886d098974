import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CaptureInput } from "../../src/format/source.ts";
import type * as Library from "../../src/index.ts";
import { openCapture } from "../../src/index.ts";
import { concat, u8, u32 } from "../helpers/bytes.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SHELL = join(ROOT, "samples/shell.scap");
const packed = new Uint8Array(readFileSync(SHELL));
const plain = new Uint8Array(gunzipSync(packed));

describe("a bundle for browsers", () => {
  const folder = mkdtempSync(join(tmpdir(), "scap-browser-"));
  let text: string;
  let library: typeof Library;

  beforeAll(async () => {
    text = await bundle();
    const path = join(folder, "bundle.mjs");
    writeFileSync(path, text);
    library = await import(/* @vite-ignore */ pathToFileURL(path).href);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("asks for no module of Node", () => {
    expect(text).not.toMatch(/["'`]node:/);
  });

  it("reads a capture as the library does in Node, compressed or not", async () => {
    const expected = await countEvents(openCapture(SHELL));
    expect(expected).toBeGreaterThan(0);
    const inputs: CaptureInput[] = [
      packed,
      new Blob([packed]).stream(),
      new Blob([plain]),
      storedZstd(plain),
    ];
    for (const input of inputs) expect(await countEvents(library.openCapture(input))).toBe(expected);
  });

  it.each([SHELL, "-"])("says of the path %s that it needs Node", async (path) => {
    await expect(countEvents(library.openCapture(path))).rejects.toThrow(
      "a path can be read with Node only; give bytes, a Blob or a stream",
    );
  });
});

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/index.ts"],
    bundle: true,
    platform: "browser",
    format: "esm",
    write: false,
    logLevel: "silent",
  });
  return outputFiles[0]?.text ?? "";
}

async function countEvents(capture: Library.Capture): Promise<number> {
  let count = 0;
  for await (const _ of capture.events()) count++;
  expect(capture.damage).toEqual([]);
  return count;
}

/** A zstd frame with a window of 128 KiB that holds the bytes as they are: not every Node can compress. */
function storedZstd(bytes: Uint8Array): Uint8Array {
  const parts = [u8(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x38)];
  for (let at = 0; at < bytes.length; at += 1 << 17) {
    const part = bytes.subarray(at, at + (1 << 17));
    const isLast = at + part.length === bytes.length;
    parts.push(u32((part.length << 3) | (isLast ? 1 : 0)).subarray(0, 3), part);
  }
  return concat(...parts);
}
