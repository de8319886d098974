import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openCapture } from "../../src/capture/capture.ts";
import { type Block, type BlockBatch, blockAt } from "../../src/format/block-batch.ts";
import { ByteSink } from "../../src/format/byte-sink.ts";
import { MemoryOutput } from "../../src/format/capture-output.ts";
import { CaptureWriter } from "../../src/format/capture-writer.ts";
import { blockTypeOf } from "../../src/format/catalogue.ts";
import { parseFdList } from "../../src/format/fd-list.ts";
import { parseInterfaceList, writeInterfaceList } from "../../src/format/interface-list.ts";
import { parseMachineInfo, writeMachineInfo } from "../../src/format/machine-info.ts";
import { openFile } from "../../src/format/node-source.ts";
import { parseProcessList, writeProcessList } from "../../src/format/process-list.ts";
import { parseSectionHeader, writeSectionHeader } from "../../src/format/section-header.ts";
import { openSource } from "../../src/format/source.ts";
import { parseUserList, writeUserList } from "../../src/format/user-list.ts";
import { borrowBlock, copyBlock } from "../../src/format/write-block.ts";
import { writeFdList } from "../../src/format/write-fd-list.ts";
import { describeWithReference } from "../helpers/reference.ts";
import { collect } from "./chunks.ts";

const FIXTURES = fileURLToPath(new URL("../fixtures/captures", import.meta.url));
const TAIL_SIZES = [0, 4, 5, 29, 66, 67, 68, 76];
const ignore = () => {};

async function uncompressed(path: string): Promise<Uint8Array> {
  return collect((await openFile(path, { onDamage: ignore })).chunks);
}

async function copied(bytes: Uint8Array): Promise<Uint8Array> {
  const output = new MemoryOutput();
  const writer = new CaptureWriter(output);
  for await (const batch of openCapture(bytes).blocks()) {
    for (let index = 0; index < batch.count; index++) {
      copyBlock(writer.sink, batch, index);
      if (writer.isFull) await writer.flush();
    }
  }
  await writer.close();
  return output.bytes;
}

/** The ways to write what a block that is no event holds, of which one must give the same bytes. */
function rewritten(block: Block): Uint8Array[] {
  const { type: blockType, littleEndian } = block;
  const write = (compose: (sink: ByteSink) => void) => {
    const sink = new ByteSink({ littleEndian });
    compose(sink);
    return sink.takeAll();
  };
  switch (blockTypeOf(blockType).kind) {
    case "section-header":
      return [write((sink) => writeSectionHeader(sink, parseSectionHeader(block)))];
    case "machine-info": {
      const machine = parseMachineInfo(block, ignore);
      return machine === undefined ? [] : [write((sink) => writeMachineInfo(sink, machine, blockType))];
    }
    case "process-list": {
      const threads = parseProcessList(block, ignore);
      return TAIL_SIZES.map((tailBytes) =>
        write((sink) => writeProcessList(sink, threads, { blockType, target: { tailBytes } })),
      );
    }
    case "fd-list": {
      const list = parseFdList(block, ignore);
      return list === undefined ? [] : [write((sink) => writeFdList(sink, list, { blockType }))];
    }
    case "interface-list":
      return [write((sink) => writeInterfaceList(sink, parseInterfaceList(block, ignore), blockType))];
    case "user-list":
      return [write((sink) => writeUserList(sink, parseUserList(block, ignore), blockType))];
    default:
      return [];
  }
}

/** Names and offsets of the blocks that are not written as they were read. */
function changedBlocks(batch: BlockBatch): string[] {
  const changed: string[] = [];
  for (let index = 0; index < batch.count; index++) {
    const block = blockAt(batch, index);
    const { kind, name } = blockTypeOf(block.type);
    if (kind === "event" || kind === "unknown") continue;
    const original = Buffer.from(borrowBlock(batch, index));
    if (!rewritten(block).some((bytes) => original.equals(bytes))) changed.push(`${name}@${block.offset}`);
  }
  return changed;
}

function checkFolder(dir: string): void {
  it.each(readdirSync(dir).filter((name) => !name.endsWith(".snap")))("%s", async (file) => {
    const bytes = await uncompressed(join(dir, file));
    expect(Buffer.from(await copied(bytes)).equals(bytes), "blocks copied").toBe(true);
    const changed: string[] = [];
    for await (const batch of openCapture(bytes).blocks()) changed.push(...changedBlocks(batch));
    expect(changed, "blocks parsed and written").toEqual([]);
  });
}

describe("what is read and written unchanged has the same bytes", () => {
  checkFolder(FIXTURES);
});

describeWithReference("… of all captures there are", ["captures"], (dir) => {
  for (const folder of ["public", "recorded", "crafted"])
    describe(folder, () => checkFolder(join(dir, folder)));
});

describe("odd blocks", () => {
  const malformed = fileURLToPath(new URL("../fixtures/malformed", import.meta.url));
  const odd = [
    "c08_shb_trailer_bad",
    "c18_ev_trailer_bad",
    "c19_unknown_before",
    "c20_unknown_between",
    "e25_block_unaligned",
    "p08_8byte_pad",
    "c10_shb_opts",
    "c22_unknown_unaligned",
  ];
  it.each(odd)("%s is copied with all that is odd in it", async (name) => {
    const bytes = new Uint8Array(readFileSync(join(malformed, `${name}.scap`)));
    const whole = await collect(openSource(bytes, { onDamage: ignore }).chunks);
    expect(Buffer.from(await copied(whole)).equals(whole)).toBe(true);
  });
});
