import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Block } from "../../src/format/block-batch.ts";
import { BLOCK_TYPES } from "../../src/format/catalogue.ts";
import { type OnDamage, ScapError } from "../../src/format/errors.ts";
import { parseFdList } from "../../src/format/fd-list.ts";
import { parseInterfaceList } from "../../src/format/interface-list.ts";
import { parseMachineInfo } from "../../src/format/machine-info.ts";
import { parseProcessList } from "../../src/format/process-list.ts";
import { parseSectionHeader } from "../../src/format/section-header.ts";
import { openSource } from "../../src/format/source.ts";
import { parseUserList } from "../../src/format/user-list.ts";
import { concat, eventV2, sectionHeader, u8 } from "../helpers/bytes.ts";
import { chunkSizes, chunksOf } from "./chunks.ts";
import { readCapture, type WholeCapture } from "./read-capture.ts";
import { resavedInterfaceList, shortProcessList } from "./short-lists.ts";

const DIR = fileURLToPath(new URL("../fixtures/malformed/", import.meta.url));
const CORPUS = readdirSync(DIR)
  .map((file) => new Uint8Array(readFileSync(DIR + file)))
  .filter((bytes) => bytes[0] === 0x0a && bytes.length < 10_000);
const SHORT_LISTS = [resavedInterfaceList(3), shortProcessList(2, 4), shortProcessList(3, 1)].map((list) =>
  concat(sectionHeader(), list, eventV2()),
);
const GOOD = new Uint8Array(readFileSync(`${DIR}c00_good.scap`));

/**
 * Reads a capture; undefined if that ends with a ScapError. Any other error is thrown.
 * A chunk is framed before its blocks are parsed, so that only the place of damage says what comes first.
 */
async function tryToRead(bytes: Uint8Array, sizes: readonly number[]): Promise<WholeCapture | undefined> {
  try {
    const capture = await readCapture((onDamage) => openSource(chunksOf(bytes, sizes), { onDamage }));
    capture.damages.sort((a, b) => a.context.offset - b.context.offset);
    return capture;
  } catch (error) {
    if (error instanceof ScapError) return undefined;
    throw error;
  }
}

const anyBytes = fc.uint8Array({ maxLength: 600 });
const corpusFile = fc.constantFrom(...CORPUS, ...SHORT_LISTS);

/** A capture of which some bytes are others, or a stretch is missing or doubled. */
const mutant = fc
  .tuple(
    corpusFile,
    fc.array(fc.tuple(fc.nat(10_000), fc.nat(255)), { maxLength: 6 }),
    fc.nat(10_000),
    fc.nat(10_000),
  )
  .map(([file, changes, from, to]) => {
    const bytes = file.slice();
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return concat(bytes.subarray(0, from % bytes.length), bytes.subarray(to % bytes.length));
  });

describe("reading", () => {
  it("ends with a result or a ScapError for any bytes", async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, chunkSizes, async (bytes, sizes) => {
        await tryToRead(bytes, sizes);
        await tryToRead(concat(sectionHeader(), bytes), sizes);
      }),
      { numRuns: 500 },
    );
  });

  it("does so for any damage to captures, and finds the same whatever the chunks", async () => {
    await fc.assert(
      fc.asyncProperty(mutant, chunkSizes, async (bytes, sizes) => {
        expect(await tryToRead(bytes, sizes)).toEqual(await tryToRead(bytes, [bytes.length]));
      }),
      { numRuns: 1000 },
    );
  });

  it("does so for any damage to a compressed capture", async () => {
    const packed = new Uint8Array(gzipSync(GOOD));
    const damage = fc.tuple(fc.nat(packed.length - 1), fc.nat(255), fc.nat(packed.length));
    await fc.assert(
      fc.asyncProperty(damage, chunkSizes, async ([at, value, length], sizes) => {
        const bytes = packed.slice(0, length);
        if (at < length) bytes[at] = value;
        await tryToRead(bytes, sizes);
      }),
      { numRuns: 300 },
    );
  });
});

describe("parsing a block", () => {
  const PARSERS: Record<string, (block: Block, onDamage: OnDamage) => unknown> = {
    "section-header": parseSectionHeader,
    "machine-info": parseMachineInfo,
    "process-list": parseProcessList,
    "fd-list": parseFdList,
    "interface-list": parseInterfaceList,
    "user-list": parseUserList,
  };
  /** Small numbers make many more bodies that begin well. */
  const body = fc
    .uint8Array({ maxLength: 400 })
    .chain((bytes) => fc.integer({ min: 1, max: 255 }).map((max) => bytes.map((byte) => byte % max)));
  const blockType = fc.constantFrom(...[...BLOCK_TYPES.values()].filter(({ kind }) => kind in PARSERS));

  it("gives a result or a ScapError for any body, within its bounds", () => {
    fc.assert(
      fc.property(blockType, body, fc.boolean(), ({ id, kind }, bytes, littleEndian) => {
        const around = concat(
          u8(0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa, 0xaa),
          bytes,
          u8(0xaa, 0xaa, 0xaa, 0xaa),
        );
        const view = new DataView(around.buffer);
        const block = { type: id, offset: 0, view, littleEndian, start: 8, end: 8 + bytes.length };
        try {
          PARSERS[kind]?.(block, ({ context }) =>
            expect(context.offset).toBeLessThanOrEqual(8 + bytes.length),
          );
        } catch (error) {
          expect(error).toBeInstanceOf(ScapError);
        }
      }),
      { numRuns: 5000 },
    );
  });
});
