import type { BlockBatch } from "../format/block-batch.ts";
import { HEADER_SIZE } from "../format/block-batch.ts";
import { type BlockType, blockTypeOf } from "../format/catalogue.ts";
import type { OnDamage, ScapErrorCode } from "../format/errors.ts";
import { V1_LENGTH_TOO_LARGE, V1_SURPLUS_BYTES } from "../format/write-event.ts";
import { EventFlag, type EventSpec, type Schema } from "../schema/types.ts";
import { inferParamCount } from "./infer-param-count.ts";
import { locateParams } from "./params.ts";

const HEADER_V1_SIZE = 22;
const HEADER_V2_SIZE = 26;
const CPU_SIZE = 2;
const DUMP_FLAGS_SIZE = 4;

/** The event failed the filter of the capture and was kept for the state alone. */
export const DUMP_FLAG_STATE_ONLY = 1;

/**
 * An event's header and the bounds of its parameters; parameters are read from `bytes` when asked for.
 * `bytes` is borrowed from the capture's chunk and stays valid as long as the record is held.
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

/** Nanoseconds since 1970. */
export function timestampNs(event: EventRecord): bigint {
  return (BigInt(event.tsHigh) << 32n) | BigInt(event.tsLow);
}

/**
 * Decodes block `index` of a batch, which must be an event block.
 * Undefined, with the reason told to `onDamage`, when lengths in the event contradict each other.
 */
export function decodeEvent(
  batch: BlockBatch,
  index: number,
  number: number,
  schema: Schema,
  onDamage: OnDamage,
): EventRecord | undefined {
  const { view, littleEndian } = batch;
  const start = batch.starts[index] as number;
  const bodyEnd = batch.bodyEnds[index] as number;
  const type = blockTypeOf(batch.types[index] as number);
  const at = start + HEADER_SIZE + CPU_SIZE + (type.hasFlags ? DUMP_FLAGS_SIZE : 0);
  const headerSize = type.version === 1 ? HEADER_V1_SIZE : HEADER_V2_SIZE;
  const fail = (code: ScapErrorCode, detail: string) => {
    const context = { offset: batch.base + start, block: type.name, event: `event ${number}` };
    onDamage({ code, detail, context, lost: true });
    return undefined;
  };
  if (at + headerSize > bodyEnd)
    return fail("bad-event", `no room for an event header in ${bodyEnd - start} bytes`);
  const code = view.getUint16(at + 20, littleEndian);
  const length = eventLength(view.getUint32(at + 16, littleEndian), code, type);
  if (length < headerSize) return fail("bad-event", `event length ${length} is less than its header`);
  if (at + length > bodyEnd) {
    return fail("bad-event", `event length ${length} is over the ${bodyEnd - at} bytes of its block`);
  }
  const event: EventRecord = {
    number,
    offset: batch.base + start,
    cpu: view.getUint16(start + HEADER_SIZE, littleEndian),
    dumpFlags: type.hasFlags ? view.getUint32(start + HEADER_SIZE + CPU_SIZE, littleEndian) : 0,
    tsHigh: view.getUint32(littleEndian ? at + 4 : at, littleEndian),
    tsLow: view.getUint32(littleEndian ? at : at + 4, littleEndian),
    tid: readI64(view, at + 8, littleEndian),
    code,
    spec: schema.event(code),
    bytes: batch.bytes,
    view,
    littleEndian,
    lengthsAt: at + headerSize,
    lengthWidth: 2,
    paramCount: type.version === 1 ? 0 : view.getUint32(at + 22, littleEndian),
    end: at + length,
  };
  const problem = type.version === 1 ? inferLayout(event) : chooseLayout(event, type);
  return problem === undefined ? event : fail("bad-event", problem);
}

/** A signed 64-bit number that is small in sound captures (ids, fds); beyond 2^53 the low digits are lost. */
export function readI64(view: DataView, at: number, littleEndian: boolean): number {
  const low = view.getUint32(littleEndian ? at : at + 4, littleEndian);
  const high = view.getInt32(littleEndian ? at + 4 : at, littleEndian);
  return high * 4294967296 + low;
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
