import type { BlockBatch } from "../format/block-batch.ts";
import { HEADER_SIZE } from "../format/block-batch.ts";
import { type BlockType, blockTypeOf, eventHeaderSize } from "../format/catalogue.ts";
import type { OnDamage } from "../format/errors.ts";
import { V1_LENGTH_TOO_LARGE, V1_SURPLUS_BYTES } from "../format/write-event.ts";
import { EventFlag, type EventSpec, type Schema } from "../schema/types.ts";
import { inferParamCount } from "./infer-param-count.ts";
import { locateParams } from "./params.ts";

const CPU_SIZE = 2;
const DUMP_FLAGS_SIZE = 4;

/** The event failed the filter of the capture and was kept for the state alone. */
export const DUMP_FLAG_STATE_ONLY = 1;

/**
 * An event's header and the bounds of its parameters; parameters are read from `bytes` when asked for.
 * `bytes` is borrowed from the capture's chunk and never changes, though the record may come to be another event's.
 */
export interface EventRecord {
  /** Number of the event block in the capture, from 1; hidden and unreadable events count. */
  number: number;
  /** Offset of the block in the uncompressed capture. */
  offset: number;
  /** Index of the ring buffer the event came from; usually the CPU. */
  cpu: number;
  dumpFlags: number;
  /** Nanoseconds since 1970 as two u32: `tsHigh * 2**32 + tsLow`. */
  tsHigh: number;
  tsLow: number;
  /** Thread id in the host's namespace; -1 for events made in user space. */
  tid: number;
  /** Event code; odd codes are exit events. */
  code: number;
  /** Undefined for a code the schema does not know. */
  spec: EventSpec | undefined;
  bytes: Uint8Array;
  view: DataView;
  littleEndian: boolean;
  /** Position of the array of parameter lengths in `bytes`. */
  lengthsAt: number;
  /** Bytes of one parameter length: 2, or 4 in large events. */
  lengthWidth: 2 | 4;
  paramCount: number;
  /** Position after the event; the block may hold options behind it. */
  end: number;
}

/** Whether an event was stored for the state alone and must not be shown. */
export function isStateOnly(event: EventRecord): boolean {
  return (event.dumpFlags & DUMP_FLAG_STATE_ONLY) !== 0;
}

/** Where the halves of a number meet: every step in bigint would make another one. */
const halves = new DataView(new ArrayBuffer(8));

/** Nanoseconds since 1970. */
export function timestampNs({ tsHigh, tsLow }: EventRecord): bigint {
  halves.setUint32(0, tsHigh);
  halves.setUint32(4, tsLow);
  return halves.getBigUint64(0);
}

/** A record without an event, to decode into. */
export function createRecord(): EventRecord {
  return { ...BLANK };
}

const NO_BYTES = new Uint8Array(0);
const BLANK: EventRecord = {
  number: 0,
  offset: 0,
  cpu: 0,
  dumpFlags: 0,
  tsHigh: 0,
  tsLow: 0,
  tid: 0,
  code: 0,
  spec: undefined,
  bytes: NO_BYTES,
  view: new DataView(NO_BYTES.buffer),
  littleEndian: true,
  lengthsAt: 0,
  lengthWidth: 2,
  paramCount: 0,
  end: 0,
};

/**
 * Decodes block `index` of a batch, which must be an event block, into `record` or a new one.
 * Undefined, with the reason told to `onDamage`, when lengths in the event contradict each other; then what `record`
 * holds is of no use.
 */
export function decodeEvent(
  batch: BlockBatch,
  index: number,
  number: number,
  schema: Schema,
  onDamage: OnDamage,
  record: EventRecord = createRecord(),
): EventRecord | undefined {
  const type = blockTypeOf(batch.types[index] as number);
  record.number = number;
  const problem = readEvent(record, batch, index, type, schema);
  if (problem === undefined) return record;
  const context = {
    offset: batch.base + (batch.starts[index] as number),
    block: type.name,
    event: `event ${number}`,
  };
  onDamage({ code: "bad-event", detail: problem, context, lost: true });
  return undefined;
}

/** Fills the record; returns what is wrong with the event, if something is. */
function readEvent(
  record: EventRecord,
  batch: BlockBatch,
  index: number,
  type: BlockType,
  schema: Schema,
): string | undefined {
  const { view, littleEndian } = batch;
  const start = batch.starts[index] as number;
  const bodyEnd = batch.bodyEnds[index] as number;
  const at = start + HEADER_SIZE + CPU_SIZE + (type.hasFlags ? DUMP_FLAGS_SIZE : 0);
  const headerSize = eventHeaderSize(type);
  if (at + headerSize > bodyEnd) return `no room for an event header in ${bodyEnd - start} bytes`;
  const code = view.getUint16(at + 20, littleEndian);
  const length = eventLength(view.getUint32(at + 16, littleEndian), code, type);
  if (length < headerSize) return `event length ${length} is less than its header`;
  if (at + length > bodyEnd) return `event length ${length} is over the ${bodyEnd - at} bytes of its block`;
  record.offset = batch.base + start;
  record.cpu = view.getUint16(start + HEADER_SIZE, littleEndian);
  record.dumpFlags = type.hasFlags ? view.getUint32(start + HEADER_SIZE + CPU_SIZE, littleEndian) : 0;
  record.tsHigh = view.getUint32(littleEndian ? at + 4 : at, littleEndian);
  record.tsLow = view.getUint32(littleEndian ? at : at + 4, littleEndian);
  record.tid = readI64(view, at + 8, littleEndian);
  record.code = code;
  record.spec = schema.event(code);
  record.bytes = batch.bytes;
  record.view = view;
  record.littleEndian = littleEndian;
  record.lengthsAt = at + headerSize;
  record.lengthWidth = 2;
  record.paramCount = type.version === 1 ? 0 : view.getUint32(at + 22, littleEndian);
  record.end = at + length;
  return type.version === 1 ? inferLayout(record) : chooseLayout(record, type);
}

/** A signed 64-bit number that is small in sound captures (ids, fds); beyond 2^53 the low digits are lost. */
export function readI64(view: DataView, at: number, littleEndian: boolean): number {
  const low = view.getInt32(littleEndian ? at : at + 4, littleEndian);
  const high = view.getInt32(littleEndian ? at + 4 : at, littleEndian);
  // Small numbers stay integers to the machine too.
  return high === low >> 31 ? low : high * 4294967296 + (low >>> 0);
}

function eventLength(stored: number, code: number, type: BlockType): number {
  return type.version === 1 && V1_LENGTH_TOO_LARGE.has(code) ? stored - V1_SURPLUS_BYTES : stored;
}

function inferLayout(event: EventRecord): string | undefined {
  const count = inferParamCount(event.view, event.lengthsAt, event.end, event.littleEndian);
  if (count === undefined) return "no number of parameters fits the event's length";
  event.paramCount = count;
  return locateParams(event) < 0 ? "parameter lengths pass the end of the event" : undefined;
}

/**
 * Settles the width of the parameter lengths: the event type decides, the block where the type is unknown; when the
 * lengths do not add up, the other width is tried, because some writers mixed them up.
 */
function chooseLayout(event: EventRecord, { isLarge }: BlockType): string | undefined {
  const large = event.spec === undefined ? isLarge : (event.spec.flags & EventFlag.LARGE_PAYLOAD) !== 0;
  event.lengthWidth = large ? 4 : 2;
  const slack = locateParams(event);
  if (slack === 0) return undefined;
  event.lengthWidth = large ? 2 : 4;
  if (locateParams(event) === 0) return undefined;
  event.lengthWidth = large ? 4 : 2;
  if (locateParams(event) >= 0) return undefined;
  return `${event.paramCount} parameters do not fit the event's length`;
}
