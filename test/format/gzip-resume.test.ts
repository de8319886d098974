import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { constants, createDeflateRaw, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { recoverCapture } from "../../src/edit/recover.ts";
import { MemoryOutput } from "../../src/format/capture-output.ts";
import { CaptureWriter } from "../../src/format/capture-writer.ts";
import type { Damage } from "../../src/format/errors.ts";
import { openFile } from "../../src/format/node-source.ts";
import { openSource } from "../../src/format/source.ts";
import { temporaryFiles } from "../cli/helpers/temporary-files.ts";
import { ascii, concat, u8, zeroes } from "../helpers/bytes.ts";
import { anyFault, damage } from "../helpers/faults.ts";
import { collect } from "./chunks.ts";

const CAPTURE = new Uint8Array(
  readFileSync(fileURLToPath(new URL("../fixtures/captures/tiny_plain.scap", import.meta.url))),
);
const fileOf = temporaryFiles();

/** Text that compresses, but not to nothing. */
const textOf = (seed: number, length: number) =>
  Uint8Array.from({ length }, (_, at) => 97 + (((at * at * seed) >> 7) % 7));

const damages: Damage[] = [];
const onDamage = (found: Damage) => damages.push(found);
const READERS: [string, (bytes: Uint8Array) => Promise<Uint8Array>][] = [
  ["anywhere", async (bytes) => collect(openSource(bytes, { onDamage, salvages: true }).chunks)],
  [
    "in Node",
    async (bytes) => collect((await openFile(fileOf("x.gz", bytes), { onDamage, salvages: true })).chunks),
  ],
];

/** A gzip member of parts, with a full flush behind each. */
async function flushed(parts: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const stream = createDeflateRaw();
  const pieces: Uint8Array[] = [u8(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3)];
  let made: Uint8Array[] = [];
  stream.on("data", (bytes: Uint8Array) => made.push(bytes));
  for (const part of parts) {
    made = [];
    await new Promise((resolve) => stream.write(part, resolve));
    await new Promise<void>((resolve) => stream.flush(constants.Z_FULL_FLUSH, resolve));
    pieces.push(new Uint8Array(Buffer.concat(made)));
  }
  return pieces;
}

describe("gzip data behind damage", () => {
  it.each(READERS)("is read again where a member begins, %s", async (_, read) => {
    const [first, second] = [gzipSync(textOf(3, 20_000)), gzipSync(textOf(5, 20_000))];
    const broken = new Uint8Array(first);
    broken.fill(0xff, 200, 220);
    const behind = Buffer.from(await read(concat(broken, second)));
    expect(behind.subarray(-20_000).equals(textOf(5, 20_000))).toBe(true);
    // Also behind something else, and when the header before is damaged.
    expect(await read(concat(second, zeroes(3000), second))).toHaveLength(40_000);
    const headless = new Uint8Array(second);
    headless[3] = 0xe0;
    expect(await read(concat(second, headless, second))).toHaveLength(40_000);
  });

  it("is read again where the writer flushed all, in Node", async () => {
    const parts = [1, 2, 3, 4].map((seed) => textOf(seed, 30_000));
    const pieces = await flushed(parts);
    for (const piece of pieces.slice(2, 3)) piece.fill(0xff, 100, 140);
    const read = Buffer.from(await (READERS[1] as (typeof READERS)[number])[1](concat(...pieces)));
    expect(read.includes(Buffer.from(parts[0] as Uint8Array))).toBe(true);
    expect(read.includes(Buffer.from(concat(parts[2] as Uint8Array, parts[3] as Uint8Array)))).toBe(true);
  });

  it.each(READERS)("is not made up of what only looks like it, %s", async (_, read) => {
    const member = gzipSync(textOf(3, 5000));
    const fakes = [
      u8(0x1f, 0x8b, 8),
      u8(0, 0, 0xff, 0xff),
      u8(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xff, 0xff),
    ];
    const noise = Uint8Array.from({ length: 100_000 }, (_, at) => (at * 2654435761) >>> 13);
    expect(await read(concat(member, noise, ...fakes, noise, ascii("end")))).toEqual(textOf(3, 5000));
  });

  it("gives whole captures back when they were flushed or in several members", async () => {
    const half = CAPTURE.length >> 1;
    const members = concat(gzipSync(CAPTURE.subarray(0, half)), gzipSync(CAPTURE.subarray(half)));
    await fc.assert(
      fc.asyncProperty(fc.array(anyFault, { minLength: 1, maxLength: 4 }), async (faults) => {
        const bytes = damage(members, faults).bytes;
        const output = new MemoryOutput();
        const capture = openCapture(bytes, { salvages: true });
        const account = await recoverCapture(capture.chunks(), new CaptureWriter(output));
        expect(account.bytesKept + account.bytesLost + account.bytesLeftOut).toBe(account.bytesRead);
        if (account.eventsWritten === 0) return;
        const again = openCapture(output.bytes);
        for await (const batch of again.batches()) while (batch.next() !== undefined);
        expect(again.damage).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
