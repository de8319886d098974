import { type EventRecord, readI64 } from "../decoder/event.ts";
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

/** The result: the first parameter, an errno or an fd; undefined when the event has none. */
export function resultOf({ exit }: SystemCall): number | undefined {
  return paramLength(exit, 0) === 8 ? readI64(exit.view, paramStart(exit, 0), exit.littleEndian) : undefined;
}

/** An id, fd or other signed 64-bit number that fits a double. */
export function idParam(call: SystemCall, name: string): number | undefined {
  return read(call, name, 8, (event, at) => readI64(event.view, at, event.littleEndian));
}

/** An unsigned number of 1, 2 or 4 bytes: flags, uids, sizes. */
export function unsignedParam(call: SystemCall, name: string): number | undefined {
  return (
    read(call, name, 4, ({ view, littleEndian }, at) => view.getUint32(at, littleEndian)) ??
    read(call, name, 1, ({ view }, at) => view.getUint8(at)) ??
    read(call, name, 2, ({ view, littleEndian }, at) => view.getUint16(at, littleEndian))
  );
}

/** A 64-bit number without loss: inodes, capabilities, times. */
export function bigParam(call: SystemCall, name: string): bigint | undefined {
  return read(call, name, 8, ({ view, littleEndian }, at) => view.getBigUint64(at, littleEndian));
}

/** Text; undefined where the call has none, for instance because the pointer was NULL. */
export function textParam(call: SystemCall, name: string): string | undefined {
  return read(call, name, undefined, ({ bytes }, at, length) => {
    const text = decodeCString(bytes, at, at + length);
    return text === "(NULL)" ? undefined : text;
  });
}

/** A list of NUL-separated strings. */
export function listParam(call: SystemCall, name: string): string[] | undefined {
  return read(call, name, undefined, ({ bytes }, at, length) => decodeStringList(bytes, at, at + length));
}

export function addressParam(call: SystemCall, name: string): SocketAddress | undefined {
  return read(call, name, undefined, (event, at, length) =>
    decodeSocketAddress(event.view, at, length, event.littleEndian),
  );
}

export function tupleParam(call: SystemCall, name: string): SocketTuple | undefined {
  return read(call, name, undefined, (event, at, length) =>
    decodeSocketTuple(event.view, at, length, event.littleEndian),
  );
}

/** Finds a parameter that is not empty and, where a size is given, has that size. */
function read<T>(
  { exit, enter }: SystemCall,
  name: string,
  size: number | undefined,
  reader: (event: EventRecord, at: number, length: number) => T | undefined,
): T | undefined {
  for (const event of [exit, enter]) {
    if (event === undefined) continue;
    const index = paramIndex(event, name);
    const length = paramLength(event, index);
    if (length === 0 || (size !== undefined && length !== size)) continue;
    const value = reader(event, paramStart(event, index), length);
    if (value !== undefined) return value;
  }
  return undefined;
}
