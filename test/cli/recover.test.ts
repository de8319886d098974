import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ExitStatus, UsageError } from "../../src/cli/exit-status.ts";
import { STATE_SUPPLEMENT } from "../../src/format/catalogue.ts";
import { ascii, block, concat, sectionHeader, zeroes } from "../helpers/bytes.ts";
import { runCommand } from "./helpers/run-command.ts";
import { smallCapture } from "./helpers/small-capture.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const fileOf = temporaryFiles();
const whole = smallCapture();
const broken = concat(whole, zeroes(50));

describe("recover", () => {
  it("writes what it saves, and tells what is lost", async () => {
    const input = fileOf("broken.scap", broken);
    const output = fileOf("output-of-recover", "").replace(/output-of-recover$/, "saved.scap.gz");
    const { status, lines } = await runCommand("recover", input, "-o", output);
    expect(status).toBe(ExitStatus.DAMAGED);
    expect(lines).toEqual([
      `${input}: 6 events in 8 blocks; 536 of 586 bytes kept`,
      "50 bytes lost, about 1 event",
      "  byte 536  50 B  lost  no block can be told (about 1 event)",
    ]);
    expect(new Uint8Array(gunzipSync(readFileSync(output)))).toEqual(whole);
  });

  it("gives the account as JSON, and the capture to standard output", async () => {
    const input = fileOf("broken2.scap", broken);
    const json = await runCommand("recover", "-j", input, "-o", fileOf("x", "").replace(/x$/, "y.scap"));
    expect(JSON.parse(json.text)).toMatchObject({
      bytesRead: 586,
      bytesLost: 50,
      eventsWritten: 6,
      lostSpanNs: "0",
    });
    expect(json.remarks).toContain(`${input}: 50 bytes lost, about 1 event`);
    const { bytes, remarks } = await runCommand("recover", input, "-o", "-");
    expect(bytes).toEqual(whole);
    expect(remarks[1]).toBe("50 bytes lost, about 1 event");
  });

  it("tells of blocks that are kept in part", async () => {
    const supplement = block(STATE_SUPPLEMENT, ascii('{"tid":1}\n?'));
    const input = fileOf("partial.scap", concat(sectionHeader(), supplement));
    const { status, lines } = await runCommand("recover", input, "-o", "/dev/null");
    expect(status).toBe(ExitStatus.DAMAGED);
    expect(lines[1]).toBe("parts of 1 block lost");
  });

  it("ends well where nothing is lost", async () => {
    const { status, lines } = await runCommand("recover", fileOf("whole.scap", whole), "-o", "/dev/null");
    expect(status).toBe(ExitStatus.FINE);
    expect(lines[1]).toBe("nothing is lost");
  });

  it("writes no file where there is nothing of a capture", async () => {
    const input = fileOf("zeroes.scap", zeroes(1000));
    const { status, remarks } = await runCommand("recover", input, "-o", `${input}.out`);
    expect(status).toBe(ExitStatus.FAILED);
    expect(remarks).toEqual([`${input}: no block of a capture is in it`]);
    expect(existsSync(`${input}.out`)).toBe(false);
  });

  it("wants to know where to write, and replaces nothing unasked", async () => {
    const input = fileOf("in.scap", whole);
    await expect(runCommand("recover", input)).rejects.toThrow(UsageError);
    await expect(runCommand("recover", input, "-o", fileOf("there", ""))).rejects.toThrow("is there already");
    await expect(runCommand("recover", input, "-o", input, "--force")).rejects.toThrow("being read");
  });

  it("carves captures out of anything", async () => {
    const image = fileOf("disk.img", concat(zeroes(100), whole, zeroes(77), gzipSync(whole)));
    const offsets = [100, 177 + whole.length];
    const listed = await runCommand("recover", "--carve", image);
    expect(listed.status).toBe(ExitStatus.FINE);
    expect(listed.lines).toEqual([
      `${image} byte ${offsets[0]}: 6 events, 536 B`,
      `${image} byte ${offsets[1]}: 6 events, 536 B, gzip`,
    ]);
    const folder = `${image}.found`;
    const { lines } = await runCommand("recover", "--carve", "--json", image, "-o", folder);
    expect(lines.map((line) => JSON.parse(line).offset)).toEqual(offsets);
    const names = readdirSync(folder).sort();
    expect(names).toEqual(offsets.map((offset) => `disk.img-${String(offset).padStart(12, "0")}.scap`));
    for (const name of names) expect(new Uint8Array(readFileSync(`${folder}/${name}`))).toEqual(whole);
    const none = await runCommand("recover", "--carve", fileOf("nothing.img", zeroes(5000)));
    expect(none.status).toBe(ExitStatus.FAILED);
    expect(none.remarks).toEqual(["no capture is in it"]);
  });
});
