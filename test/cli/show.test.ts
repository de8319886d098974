import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ExitStatus, UsageError } from "../../src/cli/exit-status.ts";
import { ascii, block, concat, eventV2, sectionHeader, u16, u32, zeroes } from "../helpers/bytes.ts";
import { runCommand } from "./helpers/run-command.ts";
import { processList, readEnter, readExit, smallCapture, stateOnlyRead } from "./helpers/small-capture.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const fileOf = temporaryFiles();
const STATE = fileURLToPath(new URL("../fixtures/captures/p2_state.scap", import.meta.url));

/** The lines of a section, without its heading. */
function sectionOf(lines: readonly string[], heading: string): string[] {
  const rest = lines.slice(lines.indexOf(heading) + 1);
  return rest.slice(0, rest.includes("") ? rest.indexOf("") : rest.length);
}

/** An event block with a comment behind the event. */
function withComment(event: Uint8Array, comment: string): Uint8Array {
  const body = event.slice(8, -4);
  const text = ascii(comment);
  const padding = zeroes((4 - (text.length % 4)) % 4);
  return block(0x216, body, u16(1), u16(text.length), text, padding, u32(0));
}

describe("show", () => {
  it("tells all of an event", async () => {
    const { status, lines, remarks } = await runCommand("show", STATE, "11");
    expect(status).toBe(ExitStatus.FINE);
    expect(remarks).toEqual([]);
    const end = lines.indexOf("Fields");
    expect(lines.slice(0, end)).toEqual([
      "11 < open  SYSCALL_OPEN_X",
      "  time       2020-09-13T12:26:40.000011000+0000",
      "  local time 2020-09-13 12:26:40.000011000",
      "  cpu        0",
      "  tid        400",
      "  code       3",
      "  category   FILE",
      "  flags      CREATES_FD, MODIFIES_STATE, CONVERTER_MANAGED",
      "  block      EV V2, 72 bytes at offset 2052",
      "",
      "Parameters",
      "  0  fd     FD       3",
      "                     means <f>/home/bob/f",
      "                     8 bytes  03 00 00 00 00 00 00 00",
      "  1  name   FSPATH   f",
      "                     means /home/bob/f",
      "                     2 bytes  66 00",
      "  2  flags  FLAGS32  1",
      "                     means O_RDONLY",
      "                     4 bytes  01 00 00 00",
      "  3  mode   UINT32   0",
      "                     4 bytes  00 00 00 00",
      "  4  dev    UINT32   0",
      "                     4 bytes  00 00 00 00",
      "",
      "Thread",
      "  name       ls",
      "  tid        400",
      "  pid        400",
      "  parent     200",
      "  exe        ls",
      "  exepath    /home/alice/bin/ls",
      "  cmdline    ls -l /tmp",
      "  cwd        /home/bob/",
      "  user       1000 (alice)",
      "  group      1000 (alice)",
      "  container  none",
      "  ancestors  bash (200), systemd (1)",
      "",
      "Fd",
      "  number     3",
      "  type       file",
      "  name       /home/bob/f",
      "  given as   f",
      "  flags      0x1 (O_RDONLY)",
      "",
    ]);
    expect(sectionOf(lines, "Bytes")).toEqual([
      "  0000  16 02 00 00 48 00 00 00  00 00 f8 2a a0 d8 85 57  ....H......*...W",
      "  0010  34 16 90 01 00 00 00 00  00 00 3a 00 00 00 03 00  4.........:.....",
      "  0020  05 00 00 00 08 00 02 00  04 00 04 00 04 00 03 00  ................",
      "  0030  00 00 00 00 00 00 66 00  01 00 00 00 00 00 00 00  ......f.........",
      "  0040  00 00 00 00 48 00 00 00                           ....H...",
    ]);
  });

  it("tells every field that has a value", async () => {
    const fields = sectionOf((await runCommand("show", STATE, "11")).lines, "Fields");
    expect(new Set(fields.map((line) => line.indexOf(" = "))).size).toBe(2); // -1 for empty values
    const values = new Map(fields.map((line) => line.trim().split(/ += ?/) as [string, string]));
    expect(values.get("evt.latency")).toBe("1000");
    expect(values.get("fd.types")).toBe("(file,pipe)");
    expect(values.get("proc.aname")).toBe("bash systemd");
    // Since the event before it, though that was not shown.
    expect(values.get("evt.deltatime")).toBe("1000");
    expect(values.has("evt.buffer")).toBe(false);
  });

  it("shows sockets, and the numbers of the current view", async () => {
    const socket = (await runCommand("show", STATE, "53")).lines;
    expect(sectionOf(socket, "Fd")).toEqual([
      "  number     13",
      "  type       ipv4",
      "  name       10.0.0.5:5555->1.2.3.4:443",
      "  flags      0x0 (O_NONE)",
      "  protocol   tcp",
      "  role       client",
      "  connection pending",
    ]);
    const { lines, status } = await runCommand("show", "--view", "current", STATE, "8");
    expect(status).toBe(ExitStatus.FINE);
    expect(lines[0]).toBe("8 < open  SYSCALL_OPEN_X");
    expect(lines).toContain("  block      EV V2, 72 bytes at offset 2052");
    expect((await runCommand("show", "--view", "current", STATE, "7")).remarks).toEqual([
      `${STATE}: event 7 is the start of a call, which the current view has at its end only`,
    ]);
  });

  it("tells it in JSON, one object for each event, in the capture's order", async () => {
    const { lines } = await runCommand("show", "-j", STATE, "52", "11", "11");
    const [open, connect, ...others] = lines.map((line) => JSON.parse(line));
    expect(others).toEqual([]);
    expect(open).toMatchObject({
      number: 11,
      tsNs: "1600000000000011000",
      time: "2020-09-13T12:26:40.000011000+0000",
      direction: "<",
      name: "open",
      code: 3,
      comments: [],
      thread: {
        comm: "ls",
        uid: 1000,
        user: "alice",
        containerId: "",
        ancestors: [{ pid: 200 }, { pid: 1 }],
      },
      fd: { number: 3, type: "file", name: "/home/bob/f", flagNames: ["O_RDONLY"] },
      block: { offset: 2052, name: "EV V2", length: 72 },
    });
    expect(open.params[1]).toEqual({
      index: 1,
      name: "name",
      type: "FSPATH",
      text: "f",
      meaning: "/home/bob/f",
      isMalformed: false,
      length: 2,
      hex: "6600",
    });
    expect(open.fields).toMatchObject({
      "evt.time": "1600000000000011000",
      "evt.failed": false,
      "proc.aname": ["bash", "systemd"],
    });
    expect(open.block.hex).toMatch(/^16020000480{6}/);
    expect(connect.fd.protocol).toBe("tcp");
  });

  it("shows events of every fixture in both views", async () => {
    for (const name of ["p1_render", "p2_state", "all_types", "syscalls"]) {
      const file = STATE.replace("p2_state", name);
      for (const view of ["recorded", "current"]) {
        const { lines: listed } = await runCommand("blocks", "-j", file);
        const numbers = listed
          .flatMap((line) => JSON.parse(line).number ?? [])
          .filter((_, k) => k % 10 === 0)
          .map(String);
        const json = await runCommand("show", "-j", "--view", view, file, ...numbers);
        expect(json.lines.length, name).toBeGreaterThan(0);
        for (const line of json.lines) expect(() => JSON.parse(line)).not.toThrow();
        const { text } = await runCommand("show", "--view", view, file, ...numbers);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
        expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
        if (view === "recorded") expect(json.remarks).toEqual([]);
      }
    }
  });

  it("escapes what the capture holds", async () => {
    const comm = "\u001b[31mred\u202e";
    const file = fileOf(
      "hostile.scap",
      concat(
        sectionHeader(),
        processList({ comm }),
        withComment(readExit(0, "a\u001b]0;x\u0007\n"), "look\u001b[2J"),
      ),
    );
    const { text, lines } = await runCommand("show", file, "1");
    expect(lines).toContain("  comment    look\\x1b[2J");
    expect(lines).toContain("  name       \\x1b[31mred\\u202e");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
    expect(text).not.toMatch(/[\u001b\u0007\u202e]/);
    const { text: json } = await runCommand("show", "-j", file, "1");
    expect(json).not.toContain("\u202e");
    expect(JSON.parse(json)).toMatchObject({ comments: ["look\u001b[2J"], thread: { comm } });
  });

  it("marks malformed parameters, and shows long ones in part", async () => {
    const file = fileOf(
      "odd.scap",
      concat(
        sectionHeader(),
        processList(),
        eventV2({ type: 7, params: [ascii("abc"), ascii("x".repeat(2000))] }),
        eventV2({ type: 9999, params: [ascii("what")] }),
      ),
    );
    const { lines } = await runCommand("show", file, "1", "2");
    const params = sectionOf(lines, "Parameters");
    expect(params[0]).toBe("  0  res   ERRNO    <malformed:616263> is malformed");
    expect(params[1]).toBe("                    3 bytes  61 62 63");
    expect(params[2]).toMatch(/^ {2}1 {2}data {2}BYTEBUF {2}x{1000} … \(2,000 characters\)$/);
    expect(params[3]).toBe(`                    2,000 bytes  ${"78 ".repeat(15)}78`);
    expect(params[6]).toMatch(/(78 ){15}78 …$/);
    expect(params).toHaveLength(7);
    const unknown = lines.slice(lines.indexOf("2 < unknown:9999"));
    expect(sectionOf(unknown, "Parameters")).toEqual([
      "  0  #0  unknown",
      "                  4 bytes  77 68 61 74",
    ]);
  });

  it("tells of events without thread and of those kept for the state", async () => {
    const file = fileOf(
      "bare.scap",
      concat(sectionHeader(), stateOnlyRead(0), eventV2({ type: 8, tid: -1 })),
    );
    const { lines } = await runCommand("show", file, "1", "2");
    expect(lines).toContain("  kept       for the state alone: it failed the filter of the capture");
    expect(lines).toContain("  block      EVF V2, 60 bytes at offset 28");
    const second = lines.slice(lines.findIndex((line) => line.startsWith("2 >")));
    expect(sectionOf(second, "Parameters")).toEqual(["  none"]);
    expect(sectionOf(second, "Thread")).toEqual(["  none"]);
  });

  it("reads no further than to the last event asked for", async () => {
    const whole = readFileSync(STATE);
    const file = fileOf("cut.scap", whole.subarray(0, -10));
    expect(await runCommand("show", file, "11")).toMatchObject({ status: ExitStatus.FINE, remarks: [] });
    expect((await runCommand("show", file, "98")).status).toBe(ExitStatus.FAILED);
  });

  it("says which events there are", async () => {
    const file = fileOf("small.scap", smallCapture());
    const { status, lines, remarks } = await runCommand("show", file, "1", "9999", "0");
    expect(status).toBe(ExitStatus.FAILED);
    expect(lines[0]).toMatch(/^1 > read/);
    expect(remarks).toEqual([
      `${file}: there is no event 9999: they are numbered from 1 to 6`,
      `${file}: there is no event 0: they are numbered from 1 to 6`,
    ]);
    const empty = fileOf("empty.scap", sectionHeader());
    expect((await runCommand("show", empty, "1")).remarks).toEqual([
      `${empty}: there is no event 1: no event could be read`,
    ]);
  });

  it("says why an event between others cannot be shown", async () => {
    const damaged = readEnter(0);
    new DataView(damaged.buffer, damaged.byteOffset).setUint32(26, 5, true);
    const file = fileOf("damaged.scap", concat(sectionHeader(), damaged, readEnter(1)));
    const { status, remarks } = await runCommand("show", file, "1");
    expect(status).toBe(ExitStatus.FAILED);
    expect(remarks.at(-1)).toBe(`${file}: event 1 is damaged`);
  });

  it.each([
    [[], "show takes a FILE and the numbers of events in it"],
    [["a.scap"], "show takes a FILE and the numbers of events in it"],
    [["1", "a.scap"], '"a.scap" is not the number of an event'],
    [["a.scap", "-5"], undefined],
    [["a.scap", "99999999999999999999"], '"99999999999999999999" is not the number of an event'],
  ])("refuses %j", async (words, message) => {
    const run = async () => runCommand("show", ...words);
    await expect(run()).rejects.toThrow(message === undefined ? UsageError : new UsageError(message));
  });
});
