import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { CommentError, commentEvent } from "../../src/edit/comment.ts";
import { MemoryOutput } from "../../src/format/capture-output.ts";
import { runCommand } from "../cli/helpers/run-command.ts";
import { temporaryFiles } from "../cli/helpers/temporary-files.ts";
import { bigEndian } from "../helpers/byte-order.ts";
import { ascii, concat, eventV2, i64, sectionHeader } from "../helpers/bytes.ts";
import { captureOf, event } from "../helpers/events.ts";
import { listCapture } from "../helpers/listing.ts";

const temporary = temporaryFiles();
const CAPTURE = captureOf(event("<read", 1, { res: 1 }), event("<openat", 2, { fd: 3, name: "/a" }));

async function commented(bytes: Uint8Array, number: number, text: string): Promise<Uint8Array> {
  const output = new MemoryOutput();
  await commentEvent(openCapture(bytes), number, text, output);
  return output.bytes;
}

async function commentsOf(bytes: Uint8Array): Promise<string[]> {
  const file = temporary("commented.scap", bytes);
  const { text } = await runCommand("blocks", "--json", file);
  return text
    .trimEnd()
    .split("\n")
    .flatMap((line) => JSON.parse(line).comments ?? []);
}

describe("a comment", () => {
  it("stands behind its event and changes nothing else", async () => {
    const bytes = await commented(CAPTURE, 2, "here it began \u2603");
    expect(await commentsOf(bytes)).toEqual(["here it began \u2603"]);
    expect(await listCapture(bytes)).toEqual(await listCapture(CAPTURE));
    expect(bytes.length).toBeGreaterThan(CAPTURE.length);
  });

  it("comes behind those before it", async () => {
    const bytes = await commented(await commented(CAPTURE, 1, "one"), 1, "two");
    expect(await commentsOf(bytes)).toEqual(["one", "two"]);
  });

  it("is written in the capture's byte order", async () => {
    const bytes = await commented(await bigEndian(CAPTURE), 2, "big");
    expect(await commentsOf(bytes)).toEqual(["big"]);
  });

  it.each([
    ["past the end", CAPTURE, 3, "there is no event 3: the capture has 2"],
    [
      "without room",
      concat(sectionHeader(), eventV2({ params: [i64(0), ascii("x".repeat(65400))] })),
      1,
      "no room",
    ],
  ])("is refused %s", async (_, bytes, number, message) => {
    const refused = commented(bytes, number, "y".repeat(200));
    await expect(refused).rejects.toThrow(CommentError);
    await expect(refused).rejects.toThrow(message);
  });

  it("is put from the command line", async () => {
    const [from, to] = [temporary("a.scap", CAPTURE), temporary("b.scap", "")];
    expect((await runCommand("comment", from, "1", "first", "-o", to, "--force")).status).toBe(0);
    expect((await runCommand("info", to)).text).toContain("first");
    const asked = await runCommand("comment", from, "2", "second", "-o", to, "--force", "--json");
    expect(JSON.parse(asked.text)).toEqual({ file: from, output: to, event: 2, comment: "second" });
    await expect(runCommand("comment", from, "9", "none", "-o", to, "--force")).rejects.toThrow("no event 9");
  });
});
