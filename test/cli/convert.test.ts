import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ExitStatus, UsageError } from "../../src/cli/exit-status.ts";
import { block, concat, sectionHeader } from "../helpers/bytes.ts";
import { runCommand } from "./helpers/run-command.ts";
import { readEnter, smallCapture } from "./helpers/small-capture.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const fileOf = temporaryFiles();
const capture = smallCapture();
const input = fileOf("in.scap", capture);
const output = input.replace(/in\.scap$/, "out");

describe("convert", () => {
  it("compresses, and keeps every byte", async () => {
    const { status, lines } = await runCommand("convert", input, "-o", `${output}.scap.gz`);
    expect(status).toBe(ExitStatus.FINE);
    expect(lines).toEqual([`${output}.scap.gz: 6 events in 8 blocks`]);
    expect(new Uint8Array(gunzipSync(readFileSync(`${output}.scap.gz`)))).toEqual(capture);
  });

  it("changes what it is told to", async () => {
    const { bytes } = await runCommand(
      "convert",
      input,
      "--byte-order",
      "big",
      "--comment",
      "hello",
      "-o",
      "-",
    );
    const file = fileOf("big.scap", bytes);
    const [first] = (await runCommand("blocks", "-j", file)).lines;
    expect(JSON.parse(first as string)).toMatchObject({ byteOrder: "big", comments: ["hello"] });
    const { lines } = await runCommand("convert", "-j", file, "--upgrade", "-o", `${output}.up.scap`);
    expect(JSON.parse(lines[0] as string)).toMatchObject({ eventsWritten: 3, findings: [] });
  });

  it("says what is left out, and that data is lost then", async () => {
    const odd = fileOf("odd.scap", concat(sectionHeader(), readEnter(0), block(0x777), readEnter(1)));
    const { status, remarks } = await runCommand("convert", odd, "--target", "libs", "-o", `${output}.odd`);
    expect(status).toBe(ExitStatus.DAMAGED);
    expect(remarks).toEqual([`${odd}: left-out at byte 84: 0x777: it stands behind events`]);
  });

  it("writes what can be read of a damaged capture, but nothing where there is none", async () => {
    const cut = fileOf("cut.scap", capture.subarray(0, -5));
    const { status, bytes } = await runCommand("convert", cut, "-o", "-");
    expect(status).toBe(ExitStatus.DAMAGED);
    expect(bytes.length).toBeGreaterThan(400);
    const none = await runCommand("convert", fileOf("none.scap", "no capture"), "-o", `${output}.none`);
    expect(none.status).toBe(ExitStatus.FAILED);
    expect(() => readFileSync(`${output}.none`)).toThrow("ENOENT");
  });

  it("cannot do one thing and its opposite", async () => {
    const both = runCommand("convert", input, "--upgrade", "--downgrade", "-o", "-");
    await expect(both).rejects.toThrow(UsageError);
  });
});
