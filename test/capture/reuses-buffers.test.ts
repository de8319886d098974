import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listCapture } from "../helpers/listing.ts";

const SAMPLE = new URL("../../samples/shell.scap", import.meta.url);
/** Several times what is read at once: the chunks' bounds lie inside blocks, and buffers come again. */
const TIMES = 10;

describe("a capture read into the same buffers again", () => {
  const folder = mkdtempSync(join(tmpdir(), "scap-reuse-"));
  const path = join(folder, "long.scap");
  beforeAll(() => {
    const sample = readFileSync(SAMPLE);
    writeFileSync(path, Buffer.concat(Array.from({ length: TIMES }, () => sample)));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("has the same events", async () => {
    const lines = await listCapture(path);
    expect(lines.size).toBeGreaterThan(20_000);
    expect(await listCapture(path, { reusesBuffers: true })).toEqual(lines);
  });
});
