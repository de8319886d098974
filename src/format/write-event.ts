import { type ByteSink, MAX_TEXT_SIZE } from "./byte-sink.ts";
import { EVENT_HEADER_SIZES } from "./catalogue.ts";
import { type BlockOption, writeOptions } from "./options.ts";
import { alignFrom, beginBlock, endBlock } from "./write-block.ts";

/** An event as it is written. */
export interface EventFields {
  /** Index of the ring buffer the event came from; usually the CPU. */
  readonly cpu: number;
  /** Written as an event with flags where given, 0 included. */
  readonly dumpFlags?: number | undefined;
  /** Nanoseconds since 1970. */
  readonly tsNs: bigint;
  /** -1 for events made in user space. */
  readonly tid: number;
  readonly code: number;
  readonly params: readonly Uint8Array[];
  /** Whether lengths are u32, in a block of its own kind: so for the event types that the event table marks as large. */
  readonly isLarge?: boolean;
  /** Comments and other pcapng options behind the event. */
  readonly options?: readonly BlockOption[];
}

/** Ids of the event blocks; `version` 1 has no large ones. */
const BLOCK_IDS = {
  1: { plain: 0x204, flagged: 0x208 },
  2: { plain: 0x216, flagged: 0x217 },
  large: { plain: 0x221, flagged: 0x222 },
} as const;
/** What sysdig and libs read of an event that is not large, without cpu and flags. */
const MAX_EVENT_SIZE = 65530;

/** V1 writers stored a length 3 too large for these (NOTIFICATION_E, INFRASTRUCTURE_EVENT_E), and readers expect it. */
export const V1_LENGTH_TOO_LARGE: ReadonlySet<number> = new Set([280, 286]);
export const V1_SURPLUS_BYTES = 3;

/**
 * Writes an event block. Throws a RangeError, and writes nothing, for parameters that do not fit: one of more than
 * 65,535 bytes, or over 65,530 bytes with the header, in an event that is not large.
 */
export function writeEvent(sink: ByteSink, event: EventFields, version: 1 | 2 = 2): void {
  const { dumpFlags, options = [] } = event;
  const length = eventLength(event, version);
  const { plain, flagged } = BLOCK_IDS[event.isLarge && version === 2 ? "large" : version];
  const start = beginBlock(sink, dumpFlags === undefined ? plain : flagged);
  sink.u16(event.cpu);
  if (dumpFlags !== undefined) sink.u32(dumpFlags);
  writeHeader(sink, event, version, length);
  for (const param of event.params) {
    if (event.isLarge) sink.u32(param.length);
    else sink.u16(param.length);
  }
  for (const param of event.params) sink.raw(param);
  if (options.length > 0) {
    alignFrom(sink, start);
    writeOptions(sink, options);
  }
  endBlock(sink, start);
}

/** An event as a capture holds it: its lengths and parameters stand there one behind the other. */
export interface PackedEvent extends Pick<EventFields, "cpu" | "tid" | "code"> {
  /** An event with flags is written where there are any. */
  readonly dumpFlags: number;
  readonly tsHigh: number;
  readonly tsLow: number;
  readonly paramCount: number;
  readonly lengthWidth: 2 | 4;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly littleEndian: boolean;
  /** Where the lengths begin and the parameters end. */
  readonly lengthsAt: number;
  readonly end: number;
}

/** Whether an event can be written in a V2 block. */
export function isOfWritableSize({ lengthWidth, lengthsAt, end }: PackedEvent): boolean {
  return lengthWidth === 4 || end - lengthsAt + EVENT_HEADER_SIZES[2] <= MAX_EVENT_SIZE;
}

/**
 * Writes a V2 block of an event whose size can be written; the bytes of its parameters stay as they are. Returns where in
 * the sink they begin.
 */
export function writePackedEvent(
  sink: ByteSink,
  event: PackedEvent,
  { dumpFlags = event.dumpFlags, options = [] }: Partial<Pick<EventFields, "dumpFlags" | "options">> = {},
): number {
  const { lengthsAt, end, tsHigh, tsLow } = event;
  const { plain, flagged } = event.lengthWidth === 4 ? BLOCK_IDS.large : BLOCK_IDS[2];
  const start = beginBlock(sink, dumpFlags === 0 ? plain : flagged);
  sink.u16(event.cpu);
  if (dumpFlags !== 0) sink.u32(dumpFlags);
  sink.u32(sink.littleEndian ? tsLow : tsHigh);
  sink.u32(sink.littleEndian ? tsHigh : tsLow);
  sink.i64(event.tid);
  sink.u32(EVENT_HEADER_SIZES[2] + end - lengthsAt);
  sink.u16(event.code);
  sink.u32(event.paramCount);
  const paramsAt = writeParams(sink, event);
  if (options.length > 0) {
    alignFrom(sink, start);
    writeOptions(sink, options);
  }
  endBlock(sink, start);
  return paramsAt;
}

function writeParams(sink: ByteSink, event: PackedEvent): number {
  const { bytes, view, littleEndian, lengthsAt, lengthWidth, paramCount, end } = event;
  const paramsAt = lengthsAt + lengthWidth * paramCount;
  const areSwapped = littleEndian !== sink.littleEndian;
  for (let at = lengthsAt; areSwapped && at < paramsAt; at += lengthWidth) {
    if (lengthWidth === 2) sink.u16(view.getUint16(at, littleEndian));
    else sink.u32(view.getUint32(at, littleEndian));
  }
  sink.range(bytes, areSwapped ? paramsAt : lengthsAt, end);
  return sink.length - (end - paramsAt);
}

/** Bytes of the event from its time to the end of its parameters. */
function eventLength({ code, params, isLarge = false }: EventFields, version: 1 | 2): number {
  let length = EVENT_HEADER_SIZES[version] + (isLarge ? 4 : 2) * params.length;
  for (const param of params) {
    if (!isLarge && param.length > MAX_TEXT_SIZE)
      throw tooLong(`a parameter of event code ${code}`, param.length, MAX_TEXT_SIZE);
    length += param.length;
  }
  if (!isLarge && length > MAX_EVENT_SIZE) throw tooLong(`an event of code ${code}`, length, MAX_EVENT_SIZE);
  return length;
}

function tooLong(what: string, sizeBytes: number, limit: number): RangeError {
  return new RangeError(`${what} takes ${sizeBytes} bytes, more than the ${limit} that fit`);
}

// u64 time, i64 tid, u32 length, u16 code, [u32 parameters]
function writeHeader(
  sink: ByteSink,
  { tsNs, tid, code, params }: EventFields,
  version: 1 | 2,
  length: number,
): void {
  const surplus = version === 1 && V1_LENGTH_TOO_LARGE.has(code) ? V1_SURPLUS_BYTES : 0;
  sink.u64(tsNs);
  sink.i64(tid);
  sink.u32(length + surplus);
  sink.u16(code);
  if (version === 2) sink.u32(params.length);
}
