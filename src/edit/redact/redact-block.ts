import { createRecord, decodeEvent, type EventRecord, timestampNs } from "../../decoder/event.ts";
import { locateParams } from "../../decoder/params.ts";
import { type Block, type BlockBatch, blockAt } from "../../format/block-batch.ts";
import type { ByteSink } from "../../format/byte-sink.ts";
import { type BlockType, blockTypeOf } from "../../format/catalogue.ts";
import { damageOf, type OnDamage, ScapError } from "../../format/errors.ts";
import { parseFdList } from "../../format/fd-list.ts";
import { parseInterfaceList, writeInterfaceList } from "../../format/interface-list.ts";
import { parseMachineInfo, writeMachineInfo } from "../../format/machine-info.ts";
import { type BlockOption, parseOptions } from "../../format/options.ts";
import { parseProcessList, tailBytesOf, writeProcessList } from "../../format/process-list.ts";
import { parseSectionHeader, writeSectionHeader } from "../../format/section-header.ts";
import { parseStateSupplement, writeStateSupplement } from "../../format/state-supplement.ts";
import { parseUserList, writeUserList } from "../../format/user-list.ts";
import { copyBlock } from "../../format/write-block.ts";
import { writeEvent } from "../../format/write-event.ts";
import { writeFdList } from "../../format/write-fd-list.ts";
import type { Schema } from "../../schema/types.ts";
import { GROWN_SIZES, isPlain, redactParams } from "./redact-event.ts";
import {
  redactFds,
  redactInterface,
  redactMachine,
  redactOptions,
  redactThread,
  redactUsers,
} from "./redact-lists.ts";
import { redactNote } from "./redact-supplement.ts";
import type { Redactor } from "./redactor.ts";

const MAX_TAIL_SIZE = 76;
/** Ids of that size and above are those of January and February 2014. */
const PRE_RELEASE_IDS = 0x80000000;

/**
 * Writes blocks anew with their values redacted: each is read to its meaning and written from it, so that nothing
 * comes through that has no meaning. Blocks of unknown types are left out.
 */
export class BlockRedactor {
  /** Blocks that were left out: of unknown types, or not to be read. */
  blocksLeftOut = 0;
  /** Event blocks gone through. */
  events = 0;
  readonly redactor: Redactor;
  private readonly schema: Schema;
  private readonly onDamage: OnDamage;
  private readonly record: EventRecord = createRecord();

  constructor(redactor: Redactor, schema: Schema, onDamage: OnDamage) {
    this.redactor = redactor;
    this.schema = schema;
    this.onDamage = onDamage;
  }

  /** Writes block `index` of a batch to the sink, which must have its byte order. */
  write(sink: ByteSink, batch: BlockBatch, index: number): void {
    const type = blockTypeOf(batch.types[index] as number);
    const isWritten =
      type.kind === "event"
        ? this.writeEvent(sink, batch, index, type)
        : this.writeList(sink, blockAt(batch, index), type);
    if (!isWritten) this.blocksLeftOut++;
  }

  private writeList(sink: ByteSink, block: Block, type: BlockType): boolean {
    const start = sink.length;
    try {
      return this.writeParsed(sink, block, type);
    } catch (error) {
      // Without its header a section is of no use.
      if (!(error instanceof ScapError) || type.kind === "section-header") throw error;
      this.onDamage(damageOf(error));
      sink.truncate(start);
      return false;
    }
  }

  private writeParsed(sink: ByteSink, block: Block, { kind, version }: BlockType): boolean {
    const { redactor, onDamage } = this;
    const { type } = block;
    switch (kind) {
      case "section-header": {
        const header = parseSectionHeader(block);
        writeSectionHeader(sink, { ...header, options: redactOptions(redactor, header.options) });
        return true;
      }
      case "machine-info": {
        const machine = parseMachineInfo(block, onDamage);
        if (machine !== undefined) writeMachineInfo(sink, redactMachine(redactor, machine), type);
        return machine !== undefined;
      }
      case "interface-list": {
        const entries = parseInterfaceList(block, onDamage);
        writeInterfaceList(
          sink,
          entries.map((entry) => redactInterface(redactor, entry)),
          type,
        );
        return true;
      }
      case "user-list":
        writeUserList(sink, redactUsers(redactor, parseUserList(block, onDamage)), type);
        return true;
      case "process-list": {
        const threads = parseProcessList(block, onDamage).map((thread) => redactThread(redactor, thread));
        const tailBytes = version === 9 ? Math.min(tailBytesOf(block), MAX_TAIL_SIZE) : 0;
        writeProcessList(sink, threads, { blockType: type, target: { tailBytes } });
        return true;
      }
      case "fd-list": {
        const list = parseFdList(block, onDamage);
        if (list !== undefined) writeFdList(sink, redactFds(redactor, list), { blockType: type });
        return list !== undefined;
      }
      case "state-supplement": {
        const notes = parseStateSupplement(block, onDamage);
        const lines = notes.map((note) => JSON.stringify(redactNote(redactor, note)));
        writeStateSupplement(sink, lines);
        return true;
      }
      default:
        return false;
    }
  }

  private writeEvent(sink: ByteSink, batch: BlockBatch, index: number, type: BlockType): boolean {
    this.events++;
    const event = decodeEvent(batch, index, this.events, this.schema, this.onDamage, this.record);
    if (event === undefined) return false;
    if (isPlain(event) && isTight(batch, index, event)) {
      copyBlock(sink, batch, index);
      return true;
    }
    const start = sink.length;
    if (!this.writeRedacted(sink, batch, index, type, event)) return false;
    if (type.id >= PRE_RELEASE_IDS) sink.patchU32(start, type.id);
    return true;
  }

  /** False, and told as damage, for an event that is too long to be written however its values are cut. */
  private writeRedacted(
    sink: ByteSink,
    batch: BlockBatch,
    index: number,
    type: BlockType,
    event: EventRecord,
  ): boolean {
    const { redactor } = this;
    const options = redactOptions(redactor, optionsOf(batch, index, event));
    const dumpFlags = type.hasFlags ? event.dumpFlags : undefined;
    const isLarge = type.version !== 1 && event.lengthWidth === 4;
    const { cpu, tid, code } = event;
    const tsNs = timestampNs(event);
    const version = type.version === 1 ? 1 : 2;
    let detail = "";
    for (const grownSize of GROWN_SIZES) {
      try {
        const params = redactParams(redactor, event, grownSize);
        writeEvent(sink, { cpu, tid, code, tsNs, params, dumpFlags, options, isLarge }, version);
        if (grownSize !== GROWN_SIZES[0]) sink.cutTexts++;
        return true;
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        detail = error.message;
      }
    }
    const context = { offset: event.offset, block: type.name, event: `event ${event.number}` };
    this.onDamage({ code: "bad-event", detail, context, lost: true });
    return false;
  }
}

/** Whether the block holds its event and nothing else: no options, no forgotten bytes. */
function isTight(batch: BlockBatch, index: number, event: EventRecord): boolean {
  const bodyEnd = batch.bodyEnds[index] as number;
  const start = batch.starts[index] as number;
  if (((bodyEnd - start) & 3) !== 0 || bodyEnd - event.end > 3 || locateParams(event) !== 0) return false;
  for (let at = event.end; at < bodyEnd; at++) if (batch.bytes[at] !== 0) return false;
  const length = bodyEnd + 4 - start;
  // The last event of a capture that was cut may have no trailer.
  return bodyEnd + 4 <= batch.bytes.length && batch.view.getUint32(bodyEnd, batch.littleEndian) === length;
}

function optionsOf(batch: BlockBatch, index: number, event: EventRecord): BlockOption[] {
  const start = batch.starts[index] as number;
  const optionsAt = start + 4 * Math.ceil((event.end - start) / 4);
  return parseOptions(batch.view, optionsAt, batch.bodyEnds[index] as number, batch.littleEndian);
}
