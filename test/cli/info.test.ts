import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ExitStatus } from "../../src/cli/exit-status.ts";
import { ascii, block, concat, sectionHeader, u8, u16, u32, u64, zeroes } from "../helpers/bytes.ts";
import { runCommand } from "./helpers/run-command.ts";
import { processList, procinfo, readEnter, readExit, smallCapture } from "./helpers/small-capture.ts";
import { temporaryFiles } from "./helpers/temporary-files.ts";

const MACHINE_INFO = 0x201;
const INTERFACE_LIST_V2 = 0x219;
const EVENT_V2 = 0x216;

const fileOf = temporaryFiles();
const machine = block(
  MACHINE_INFO,
  u32(2),
  u64(2 ** 30),
  u64(0),
  hostname("box\u001b[2J"),
  u64(10n ** 18n),
  zeroes(24),
);
const loopback = concat(
  u16(1),
  u16(2),
  u8(127, 0, 0, 1),
  u8(255, 0, 0, 0),
  u8(0, 0, 0, 0),
  u64(0),
  ascii("lo"),
);
const bytes = concat(
  sectionHeader({ options: concat(option(1, "a comment\u202e"), option(4, "editcap 1")) }),
  machine,
  block(INTERFACE_LIST_V2, u32(loopback.length), loopback),
  processList(),
  readEnter(0),
  commented(readExit(1_500_000_000, "abc"), "what is this?"),
  procinfo(2_000_000_000),
);
const plain = fileOf("plain.scap", bytes);
const packed = fileOf("packed.scap", gzipSync(bytes));

describe("info", () => {
  it("tells what a capture holds", async () => {
    const { status, text } = await runCommand("info", packed);
    expect(status).toBe(ExitStatus.FINE);
    const labelled = new Map(text.split("\n").map((line) => [line.slice(0, 14).trim(), line.slice(15)]));
    expect(Object.fromEntries(labelled)).toMatchObject({
      File: packed,
      Compression: expect.stringMatching(/^gzip, .* uncompressed, \d\.\d : 1$/),
      "SHA-256": createHash("sha256").update(gzipSync(bytes)).digest("hex"),
      Format: "version 1.2, little-endian, 1 section",
      "Written by": "editcap 1",
      Comment: "a comment\\u202e",
      Host: "box\\x1b[2J",
      Machine: "2 CPUs, 1.0 GiB of memory, started 2001-09-09 01:46:40.000000000 UTC",
      Threads: "1 with 0 fds",
      Accounts: "0 users, 0 groups",
      Interfaces: "lo 127.0.0.1/8",
      "First event": "2001-09-09 01:46:40.000000000 UTC",
      "Last event": "2001-09-09 01:46:42.000000000 UTC",
      Duration: "2.000000000 s",
      Events: "3: 2 shown, 1 hidden",
      "Event comment": "what is this? (event 2)",
      Damage: "none",
    });
    expect(text).toMatch(/^EV V2 +events +3 +\d+$/m);
    expect(text).toMatch(/^> procinfo +1 +33\.3 %$/m);
  });

  it("tells it in JSON, with 64-bit numbers as texts", async () => {
    const { lines } = await runCommand("info", "--json", plain, packed);
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      file: plain,
      sizeBytes: bytes.length,
      compression: "none",
      uncompressedBytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
      sections: [
        {
          version: "1.2",
          byteOrder: "little",
          application: "editcap 1",
          comments: ["a comment\u202e"],
          machine: { hostname: "box\u001b[2J", cpuCount: 2, memorySizeBytes: "1073741824" },
          threads: 1,
          interfaces: [{ name: "lo", address: "127.0.0.1/8" }],
        },
      ],
      firstTsNs: "1000000000000000000",
      durationNs: "2000000000",
      events: 3,
      shownEvents: 2,
      eventComments: [{ event: 2, text: "what is this?" }],
      damageCount: 0,
    });
    expect(JSON.parse(lines[1] ?? "")).toMatchObject({ compression: "gzip", events: 3 });
  });

  it("sums up sections, and says once what they have in common", async () => {
    const { text } = await runCommand("info", fileOf("two.scap", concat(bytes, bytes)));
    expect(text).toContain("version 1.2, little-endian, 2 sections");
    expect(text.match(/^Host/gm)).toHaveLength(1);
    expect(text).toContain("Threads        2 with 0 fds");
  });

  it("lists 20 types of events, or all", async () => {
    const many = Array.from({ length: 25 }, (_, k) => eventOf(4 + 2 * k));
    const file = fileOf("many.scap", concat(sectionHeader(), ...many));
    expect((await runCommand("info", file)).text).toMatch(/ {2}\.\.\. and \d+ more types \(--all-types\)\n$/);
    expect((await runCommand("info", "--all-types", file)).text).not.toContain("more types");
  });

  it("sums up what is left of a damaged capture, and hashes all of it", async () => {
    const broken = concat(bytes, ascii("garbage that is no block at all"));
    const { status, lines, remarks } = await runCommand("info", "-j", fileOf("broken.scap", broken));
    expect(status).toBe(ExitStatus.DAMAGED);
    expect(remarks).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      events: 3,
      sha256: createHash("sha256").update(broken).digest("hex"),
      damageCount: 1,
      damage: [{ offset: bytes.length, lost: true }],
    });
  });

  it("keeps only so much of a hostile capture", async () => {
    const sections = Array.from({ length: 1200 }, () => concat(sectionHeader(), processList()));
    const unknown = Array.from({ length: 200 }, (_, k) => block(0x70000 + k));
    const file = fileOf("many-sections.scap", concat(...sections, ...unknown, readEnter(0)));
    const summary = JSON.parse((await runCommand("info", "-j", file)).text);
    expect(summary).toMatchObject({
      sectionCount: 1200,
      sections: { length: 1000 },
      threads: 1200,
      events: 1,
    });
    expect(summary.blocks.find(({ name }: { name: string }) => name === "others")).toMatchObject({
      type: null,
    });
    expect(summary.blocks.length).toBeLessThan(110);
  });

  it("has nothing to say of what is no capture", async () => {
    const { status, text, remarks } = await runCommand("info", fileOf("text.scap", "some text, long enough"));
    expect(status).toBe(ExitStatus.FAILED);
    expect(text).toBe("");
    expect(remarks).toEqual([expect.stringContaining("this is no .scap capture")]);
  });

  it("goes on behind files that cannot be read", async () => {
    const { status, text } = await runCommand("info", "missing", fileOf("small.scap", smallCapture()));
    expect(status).toBe(ExitStatus.FAILED);
    expect(text).toContain("Events         6: 4 shown, 2 hidden");
  });
});

function hostname(text: string): Uint8Array {
  return concat(ascii(text), zeroes(128 - text.length));
}

/** A pcapng option, padded to 4 bytes. */
function option(code: number, text: string): Uint8Array {
  const value = ascii(text);
  return concat(u16(code), u16(value.length), value, zeroes((4 - (value.length % 4)) % 4));
}

/** An event block with a comment behind the event, as Wireshark's editcap puts it. */
function commented(event: Uint8Array, comment: string): Uint8Array {
  return block(EVENT_V2, event.slice(8, -4), option(1, comment), zeroes(4));
}

function eventOf(type: number): Uint8Array {
  const event = readEnter(0);
  new DataView(event.buffer, event.byteOffset).setUint16(30, type, true);
  return event;
}
