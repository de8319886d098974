import { decodeCString } from "../format/text.ts";
import { PARAM_TYPES } from "../schema/param-types.ts";
import type { EventSpec, ParamSpec, ParamType } from "../schema/types.ts";
import { type EventRecord, readI64 } from "./event.ts";
import { paramLength, paramStart } from "./params.ts";
import {
  decodeSocketAddress,
  decodeSocketTuple,
  type SocketAddress,
  type SocketTuple,
} from "./socket-address.ts";
import { cachedBySpec } from "./spec-cache.ts";

/** An entry of a poll list; the flags are those of the `poll_flags` table. */
export interface PollEntry {
  readonly fd: number;
  readonly flags: number;
}

/** Value of a DYN parameter: the type its first byte selected, and the value. */
export interface DynamicValue {
  readonly type: ParamType;
  readonly value: ParamValue;
}

/**
 * A decoded parameter. 64-bit counters, addresses, results and times are bigint; ids, fds and flags are numbers;
 * byte buffers borrow the capture's bytes. `null` is "no value": an empty parameter, or a malformed one.
 */
export type ParamValue =
  | null
  | number
  | bigint
  | string
  | Uint8Array
  | SocketAddress
  | SocketTuple
  | readonly PollEntry[]
  | DynamicValue;

const NULL_TEXT = "(NULL)";
const POLL_ENTRY_SIZE = 10;

type ReadValue = (event: EventRecord, start: number, length: number, param: ParamSpec) => ParamValue;

/** The value of parameter `index`; null when the event does not have it. */
export function decodeParam(event: EventRecord, index: number): ParamValue {
  const start = index < 0 || index >= event.paramCount ? 0 : paramStart(event, index);
  return decodeAt(decodersOf(event.spec)[index], event, start, paramLength(event, index));
}

/** The values of all parameters that the event carries. */
export function decodeParams(event: EventRecord): ParamValue[] {
  const decoders = decodersOf(event.spec);
  const values: ParamValue[] = [];
  let start = event.paramCount === 0 ? 0 : paramStart(event, 0);
  for (let i = 0; i < event.paramCount; i++) {
    const length = paramLength(event, i);
    values.push(decodeAt(decoders[i], event, start, length));
    start += length;
  }
  return values;
}

/** Whether the bytes of parameter `index` cannot be a value of its type. */
export function isMalformed(event: EventRecord, index: number): boolean {
  const param = event.spec?.params[index];
  return (
    paramLength(event, index) > 0 &&
    param !== undefined &&
    decodeParam(event, index) === null &&
    !isAbsentText(event, index)
  );
}

function isAbsentText(event: EventRecord, index: number): boolean {
  return paramLength(event, index) === NULL_TEXT.length + 1;
}

/** A parameter with what its type says, looked up once for each event of the table. */
interface Decoder {
  readonly param: ParamSpec;
  readonly sizeBytes: number | null;
  readonly read: ReadValue;
}

const NO_DECODERS: readonly Decoder[] = [];
const decodersBySpec = cachedBySpec(({ params }): readonly Decoder[] => params.map(decoderOf));

function decodersOf(spec: EventSpec | undefined): readonly Decoder[] {
  return spec === undefined ? NO_DECODERS : decodersBySpec(spec);
}

function decoderOf(param: ParamSpec): Decoder {
  return { param, sizeBytes: PARAM_TYPES[param.type].sizeBytes, read: READERS[param.type] };
}

function decodeAt(
  decoder: Decoder | undefined,
  event: EventRecord,
  start: number,
  length: number,
): ParamValue {
  if (length === 0) return null;
  if (decoder === undefined) return event.bytes.subarray(start, start + length);
  return readAs(decoder, event, start, length);
}

function readAs(decoder: Decoder, event: EventRecord, start: number, length: number): ParamValue {
  if (decoder.sizeBytes !== null && decoder.sizeBytes !== length) return null;
  return decoder.read(event, start, length, decoder.param);
}

const readU8: ReadValue = ({ bytes }, start) => bytes[start] as number;
const readU16: ReadValue = ({ view, littleEndian }, start) => view.getUint16(start, littleEndian);
const readU32: ReadValue = ({ view, littleEndian }, start) => view.getUint32(start, littleEndian);
const readI32: ReadValue = ({ view, littleEndian }, start) => view.getInt32(start, littleEndian);
const readU64: ReadValue = ({ view, littleEndian }, start) => view.getBigUint64(start, littleEndian);
const readBigI64: ReadValue = ({ view, littleEndian }, start) => view.getBigInt64(start, littleEndian);
const readId: ReadValue = ({ view, littleEndian }, start) => readI64(view, start, littleEndian);
const readBytes: ReadValue = ({ bytes }, start, length) => bytes.subarray(start, start + length);

const readText: ReadValue = ({ bytes }, start, length) => {
  const text = decodeCString(bytes, start, start + length);
  return text === NULL_TEXT ? null : text;
};

const readPollList: ReadValue = ({ view, littleEndian }, start, length) => {
  const count = length < 2 ? 0 : view.getUint16(start, littleEndian);
  if (length < 2 + count * POLL_ENTRY_SIZE) return null;
  return Array.from({ length: count }, (_, k) => {
    const at = start + 2 + k * POLL_ENTRY_SIZE;
    return { fd: readI64(view, at, littleEndian), flags: view.getUint16(at + 8, littleEndian) };
  });
};

const readDynamic: ReadValue = (event, start, length, param) => {
  const choice = param.dynamic?.[event.bytes[start] as number];
  if (choice === undefined) return null;
  const decoder = decoderOf({ ...param, ...choice });
  const { sizeBytes } = decoder;
  // Some writers store small values in 8 bytes; the value comes first.
  const valueLength = sizeBytes === null ? length - 1 : Math.min(length - 1, sizeBytes);
  const value = valueLength === 0 ? null : readAs(decoder, event, start + 1, valueLength);
  return { type: choice.type, value };
};

const READERS: Readonly<Record<ParamType, ReadValue>> = {
  NONE: readBytes,
  INT8: ({ view }, start) => view.getInt8(start),
  INT16: ({ view, littleEndian }, start) => view.getInt16(start, littleEndian),
  INT32: readI32,
  INT64: readBigI64,
  UINT8: readU8,
  UINT16: readU16,
  UINT32: readU32,
  UINT64: readU64,
  CHARBUF: readText,
  BYTEBUF: readBytes,
  ERRNO: readBigI64,
  SOCKADDR: (event, start, length) => decodeSocketAddress(event, start, length) ?? null,
  SOCKTUPLE: (event, start, length) => decodeSocketTuple(event, start, length) ?? null,
  FD: readId,
  PID: readId,
  FDLIST: readPollList,
  FSPATH: readText,
  SYSCALLID: readU16,
  SIGTYPE: readU8,
  RELTIME: readU64,
  ABSTIME: readU64,
  PORT: readU16,
  L4PROTO: readU8,
  SOCKFAMILY: readU8,
  BOOL: readU32,
  IPV4ADDR: readBytes,
  DYN: readDynamic,
  FLAGS8: readU8,
  FLAGS16: readU16,
  FLAGS32: readU32,
  UID: readU32,
  GID: readU32,
  DOUBLE: ({ view, littleEndian }, start) => view.getFloat64(start, littleEndian),
  SIGSET: readU32,
  CHARBUFARRAY: readBytes,
  CHARBUF_PAIR_ARRAY: readBytes,
  IPV4NET: readBytes,
  IPV6ADDR: readBytes,
  IPV6NET: readBytes,
  IPADDR: readBytes,
  IPNET: readBytes,
  MODE: readU32,
  FSRELPATH: readText,
  ENUMFLAGS8: readU8,
  ENUMFLAGS16: readU16,
  ENUMFLAGS32: readU32,
  FD32: readI32,
  PID32: readI32,
};
