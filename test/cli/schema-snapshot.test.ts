import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/exit-status.ts";
import { runCommand } from "./helpers/run-command.ts";
import { smallCapture } from "./helpers/small-capture.ts";

const folder = mkdtempSync(join(tmpdir(), "scap-snapshot-"));
const capture = join(folder, "a.scap");
const snap = `${capture}.snap`;
afterAll(() => rmSync(folder, { recursive: true }));

describe("schema snapshot", () => {
  beforeEach(() => {
    writeFileSync(capture, smallCapture());
    rmSync(snap, { force: true });
  });

  it("writes what is not there yet, unless frozen", async () => {
    expect(await runCommand("schema", "snapshot", "--frozen", folder)).toMatchObject({
      status: 1,
      lines: [`${capture}: no snapshot yet (run without --frozen to write it)`],
    });
    expect((await runCommand("schema", "snapshot", folder)).lines).toEqual([
      `${capture}: new snapshot ${snap}`,
    ]);
    expect(await runCommand("schema", "snapshot", "--frozen", folder)).toMatchObject({
      status: 0,
      lines: [`${capture}: same`],
    });
  });

  it("shows what changed, and accepts it when asked to", async () => {
    await runCommand("schema", "snapshot", folder);
    writeFileSync(snap, readFileSync(snap, "utf8").replace("res=ERRNO:13", "res=ERRNO:12"));
    const { status, lines } = await runCommand("schema", "snapshot", folder);
    expect(status).toBe(1);
    expect(lines).toEqual([
      `${capture}: 1 difference (--update accepts them)`,
      "  event 2 <read/7 res",
      "    - ERRNO:12",
      "    + ERRNO:13",
    ]);
    expect(await runCommand("schema", "snapshot", "-u", folder)).toMatchObject({ status: 0 });
    expect((await runCommand("schema", "snapshot", folder)).lines).toEqual([`${capture}: same`]);
  });

  it("tells in JSON what changed", async () => {
    await runCommand("schema", "snapshot", capture);
    writeFileSync(snap, readFileSync(snap, "utf8").replace("\t0\t100\t", "\t1\t100\t"));
    const { text } = await runCommand("schema", "snapshot", "--json", capture);
    expect(JSON.parse(text)).toMatchObject({
      status: "changed",
      count: 1,
      changes: [{ event: 1, what: ">read/6", field: "cpu", before: "1", after: "0" }],
    });
  });

  it.each([[[]], [["/no/such/folder"]], [["-u", "--frozen", folder]]])("refuses %j", async (words) => {
    await expect(runCommand("schema", "snapshot", ...words)).rejects.toThrow(UsageError);
  });
});
