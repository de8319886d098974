import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { salvageBlocks } from "../../src/edit/salvage/salvage-blocks.ts";
import type { SalvageFinding } from "../../src/edit/salvage/salvager.ts";
import { borrowBlock } from "../../src/format/write-block.ts";
import { chunkSizes, chunksOf, collect } from "../format/chunks.ts";
import { bigEndian, eventsOnly } from "../helpers/byte-order.ts";
import {
  ascii,
  concat,
  eventV2,
  littleEndian,
  bigEndian as otherOrder,
  sectionHeader,
  u64,
  zeroes,
} from "../helpers/bytes.ts";
import { anyFault, damage, untouchedRanges } from "../helpers/faults.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/captures", import.meta.url));
const CAPTURES = readdirSync(FIXTURES).filter((file) => file.endsWith(".scap"));

interface Result {
  readonly blocks: Uint8Array[];
  readonly findings: SalvageFinding[];
}

async function salvage(bytes: Uint8Array, sizes: readonly number[] = [1 << 20]): Promise<Result> {
  const blocks: Uint8Array[] = [];
  const findings: SalvageFinding[] = [];
  for await (const item of salvageBlocks(chunksOf(bytes, sizes))) {
    if (item.kind !== "blocks") findings.push(item);
    else for (let k = 0; k < item.batch.count; k++) blocks.push(borrowBlock(item.batch, k).slice());
  }
  return { blocks, findings };
}

const keyOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

function countsOf(blocks: readonly Uint8Array[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const block of blocks) counts.set(keyOf(block), (counts.get(keyOf(block)) ?? 0) + 1);
  return counts;
}

/** Start and end of each block of a sound capture. */
async function boundsOf(bytes: Uint8Array): Promise<[number, number][]> {
  const { blocks, findings } = await salvage(bytes);
  expect(findings).toEqual([]);
  let at = 0;
  return blocks.map(({ length }) => {
    at += length;
    return [at - length, at];
  });
}

async function checkFaults(bytes: Uint8Array, numRuns: number): Promise<void> {
  const bounds = await boundsOf(bytes);
  expect(bounds.at(-1)?.[1]).toBe(bytes.length);
  await fc.assert(
    fc.asyncProperty(fc.array(anyFault, { minLength: 1, maxLength: 20 }), async (faults) => {
      const damaged = damage(bytes, faults);
      const { blocks } = await salvage(damaged.bytes);
      const kept = countsOf(blocks);
      const untouched = untouchedRanges(damaged).flatMap(([start, end]) =>
        bounds
          .filter((block) => block[0] >= start && block[1] <= end)
          .map((block) => bytes.subarray(...block)),
      );
      for (const [block, count] of countsOf(untouched))
        expect(kept.get(block) ?? 0).toBeGreaterThanOrEqual(count);
    }),
    { numRuns },
  );
}

describe("salvageBlocks", () => {
  it.each(CAPTURES)("%s: gives a sound capture as it is", async (file) => {
    const bytes = await collect(openCapture(join(FIXTURES, file)).chunks());
    const { blocks, findings } = await salvage(bytes);
    expect(findings).toEqual([]);
    expect(Buffer.concat(blocks).equals(bytes)).toBe(true);
  });

  it.each(["p2_state.scap", "tiny_plain.scap"])(
    "%s: never loses a block that was not touched",
    async (file) => {
      await checkFaults(new Uint8Array(readFileSync(join(FIXTURES, file))), 150);
    },
  );

  it("never loses one of a capture of the other byte order", async () => {
    const events = await eventsOnly(join(FIXTURES, "p2_state.scap"));
    await checkFaults(await bigEndian(Uint8Array.from(events)), 60);
  });

  it("finds the first block of a capture of the other byte order whose head is missing", async () => {
    const events = await bigEndian(Uint8Array.from(await eventsOnly(join(FIXTURES, "p2_state.scap"))));
    const [, [start = 0] = []] = await boundsOf(events);
    const { findings } = await salvage(events.subarray(start));
    expect(findings).toEqual([]);
  });

  it("gives the same whatever the chunks", async () => {
    const damaged = damage(SHELL, [
      { kind: "flip", at: 0.3, bit: 3 },
      { kind: "hole", at: 0.5, size: 333 },
      { kind: "zeroes", at: 0.7, size: 4096 },
    ]).bytes;
    const expected = await salvage(damaged);
    expect(expected.findings.length).toBeGreaterThan(0);
    await fc.assert(
      fc.asyncProperty(chunkSizes, async (sizes) => {
        expect(await salvage(damaged, sizes)).toEqual(expected);
      }),
      { numRuns: 10 },
    );
  });
});

const SHELL = new Uint8Array(readFileSync(join(FIXTURES, "tiny_plain.scap")));
const HEADER = sectionHeader();
const event = (data: Uint8Array) => eventV2({ params: [u64(data.length), data] });
const FIRST = event(ascii("first"));
const SECOND = event(ascii("second one"));

/** What is found wrong, as `kind offset+size`. */
const facts = ({ findings }: Result) =>
  findings.map(({ kind, offset, sizeBytes }) => `${kind} ${offset}+${sizeBytes}`);

/** The bytes with one changed. */
function withByte(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const changed = bytes.slice();
  changed[at] = value;
  return changed;
}

describe("what is left of a block tells what it was", () => {
  const damages: [string, Uint8Array][] = [
    ["its length", withByte(FIRST, 4, 200)],
    ["its trailer", withByte(FIRST, FIRST.length - 4, 1)],
  ];
  it.each(damages)("an event without %s", async (_, broken) => {
    const result = await salvage(concat(HEADER, broken, SECOND));
    expect(facts(result)).toEqual([`mended 28+${FIRST.length}`]);
    expect(result.blocks).toEqual([HEADER, FIRST, SECOND]);
  });

  it("an event whose trailer was not written any more", async () => {
    const result = await salvage(concat(HEADER, FIRST, SECOND.subarray(0, -4)));
    expect(result.blocks).toEqual([HEADER, FIRST, SECOND]);
    expect(facts(result)).toEqual([`mended ${28 + FIRST.length}+${SECOND.length - 4}`]);
  });

  it("but not an event whose end may be anything", async () => {
    const half = FIRST.slice();
    half.fill(0, 40);
    const { blocks } = await salvage(concat(HEADER, half, zeroes(100), SECOND));
    expect(blocks).toEqual([HEADER, SECOND]);
  });

  it.each([0, 4, 9, 24])("a section header with a wrong byte %i", async (at) => {
    const result = await salvage(concat(withByte(HEADER, at, 0x77), FIRST, SECOND));
    expect(result.blocks).toEqual([HEADER, FIRST, SECOND]);
    expect(facts(result)).toEqual(["mended 0+28"]);
  });
});

describe("what is no block", () => {
  it("is told where it is and how long", async () => {
    const garbage = Uint8Array.from({ length: 777 }, (_, at) => at * 7);
    const result = await salvage(concat(HEADER, FIRST, garbage, SECOND, zeroes(5000)));
    expect(result.blocks).toEqual([HEADER, FIRST, SECOND]);
    const second = 28 + FIRST.length + 777;
    expect(facts(result)).toEqual([`lost ${28 + FIRST.length}+777`, `lost ${second + SECOND.length}+5000`]);
  });

  it("at the beginning does not keep the rest from being found, in either byte order", async () => {
    const { blocks } = await salvage(concat(ascii("garbage"), FIRST, SECOND));
    expect(blocks).toEqual([FIRST, SECOND]);
    const others = [littleEndian, otherOrder].map((order) =>
      order.eventV2({ params: [order.u64(0), ascii("x")] }),
    );
    expect((await salvage(concat(zeroes(99), others[1] as Uint8Array))).blocks).toEqual([others[1]]);
  });

  it("holds no more than a window of it", async () => {
    const { blocks, findings } = await salvage(concat(HEADER, FIRST, zeroes(20 << 20), SECOND), [1 << 16]);
    expect(blocks).toEqual([HEADER, FIRST, SECOND]);
    expect(findings).toMatchObject([{ kind: "lost", sizeBytes: 20 << 20 }]);
  });
});

describe("a block that lost its end", () => {
  it("is not believed where what stands in its end's place only looks like it, and hides whole blocks", async () => {
    // The machine info's length in the copy is where its trailer would have been.
    const twice = concat(SHELL.subarray(0, 184), SHELL);
    const { blocks, findings } = await salvage(twice);
    const whole = await salvage(SHELL);
    expect(blocks).toEqual([HEADER, ...whole.blocks]);
    expect(findings).toMatchObject([{ kind: "lost", offset: 28, sizeBytes: 156 }]);
  });

  it("is believed where what follows is damaged, whatever it holds", async () => {
    const outer = event(concat(HEADER, SECOND, SECOND.subarray(0, 30)));
    const { blocks } = await salvage(concat(HEADER, outer, zeroes(50), FIRST));
    expect(blocks).toEqual([HEADER, outer, FIRST]);
  });
});

describe("a capture inside of an event's data", () => {
  const inner = concat(HEADER, SECOND, SECOND);
  const outer = event(inner);

  it("is no part of the capture, even if the event's frame is damaged", async () => {
    for (const broken of [outer, withByte(outer, outer.length - 3, 9)]) {
      expect((await salvage(concat(HEADER, FIRST, broken, FIRST))).blocks).toEqual([
        HEADER,
        FIRST,
        outer,
        FIRST,
      ]);
    }
    // Nor if what it tells of itself is wrong too.
    const worse = withByte(withByte(outer, outer.length - 3, 9), 32, 0xff);
    const { blocks } = await salvage(concat(HEADER, FIRST, worse, FIRST));
    expect(blocks).toEqual([HEADER, FIRST, withByte(outer, 32, 0xff), FIRST]);
  });
});
