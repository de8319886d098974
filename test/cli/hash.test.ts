import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ExitStatus, UsageError } from "../../src/cli/exit-status.ts";
import { runCommand } from "./helpers/run-command.ts";
import { smallCapture } from "./helpers/small-capture.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const fileOf = temporaryFiles();
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("hash", () => {
  it("writes a manifest that sha256sum understands", async () => {
    const files = [fileOf("small.scap", smallCapture()), fileOf("a\\b\nc.scap", smallCapture())];
    const { status, text } = await runCommand("hash", ...files);
    expect(status).toBe(ExitStatus.FINE);
    expect(text).toContain(`\n${sha256(smallCapture())}  ${files[0]}\n`);
    expect(text).toContain("6 events, 2001-09-09 01:46:40.000000000 UTC to");
    const manifest = fileOf("MANIFEST", text);
    expect(
      execFileSync("sha256sum", ["--strict", "-c", manifest], { encoding: "utf8" }).match(/OK/g),
    ).toHaveLength(2);
    expect((await runCommand("hash", "--check", manifest)).lines.map((line) => line.split(": ")[1])).toEqual([
      "OK",
      "OK",
    ]);
  });

  it("tells of contents, losses and itself in JSON", async () => {
    const capture = smallCapture();
    const zipped = fileOf("small.scap.gz", gzipSync(capture));
    const cut = fileOf("cut.scap", capture.subarray(0, -20));
    const { status, text } = await runCommand("hash", "--json", zipped, cut);
    expect(status).toBe(ExitStatus.DAMAGED);
    const manifest = JSON.parse(text);
    expect(manifest).toMatchObject({ tool: "scap-dump", command: ["scap-dump", "hash", zipped, cut] });
    expect(manifest.files).toMatchObject([
      {
        file: zipped,
        sha256: sha256(gzipSync(capture)),
        contentSha256: sha256(capture),
        compression: "gzip",
        hasLoss: false,
      },
      { file: cut, events: 5, damageCount: 1, hasLoss: true },
    ]);
    expect((await runCommand("hash", "--check", fileOf("MANIFEST.json", text))).status).toBe(ExitStatus.FINE);
  });

  it("finds what was changed or is gone", async () => {
    const file = fileOf("changing.scap", smallCapture());
    const manifest = fileOf(
      "M2",
      `${(await runCommand("hash", file)).text}${"0".repeat(64)}  /nowhere/x.scap\n`,
    );
    writeFileSync(file, smallCapture().subarray(1));
    const { status, lines } = await runCommand("hash", "--check", manifest);
    expect(status).toBe(ExitStatus.FAILED);
    expect(lines.map((line) => line.replace(/^.*\//, ""))).toEqual([
      "changing.scap: FAILED: its contents are others",
      "x.scap: FAILED: no such file",
    ]);
  });

  it.each([["nonsense"], [""], ["{}"], ['{"files":[{"file":1}]}']])(
    "says what is wrong with manifest %j",
    async (text) => {
      await expect(runCommand("hash", "--check", fileOf("bad", text))).rejects.toThrow(/manifest/);
    },
  );

  it("takes no files besides those of the manifest", async () => {
    await expect(runCommand("hash", "--check", "x", "y")).rejects.toThrow(UsageError);
  });
});
