import { describe, expect, it } from "vitest";
import { ExitStatus } from "../../src/cli/exit-status.ts";
import { ascii, block, concat, i64, sectionHeader, str16, u8, u32, zeroes } from "../helpers/bytes.ts";
import { runCommand } from "./helpers/run-command.ts";
import { processList, readEnter, smallCapture, stateOnlyRead } from "./helpers/small-capture.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const fileOf = temporaryFiles();

describe("blocks", () => {
  it("tells of each block where it is, what it is and how long", async () => {
    const file = fileOf(
      "blocks.scap",
      concat(
        sectionHeader({ minor: 0 }),
        processList(),
        block(0x218, i64(100)),
        block(0x220, u32(12), u8(1), u32(0), str16("g"), zeroes(1)),
        block(0x777, ascii("hello")),
        readEnter(0),
        stateOnlyRead(1),
      ),
    );
    const { status, lines } = await runCommand("blocks", file);
    expect(status).toBe(ExitStatus.FINE);
    expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
      ["0", "0x0a0d0d0a", "SHB", "28", "version 1.0, little-endian"],
      ["28", "0x00000215", "PL V9", "156", "1 thread"],
      ["184", "0x00000218", "FDL V2", "20", "tid 100, 0 fds"],
      ["204", "0x00000220", "UL V2", "28", "0 users, 1 group"],
      ["232", "0x00000777", "unknown", "20", "begins 68 65 6c 6c 6f 00 00 00"],
      ["252", "0x00000216", "EV V2", "56", "#1", "> read", "tid 100, cpu 0, 2 params"],
      ["308", "0x00000217", "EVF V2", "60", "#2", "> read", "tid 100, cpu 0, 2 params, state only"],
    ]);
    const starts = lines.map((line) => line.indexOf("0x"));
    expect(new Set(starts).size).toBe(1);
  });

  it("tells it in JSON", async () => {
    const { lines } = await runCommand("blocks", "-j", fileOf("small.scap", smallCapture()));
    const blocks = lines.map((line) => JSON.parse(line));
    expect(blocks).toHaveLength(8);
    expect(blocks[0]).toMatchObject({
      offset: 0,
      kind: "section-header",
      version: "1.2",
      byteOrder: "little",
    });
    expect(blocks[3]).toMatchObject({
      kind: "event",
      number: 2,
      tsNs: "1000000000000001500",
      event: "read",
      direction: "<",
      tid: 100,
      params: 2,
    });
    blocks.slice(1).forEach(({ offset }, k) => {
      expect(offset).toBe(blocks[k].offset + blocks[k].length);
    });
  });

  it("stops after as many as asked for", async () => {
    const file = fileOf("limited.scap", smallCapture());
    expect((await runCommand("blocks", "-n", "3", file)).lines).toHaveLength(3);
    expect((await runCommand("blocks", "-n", "0", file)).text).toBe("");
  });

  it("lists damaged blocks and says what is wrong with them", async () => {
    const event = readEnter(0);
    new DataView(event.buffer, event.byteOffset).setUint32(26, 5, true);
    const file = fileOf("damaged.scap", concat(sectionHeader(), event, readEnter(1)));
    const { status, lines, remarks } = await runCommand("blocks", file);
    expect(status).toBe(ExitStatus.DAMAGED);
    expect(lines[1]).toMatch(/EV V2 +56 +damaged$/);
    expect(lines[2]).toMatch(/#2 +> read/);
    expect(remarks).toEqual([expect.stringContaining("event length 5")]);
  });
});
