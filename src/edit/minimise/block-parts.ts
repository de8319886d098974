import { createRecord, decodeEvent, timestampNs } from "../../decoder/event.ts";
import { borrowParam } from "../../decoder/params.ts";
import { type Block, type BlockBatch, blockAt } from "../../format/block-batch.ts";
import { ByteSink } from "../../format/byte-sink.ts";
import { type BlockType, blockTypeOf } from "../../format/catalogue.ts";
import { ScapError } from "../../format/errors.ts";
import { parseFdList } from "../../format/fd-list.ts";
import { BlockFramer } from "../../format/framing.ts";
import { parseInterfaceList, writeInterfaceList } from "../../format/interface-list.ts";
import { parseProcessList, tailBytesOf, writeProcessList } from "../../format/process-list.ts";
import { type GroupInfo, parseUserList, type UserInfo, writeUserList } from "../../format/user-list.ts";
import { writeEvent } from "../../format/write-event.ts";
import { writeFdList } from "../../format/write-fd-list.ts";
import type { Schema } from "../../schema/types.ts";

const MAX_TAIL_SIZE = 76;
const IGNORE = () => {};
const NOTHING = new Uint8Array(0);

/** A block as parts that may be left out; `build` makes a block of those that are left. */
export interface BlockParts {
  readonly count: number;
  /** The block with the parts of these indexes. */
  build(kept: readonly number[]): Uint8Array;
}

/**
 * The entries of a list or the parameters of an event (one that is left out has no value). Undefined where the block has
 * no such parts, or does not come out the same when it is written from them.
 */
export function partsOfBlock(
  bytes: Uint8Array,
  littleEndian: boolean,
  schema: Schema,
): BlockParts | undefined {
  const batch = frameOne(bytes, littleEndian);
  if (batch === undefined) return undefined;
  const type = blockTypeOf(batch.types[0] as number);
  const parts = type.kind === "event" ? eventParts(batch, type, schema) : listParts(blockAt(batch, 0), type);
  if (parts === undefined || parts.count === 0) return undefined;
  const whole = parts.build(Array.from({ length: parts.count }, (_, k) => k));
  return whole.length === bytes.length && whole.every((byte, k) => byte === bytes[k]) ? parts : undefined;
}

/** The block as a batch of its own. */
function frameOne(bytes: Uint8Array, littleEndian: boolean): BlockBatch | undefined {
  const bodyEnd = bytes.length - 4;
  if (bodyEnd < 8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const types = Uint32Array.of(view.getUint32(0, littleEndian));
  return {
    bytes,
    view,
    base: 0,
    littleEndian,
    count: 1,
    types,
    starts: Uint32Array.of(0),
    bodyEnds: Uint32Array.of(bodyEnd),
  };
}

function listParts(block: Block, { kind, version }: BlockType): BlockParts | undefined {
  const { type, littleEndian } = block;
  try {
    switch (kind) {
      case "process-list": {
        const tailBytes = version === 9 ? Math.min(tailBytesOf(block), MAX_TAIL_SIZE) : 0;
        const options = { blockType: type, target: { tailBytes } };
        return entryParts(parseProcessList(block, IGNORE), littleEndian, (sink, threads) =>
          writeProcessList(sink, threads, options),
        );
      }
      case "fd-list": {
        const list = parseFdList(block, IGNORE);
        if (list === undefined) return undefined;
        return entryParts(list.fds, littleEndian, (sink, fds) =>
          writeFdList(sink, { tid: list.tid, fds }, { blockType: type }),
        );
      }
      case "interface-list":
        return entryParts(parseInterfaceList(block, IGNORE), littleEndian, (sink, entries) =>
          writeInterfaceList(sink, entries, type),
        );
      case "user-list": {
        const { users, groups } = parseUserList(block, IGNORE);
        return entryParts<UserInfo | GroupInfo>([...users, ...groups], littleEndian, (sink, entries) =>
          writeUserList(
            sink,
            { users: entries.filter(isUser), groups: entries.filter((entry) => !isUser(entry)) },
            type,
          ),
        );
      }
      default:
        return undefined;
    }
  } catch (error) {
    if (error instanceof ScapError) return undefined;
    throw error;
  }
}

function isUser(entry: UserInfo | GroupInfo): entry is UserInfo {
  return "uid" in entry;
}

function entryParts<T>(
  entries: readonly T[],
  littleEndian: boolean,
  write: (sink: ByteSink, entries: readonly T[]) => void,
): BlockParts {
  return {
    count: entries.length,
    build(kept) {
      const sink = new ByteSink({ littleEndian });
      write(
        sink,
        kept.map((k) => entries[k] as T),
      );
      return sink.takeAll();
    },
  };
}

function eventParts(batch: BlockBatch, type: BlockType, schema: Schema): BlockParts | undefined {
  const event = decodeEvent(batch, 0, 1, schema, IGNORE, createRecord());
  if (event === undefined) return undefined;
  const params = Array.from({ length: event.paramCount }, (_, k) => borrowParam(event, k));
  const { cpu, tid, code } = event;
  const dumpFlags = type.hasFlags ? event.dumpFlags : undefined;
  const fields = { cpu, tid, code, dumpFlags, tsNs: timestampNs(event), isLarge: type.isLarge };
  const present = params.flatMap((bytes, k) => (bytes.length > 0 ? [k] : []));
  return {
    count: present.length,
    build(kept) {
      const sink = new ByteSink({ littleEndian: batch.littleEndian });
      const left = new Set(kept.map((part) => present[part]));
      const values = params.map((bytes, k) => (left.has(k) ? bytes : NOTHING));
      writeEvent(sink, { ...fields, params: values }, type.version === 1 ? 1 : 2);
      sink.patchU32(0, type.id);
      return sink.takeAll();
    },
  };
}

/** A block of a capture, or what is left of it at its damaged end. */
export interface CapturePiece {
  readonly bytes: Uint8Array;
  readonly littleEndian: boolean;
}

/** The blocks of a capture one by one; bytes that are none are a piece too. Joined they are the capture. */
export function piecesOf(capture: Uint8Array): CapturePiece[] {
  const framer = new BlockFramer(IGNORE);
  const pieces: CapturePiece[] = [];
  let end = 0;
  let littleEndian = true;
  for (const batch of [...framer.push(capture), ...framer.finish()]) {
    littleEndian = batch.littleEndian;
    for (let index = 0; index < batch.count; index++) {
      const start = batch.base + (batch.starts[index] as number);
      const next = Math.min(capture.length, batch.base + (batch.bodyEnds[index] as number) + 4);
      if (start > end) pieces.push({ bytes: capture.subarray(end, start), littleEndian });
      pieces.push({ bytes: capture.subarray(start, next), littleEndian });
      end = next;
    }
  }
  if (end < capture.length) pieces.push({ bytes: capture.subarray(end), littleEndian });
  return pieces;
}
