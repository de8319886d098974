import { appendFileSync, existsSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { checkpointLine, IndexBuilder, parseCheckpoint } from "../../src/edit/capture-index.ts";
import { currentSchema } from "../../src/schema/current.ts";
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
      expect(cut.remarks).toEqual([]);
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
    const [head = "", line = ""] = readFileSync(index, "latin1").split("\n");
    writeFileSync(index, `${head}\n${line.slice(0, -50)}\n`);
    const { rows, remarks } = await sliceOf(path, "--events", "2001-2003");
    expect(remarks.join()).toContain("not used");
    expect(rows).toHaveLength(3);
  });

  it("is passed over when it points behind the capture's end", async () => {
    const path = await indexed("behind.scap");
    const index = `${path}.scapidx`;
    writeFileSync(index, readFileSync(index, "latin1").replaceAll(/"offset":\d+/g, '"offset":9999999999'));
    const { rows, remarks } = await sliceOf(path, "--events", "2001-2003");
    expect(remarks.join()).toContain("not used");
    expect(rows).toHaveLength(3);
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

describe("checkpoints", () => {
  it("survive being written and read", async () => {
    const builder = new IndexBuilder(3000, { schema: currentSchema, onDamage: () => {} });
    for await (const batch of openCapture(bytes).blocks()) builder.take(batch);
    expect(builder.checkpoints.map(({ events }) => events)).toEqual([3000, 6000]);
    for (const checkpoint of builder.checkpoints)
      expect(parseCheckpoint(checkpointLine(checkpoint))).toEqual(checkpoint);
  });

  it("are nothing else than what they should be", () => {
    for (const line of ["", "{}", "null", '{"offset":-1,"events":1,"stateEvents":0,"state":""}', "[1]"])
      expect(parseCheckpoint(line)).toBeUndefined();
  });
});
