import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/exit-status.ts";
import { runCommand } from "./helpers/run-command.ts";

describe("schema migrate", () => {
  it("explains what became of an event", async () => {
    const { lines } = await runCommand("schema", "migrate", "SOCKET_ACCEPT4_X", "2014-04-03");
    expect(lines).toEqual([
      "57 < accept  SOCKET_ACCEPT4_X",
      "      2014-04-03       HEAD",
      "   0  FD fd            FD fd",
      "   1  SOCKTUPLE tuple  SOCKTUPLE tuple",
      "   2  UINT8 queuepct   UINT8 queuepct",
      "",
      expect.stringMatching(/^ {2}compatible {2}event-flag-added +\+ OLD_VERSION/),
      expect.stringMatching(/^ {2}compatible {2}event-flag-added +\+ CONVERTER_MANAGED/),
      expect.stringMatching(/^ {2}compatible {2}source-changed/),
      "",
      "  in the current view: 389 SOCKET_ACCEPT4_6_X, after 1 conversion",
      "      HEAD             from",
      "   0  FD fd            0 fd",
      "   1  SOCKTUPLE tuple  1 tuple",
      "   2  UINT8 queuepct   2 queuepct",
      "   3  UINT32 queuelen  zero",
      "   4  UINT32 queuemax  zero",
      "   5  INT32 flags      0 flags of the enter event",
    ]);
  });

  it("speaks of the current view only for the newest table", async () => {
    const { text } = await runCommand("schema", "migrate", "execve", "7.3.0", "8.0.0");
    expect(text).toContain("risky       param-renamed   17  pgid → vpgid");
    expect(text).not.toContain("current view");
  });

  it("gives JSON, and says what is missing", async () => {
    const { lines } = await runCommand("schema", "migrate", "open", "2014-04-03", "--json");
    expect(lines.map((line) => (JSON.parse(line) as { before: { code: number } }).before.code)).toEqual([
      2, 3,
    ]);
    await expect(runCommand("schema", "migrate", "open")).rejects.toThrow(UsageError);
    await expect(runCommand("schema", "migrate", "opne", "newest")).rejects.toThrow("did you mean open?");
  });
});

describe("schema docs", () => {
  it("writes Markdown", async () => {
    const { lines } = await runCommand("schema", "docs", "0.17.0");
    expect(lines[0]).toBe("# Events of 0.17.0");
  });
});

describe("schema gen", () => {
  it("writes C headers", async () => {
    expect((await runCommand("schema", "gen", "--c-header", "events", "0.17.0")).text).toContain(
      "PPM_EVENT_COUNT = 426",
    );
    expect((await runCommand("schema", "gen", "--c-header", "flags")).text).toContain("FILE_FLAGS__O_CREAT");
    expect((await runCommand("schema", "gen", "--c-header", "syscalls")).text).toContain("SYSCALLS_X86_64");
    await expect(runCommand("schema", "gen")).rejects.toThrow(UsageError);
  });
});
