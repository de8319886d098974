import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRecord, decodeEvent, timestampNs } from "../../../src/decoder/event.ts";
import { borrowParam } from "../../../src/decoder/params.ts";
import { synthesise } from "../../../src/edit/synth/synthesise.ts";
import { type BlockBatch, blockAt } from "../../../src/format/block-batch.ts";
import { ByteSink } from "../../../src/format/byte-sink.ts";
import { blockTypeOf } from "../../../src/format/catalogue.ts";
import { parseFdList } from "../../../src/format/fd-list.ts";
import { BlockFramer } from "../../../src/format/framing.ts";
import { parseInterfaceList, writeInterfaceList } from "../../../src/format/interface-list.ts";
import { parseMachineInfo, writeMachineInfo } from "../../../src/format/machine-info.ts";
import { parseOptions } from "../../../src/format/options.ts";
import { parseProcessList, writeProcessList } from "../../../src/format/process-list.ts";
import { parseSectionHeader, writeSectionHeader } from "../../../src/format/section-header.ts";
import { parseUserList, writeUserList } from "../../../src/format/user-list.ts";
import { borrowBlock, copyBlock } from "../../../src/format/write-block.ts";
import { writeEvent } from "../../../src/format/write-event.ts";
import { writeFdList } from "../../../src/format/write-fd-list.ts";
import { WRITE_TARGETS, type WriteTarget } from "../../../src/format/write-target.ts";
import { currentSchema } from "../../../src/schema/current.ts";
import { anyCapture } from "../../helpers/random-capture.ts";

describe("random captures", () => {
  it("survive being read and written again", () => {
    fc.assert(
      fc.property(anyCapture, (spec) => {
        const written = synthesise(spec);
        const again = rewrite(written, WRITE_TARGETS[spec.versions?.target ?? "libs"]);
        expect(Buffer.from(again).equals(written)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

function failOnDamage({ detail }: { detail: string }): never {
  throw new Error(detail);
}

/** Parses every block and writes it anew from its values. */
function rewrite(capture: Uint8Array, target: WriteTarget): Uint8Array {
  const framer = new BlockFramer(failOnDamage);
  const sink = new ByteSink();
  for (const batch of [...framer.push(capture), ...framer.finish()]) {
    sink.littleEndian = batch.littleEndian;
    for (let index = 0; index < batch.count; index++) rewriteBlock(sink, batch, index, target);
  }
  return sink.takeAll();
}

function rewriteBlock(sink: ByteSink, batch: BlockBatch, index: number, target: WriteTarget): void {
  const block = blockAt(batch, index);
  const blockType = block.type;
  switch (blockTypeOf(blockType).kind) {
    case "section-header":
      return writeSectionHeader(sink, parseSectionHeader(block));
    case "machine-info": {
      const machine = parseMachineInfo(block, failOnDamage);
      return machine === undefined
        ? copyBlock(sink, batch, index)
        : writeMachineInfo(sink, machine, blockType);
    }
    case "interface-list":
      return writeInterfaceList(sink, parseInterfaceList(block, failOnDamage), blockType);
    case "user-list":
      return writeUserList(sink, parseUserList(block, failOnDamage), blockType);
    case "process-list":
      return writeProcessList(sink, parseProcessList(block, failOnDamage), { blockType, target });
    case "fd-list": {
      const list = parseFdList(block, failOnDamage);
      if (list === undefined) throw new Error("no fd list");
      return writeFdList(sink, list, { blockType, target });
    }
    default:
      return rewriteEvent(sink, batch, index);
  }
}

function rewriteEvent(sink: ByteSink, batch: BlockBatch, index: number): void {
  const type = blockTypeOf(batch.types[index] as number);
  const start = sink.length;
  const event = decodeEvent(batch, index, 1, currentSchema, failOnDamage, createRecord());
  if (event === undefined) throw new Error("no event");
  const params = Array.from({ length: event.paramCount }, (_, k) => borrowParam(event, k));
  const optionsAt =
    (batch.starts[index] as number) + 4 * Math.ceil((event.end - (batch.starts[index] as number)) / 4);
  const options = parseOptions(batch.view, optionsAt, batch.bodyEnds[index] as number, batch.littleEndian);
  const { cpu, tid, code } = event;
  const dumpFlags = type.hasFlags ? event.dumpFlags : undefined;
  const isLarge = type.isLarge;
  writeEvent(
    sink,
    { cpu, tid, code, dumpFlags, tsNs: timestampNs(event), params, isLarge, options },
    type.version === 1 ? 1 : 2,
  );
  if (type.id >= 0x80000000) sink.patchU32(start, type.id);
  expect(sink.borrow().subarray(start)).toEqual(borrowBlock(batch, index));
}
