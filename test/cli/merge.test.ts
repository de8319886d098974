import { describe, expect, it } from "vitest";
import { UsageError } from "../../src/cli/exit-status.ts";
import { block, concat, sectionHeader, u32, u64, zeroes } from "../helpers/bytes.ts";
import { captureOf, event, type GivenEvent } from "../helpers/events.ts";
import { runCommand } from "./helpers/run-command.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const temporary = temporaryFiles();
const first = event("<read", 1, { res: 1 });
const second = event("<read", 2, { res: 2 });
const third = event("<read", 3, { res: 3 });
const web = temporary("web.scap", recordedOn("web\u001b[31m", first, third));
const db = temporary("db.scap", recordedOn("db", second));

describe("merge", () => {
  it("lists events by time behind the names of their hosts, which cannot drive a terminal", async () => {
    const { status, lines } = await runCommand("merge", web, db);
    expect(status).toBe(0);
    expect(lines.map((line) => line.replace(/\s+\d+ .*\((\d)\).*$/, " $1"))).toEqual([
      "web\\x1b[31m 1",
      "db 2",
      "web\\x1b[31m 3",
    ]);
  });

  it("tells host and file in JSON", async () => {
    const { lines } = await runCommand("merge", "--json", web, db);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { host: "web\u001b[31m", file: web, "thread.tid": 1 },
      { host: "db", file: db, "thread.tid": 2 },
      { host: "web\u001b[31m", file: web, "thread.tid": 3 },
    ]);
  });

  it("lists what passes a filter, up to a limit", async () => {
    expect((await runCommand("merge", "-f", "evt.rawres > 1", web, db)).lines).toHaveLength(2);
    expect((await runCommand("merge", "-n", "1", web, db)).lines).toHaveLength(1);
  });

  it("sets clocks right", async () => {
    const { lines } = await runCommand("merge", "--shift", `${db}=-1h`, web, db);
    expect(lines[0]).toMatch(/^db /);
    await expect(runCommand("merge", "--shift", `${db}=40000d`, web, db)).rejects.toThrow("up to 100 years");
    // Not around the other end of the range, where it would come last.
    const early = await runCommand("merge", "--shift", `${db}=-36500d`, web, db);
    expect(early.lines[0]).toMatch(/^db /);
  });

  it("names the files of machines that have the same name", async () => {
    const other = temporary("other.scap", concat(recordedOn("db", third, 4)));
    const { lines } = await runCommand("merge", other, db);
    expect(lines.map((line) => line.split(" ")[0])).toEqual([db, other]);
  });

  it("writes one capture and says what is in it", async () => {
    const out = temporary("merged.scap", "");
    const { text } = await runCommand("merge", web, db, "-o", out, "--force");
    expect(text).toBe(`${out}: 3 events in 2 sections, 0 duplicates left out\n`);
    expect((await runCommand(out)).lines).toHaveLength(3);
  });

  it.each([[[web]], [[web, "-"]], [["--shift", "x=+1s", web, db]], [["--shift", `${db}=soon`, web, db]]])(
    "refuses %j",
    async (words) => {
      await expect(runCommand("merge", ...words)).rejects.toThrow(UsageError);
    },
  );
});

function recordedOn(hostname: string, ...events: (GivenEvent | number)[]): Uint8Array {
  const name = Buffer.alloc(128);
  name.write(hostname);
  const cpuCount = events.find((given) => typeof given === "number") ?? 2;
  const machine = block(0x201, u32(cpuCount as number), u64(1024), u64(32768), name, zeroes(32));
  const given = events.filter((each) => typeof each !== "number");
  return concat(sectionHeader(), machine, captureOf(...given).subarray(sectionHeader().length));
}
