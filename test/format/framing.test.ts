import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BlockBatch, blockAt, borrowBody } from "../../src/format/block-batch.ts";
import type { Damage } from "../../src/format/errors.ts";
import { BlockFramer } from "../../src/format/framing.ts";
import { parseInterfaceList } from "../../src/format/interface-list.ts";
import { MAX_BLOCK_SIZE } from "../../src/format/judge.ts";
import { parseProcessList } from "../../src/format/process-list.ts";
import {
  bigEndian,
  block,
  concat,
  eventV2,
  hex,
  repeat,
  sectionHeader,
  u16,
  u32,
  zeroes,
} from "../helpers/bytes.ts";
import { chunkSizes } from "./chunks.ts";
import { resavedInterfaceList, shortProcessList } from "./short-lists.ts";

const WHOLE = [Number.MAX_SAFE_INTEGER];

interface Framed {
  readonly blocks: { type: number; offset: number; littleEndian: boolean; body: string }[];
  readonly damages: Damage[];
  readonly batches: BlockBatch[];
}

function frame(bytes: Uint8Array, sizes: readonly number[] = WHOLE): Framed {
  const damages: Damage[] = [];
  const framer = new BlockFramer((damage) => damages.push(damage));
  const batches: BlockBatch[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    batches.push(...framer.push(bytes.slice(at, at + size)));
    at += size;
  }
  batches.push(...framer.finish());
  return { blocks: batches.flatMap(blocksOf), damages, batches };
}

function blocksOf(batch: BlockBatch): Framed["blocks"] {
  return Array.from({ length: batch.count }, (_, index) => {
    const { type, offset, littleEndian } = blockAt(batch, index);
    return {
      type,
      offset,
      littleEndian,
      body: Buffer.from(borrowBody(blockAt(batch, index))).toString("hex"),
    };
  });
}

function expectSameInAnyChunks(bytes: Uint8Array): Framed {
  const { blocks, damages, batches } = frame(bytes);
  fc.assert(
    fc.property(chunkSizes, (sizes) => {
      const chunked = frame(bytes, sizes);
      expect(chunked.blocks).toEqual(blocks);
      expect(chunked.damages).toEqual(damages);
    }),
  );
  return { blocks, damages, batches };
}

const typesOf = ({ blocks }: Framed) => blocks.map(({ type }) => type);
const fixture = (name: string) => readFileSync(new URL(`../fixtures/malformed/${name}`, import.meta.url));

describe("BlockFramer", () => {
  it("frames the smallest capture of the specification", () => {
    const bytes = hex(`0a0d0d0a 1c000000 4d3c2b1a 0100 0200 ffffffffffffffff 1c000000
      16020000 38000000 0000 000064a7b3b6e00d 6400000000000000 2a000000 0700 02000000
      0800 0400 0400000000000000 726f6f74 38000000`);
    const { blocks, damages } = expectSameInAnyChunks(bytes);
    expect(damages).toEqual([]);
    expect(blocks).toMatchObject([
      { type: 0x0a0d0d0a, offset: 0, body: "4d3c2b1a01000200ffffffffffffffff" },
      { type: 0x216, offset: 28, littleEndian: true },
    ]);
    expect(blocks[1]?.body).toHaveLength(2 * 44);
  });

  it("frames the same blocks whatever the chunks, through sections of both byte orders", () => {
    const good = fixture("c00_good.scap");
    const big = fixture("c03_bigendian.scap");
    const { blocks, damages } = expectSameInAnyChunks(concat(good, big, good));
    expect(damages).toEqual([]);
    expect(new Set(blocks.map(({ littleEndian }) => littleEndian))).toEqual(new Set([true, false]));
  });

  it("keeps one byte order to a batch", () => {
    const bytes = concat(sectionHeader(), eventV2(), bigEndian.sectionHeader(), bigEndian.eventV2());
    expect(frame(bytes).batches.map(({ littleEndian, count }) => [littleEndian, count])).toEqual([
      [true, 2],
      [false, 2],
    ]);
  });

  it("grows one block of many chunks without much copying", () => {
    const body = zeroes(32 * 1024 * 1024);
    const { blocks } = frame(concat(sectionHeader(), block(0x999, body)), [64 * 1024]);
    expect(blocks[1]?.body).toHaveLength(2 * body.length);
  });

  it("takes nothing but a section header for the first block", () => {
    for (const first of [eventV2(), block(0x219), block(0x999, u32(1))]) {
      const { blocks, damages } = expectSameInAnyChunks(concat(first, sectionHeader(), eventV2()));
      expect(blocks).toEqual([]);
      expect(damages).toMatchObject([{ code: "not-a-capture", lost: true, context: { offset: 0 } }]);
    }
  });

  it("delivers everything before a cut, wherever it is", () => {
    const bytes = concat(sectionHeader(), block(0x219), eventV2(), eventV2());
    const whole = frame(bytes).blocks;
    const boundaries = new Set(whole.map(({ offset }) => offset).concat(bytes.length));
    for (let cut = 29; cut < bytes.length; cut++) {
      const { blocks, damages } = frame(bytes.subarray(0, cut), [13]);
      const lostTrailer =
        cut > 40 && !boundaries.has(cut) && [...boundaries].some((end) => cut >= end - 4 && cut < end);
      const complete = whole.filter(
        ({ offset, body }) => offset + body.length / 2 + (lostTrailer ? 8 : 12) <= cut,
      );
      expect(blocks).toEqual(complete);
      if (boundaries.has(cut)) expect(damages).toEqual([]);
      else expect(damages).toMatchObject([{ code: "truncated", lost: !lostTrailer }]);
    }
  });

  it.each([0, 8, 11])("stops at a block length of %i", (length) => {
    const { blocks, damages } = expectSameInAnyChunks(
      concat(sectionHeader(), u32(0x216), u32(length), zeroes(80)),
    );
    expect(blocks).toHaveLength(1);
    expect(damages).toMatchObject([{ code: "bad-length", lost: true, context: { offset: 28 } }]);
  });

  it("never waits for a block that is too long", () => {
    const bytes = concat(sectionHeader(), u32(0x221), u32(MAX_BLOCK_SIZE + 4), zeroes(80));
    expect(expectSameInAnyChunks(bytes).damages).toMatchObject([{ code: "limit", context: { offset: 28 } }]);
  });

  it("takes no longer than its input is long", () => {
    const list = concat(u32(0x219), u32(40));
    const entry = concat(u32(16), u16(3), u16(0), zeroes(12));
    const entries = frame(concat(sectionHeader(), list, repeat(entry, 200_000)), [1 << 20]);
    expect(entries.damages).toMatchObject([{ code: "bad-trailer", context: { offset: 28 } }]);
    const sections = frame(repeat(sectionHeader(), 150_000), [1 << 20]);
    expect(sections.blocks).toHaveLength(150_000);
  });

  it("says where reading stopped, once", () => {
    const damages: Damage[] = [];
    const framer = new BlockFramer((damage) => damages.push(damage));
    framer.push(concat(sectionHeader(), u32(1), u32(2), zeroes(40)));
    expect(framer.stoppedBy).toMatchObject({ code: "bad-length", context: { offset: 28 } });
    expect([...framer.push(eventV2()), ...framer.finish()]).toEqual([]);
    expect(damages).toHaveLength(1);
  });
});

describe("lists that claim too short a length", () => {
  it.each([1, 2, 3, 7])("an interface list of %i entries, re-saved", (count) => {
    const bytes = concat(sectionHeader(), resavedInterfaceList(count), eventV2());
    const framed = expectSameInAnyChunks(bytes);
    expect(typesOf(framed)).toEqual([0x0a0d0d0a, 0x219, 0x216]);
    expect(framed.damages).toMatchObject([{ code: "bad-length", lost: false, context: { offset: 28 } }]);
    const [batch] = framed.batches;
    expect(batch && parseInterfaceList(blockAt(batch, 1), () => {})).toHaveLength(count);
  });

  it.each([
    [1, 4],
    [5, 4],
    [1, 1],
    [6, 1],
  ] as const)("a process list of %i entries that forget to count %i bytes", (count, forgotten) => {
    const list = shortProcessList(count, forgotten);
    const framed = expectSameInAnyChunks(concat(sectionHeader(), list, eventV2()));
    expect(typesOf(framed)).toEqual([0x0a0d0d0a, 0x215, 0x216]);
    expect(framed.damages).toMatchObject([{ code: "bad-length", lost: false, context: { offset: 28 } }]);
    const [batch] = framed.batches;
    const threads = batch === undefined ? [] : parseProcessList(blockAt(batch, 1), () => {});
    expect(threads).toHaveLength(count);
    expect(new Set(threads.map(({ loginuid }) => loginuid))).toEqual(new Set([1000]));
  });
});
