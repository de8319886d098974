import { type EventRecord, readI64 } from "../decoder/event.ts";
import { type ParamKey, placesOf } from "../decoder/param-keys.ts";
import { paramIndex, paramLength, paramStart } from "../decoder/params.ts";
import {
  decodeSocketAddress,
  decodeSocketTuple,
  type SocketAddress,
  type SocketTuple,
} from "../decoder/socket-address.ts";
import { decodeCString, decodeStringList } from "../format/text.ts";

/**
 * A finished system call: its exit event and, from captures that still recorded them, the enter event before it.
 * Parameters are found by name in the exit event first; old captures have the inputs in the enter event only.
 */
export interface SystemCall {
  readonly exit: EventRecord;
  readonly enter: EventRecord | undefined;
}

/** How a parameter is asked for: by its name, or by its key where that is done for most events. */
export type ParamName = ParamKey | string;

/** The result: the first parameter, an errno or an fd; undefined when the event has none. */
export function resultOf({ exit }: SystemCall): number | undefined {
  return paramLength(exit, 0) === 8 ? readI64(exit.view, paramStart(exit, 0), exit.littleEndian) : undefined;
}

/** An id, fd or other signed 64-bit number that fits a double. */
export function idParam(call: SystemCall, name: ParamName): number | undefined {
  return readId(call.exit, name) ?? (call.enter && readId(call.enter, name));
}

/** An unsigned number of 1, 2 or 4 bytes: flags, uids, sizes. */
export function unsignedParam(call: SystemCall, name: ParamName): number | undefined {
  return readUnsigned(call.exit, name) ?? (call.enter && readUnsigned(call.enter, name));
}

/** A 64-bit number without loss: inodes, capabilities, times. */
export function bigParam(call: SystemCall, name: ParamName): bigint | undefined {
  return readBig(call.exit, name) ?? (call.enter && readBig(call.enter, name));
}

/** Text; undefined where the call has none, for instance because the pointer was NULL. */
export function textParam(call: SystemCall, name: ParamName): string | undefined {
  return readText(call.exit, name) ?? (call.enter && readText(call.enter, name));
}

/** What stands behind an empty text, up to the next zero: sysdig 0.29.3 takes it for that text. */
export function textBehind(event: EventRecord, name: ParamName): string | undefined {
  const index = indexOf(event, name);
  if (index < 0 || index >= event.paramCount || paramLength(event, index) > 0) return undefined;
  return decodeCString(event.bytes, paramStart(event, index), event.end);
}

/** A list of NUL-separated strings. */
export function listParam(call: SystemCall, name: ParamName): string[] | undefined {
  return read(call, name, ({ bytes }, at, length) => decodeStringList(bytes, at, at + length));
}

export function addressParam(call: SystemCall, name: ParamName): SocketAddress | undefined {
  return read(call, name, decodeSocketAddress);
}

export function tupleParam(call: SystemCall, name: ParamName): SocketTuple | undefined {
  return read(call, name, decodeSocketTuple);
}

function indexOf(event: EventRecord, name: ParamName): number {
  if (typeof name === "string") return paramIndex(event, name);
  return event.spec === undefined ? -1 : (placesOf(event.spec)[name] as number);
}

function readId(event: EventRecord, name: ParamName): number | undefined {
  const index = indexOf(event, name);
  if (paramLength(event, index) !== 8) return undefined;
  return readI64(event.view, paramStart(event, index), event.littleEndian);
}

function readUnsigned(event: EventRecord, name: ParamName): number | undefined {
  const index = indexOf(event, name);
  switch (paramLength(event, index)) {
    case 1:
      return event.view.getUint8(paramStart(event, index));
    case 2:
      return event.view.getUint16(paramStart(event, index), event.littleEndian);
    case 4:
      return event.view.getUint32(paramStart(event, index), event.littleEndian);
    default:
      return undefined;
  }
}

function readBig(event: EventRecord, name: ParamName): bigint | undefined {
  const index = indexOf(event, name);
  if (paramLength(event, index) !== 8) return undefined;
  return event.view.getBigUint64(paramStart(event, index), event.littleEndian);
}

function readText(event: EventRecord, name: ParamName): string | undefined {
  const index = indexOf(event, name);
  const length = paramLength(event, index);
  if (length === 0) return undefined;
  const start = paramStart(event, index);
  const text = decodeCString(event.bytes, start, start + length);
  return text === "(NULL)" ? undefined : text;
}

/** What the first event that carries the parameter, and something in it, has there. */
function read<T>(
  { exit, enter }: SystemCall,
  name: ParamName,
  reader: (event: EventRecord, at: number, length: number) => T | undefined,
): T | undefined {
  return readWith(exit, name, reader) ?? (enter && readWith(enter, name, reader));
}

function readWith<T>(
  event: EventRecord,
  name: ParamName,
  reader: (event: EventRecord, at: number, length: number) => T | undefined,
): T | undefined {
  const index = indexOf(event, name);
  const length = paramLength(event, index);
  return length === 0 ? undefined : reader(event, paramStart(event, index), length);
}
