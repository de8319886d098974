import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ExitStatus } from "../../src/cli/exit-status.ts";
import { block, concat, sectionHeader, zeroes } from "../helpers/bytes.ts";
import { runCommand } from "./helpers/run-command.ts";
import { processList, readEnter, readExit, smallCapture } from "./helpers/small-capture.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const fileOf = temporaryFiles();
const machine = block(
  0x201,
  Uint8Array.from({ length: 180 }, (_, at) => (at === 0 ? 1 : 0)),
);
const sound = concat(sectionHeader(), machine, processList(), readEnter(0), readExit(1, "x"));

describe("doctor", () => {
  it("has nothing to say of a sound capture but that its fd is unknown", async () => {
    const { status, lines } = await runCommand("doctor", fileOf("sound.scap", sound));
    expect(status).toBe(ExitStatus.FINE);
    expect(lines[0]).toMatch(/: 2 events, 5 blocks, 1 section: 1 note$/);
  });

  it("tells what is wrong, what it means and how to cure it", async () => {
    const file = fileOf("it's broken.scap", concat(sound, zeroes(50), readEnter(2)));
    const { status, lines } = await runCommand("doctor", file);
    expect(status).toBe(ExitStatus.DAMAGED);
    expect(lines.slice(0, 6)).toEqual([
      `${file}: 3 events, 6 blocks, 1 section: 1 error, 1 note`,
      "  error bytes-lost",
      "    bytes that are no block stand between blocks",
      "    readers: everybody stops there",
      `    at byte ${sound.length}: 50 bytes`,
      `    cure: scap-dump recover '${file.replace("'", "'\\''")}' -o OUT`,
    ]);
  });

  it("says it in JSON and in SARIF", async () => {
    const file = fileOf("json.scap", concat(sound, zeroes(50), readEnter(2)));
    const { text } = await runCommand("doctor", "--json", file);
    const report = JSON.parse(text);
    expect(report).toMatchObject({ file, events: 3, counts: { error: 1, warning: 0, note: 1 } });
    expect(report.findings[0]).toMatchObject({
      rule: "bytes-lost",
      cure: "scap-dump recover FILE -o OUT",
      places: [{ offset: sound.length }],
    });
    const sarif = fileOf("report.sarif", "");
    await runCommand("doctor", "--sarif", sarif, file);
    const [run] = JSON.parse(readFileSync(sarif, "utf8")).runs;
    expect(run.results[0]).toMatchObject({ ruleId: "bytes-lost", level: "error" });
    expect(JSON.parse((await runCommand("doctor", "--sarif", "-", file)).text).runs).toHaveLength(1);
    await expect(runCommand("doctor", "--sarif", file, file)).rejects.toThrow("is the capture being read");
  });

  it("says of something else what it is, and offers no cure", async () => {
    const { lines } = await runCommand("doctor", fileOf("text.scap", Buffer.from("hello, world\n")));
    expect(lines.slice(1)).toEqual([
      "  error not-a-capture",
      "    nothing in it is a block of a capture",
      "    readers: nobody reads it",
      "    at byte 0: 13 bytes, text, it seems",
    ]);
  });

  it("fails where there is no capture, and goes on with the others", async () => {
    const { status, lines, remarks } = await runCommand(
      "doctor",
      fileOf("zeroes.scap", zeroes(99)),
      "/nowhere/at/all.scap",
      fileOf("small.scap", smallCapture()),
    );
    expect(status).toBe(ExitStatus.FAILED);
    expect(remarks).toEqual(["/nowhere/at/all.scap: no such file"]);
    expect(lines).toContain("  error not-a-capture");
    expect(lines.some((line) => line.includes("6 events"))).toBe(true);
  });
});
