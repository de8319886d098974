import { concatenate } from "../format/concatenate.ts";
import { encodeText } from "../format/text.ts";
import { PARAM_TYPES, type ParamTypeInfo } from "../schema/param-types.ts";
import type { ParamSpec, ParamType } from "../schema/types.ts";
import { AF_INET, AF_INET6, AF_UNIX, IPV4_SIZE } from "./address-text.ts";
import type { DynamicValue, ParamValue, PollEntry } from "./param-value.ts";
import type { IpEndpoint, SocketAddress, SocketTuple } from "./socket-address.ts";

const POLL_ENTRY_SIZE = 10;
const POINTER_SIZE = 8;
const PORT_SIZE = 2;
const NOTHING = new Uint8Array(0);

/** A value does not suit the type of its parameter; the message says what would. */
export class ParamEncodingError extends Error {
  override readonly name = "ParamEncodingError";
}

/**
 * The bytes of a parameter: what `decodeParam` reads as `value`. Null is "no value", which has no bytes; bytes stand
 * for themselves. Throws a ParamEncodingError where the value does not suit the type or does not fit it.
 */
export function encodeParam(param: ParamSpec, value: ParamValue, littleEndian: boolean): Uint8Array {
  if (value === null) return NOTHING;
  const info = PARAM_TYPES[param.type];
  if (info.isInteger) return encodeInteger(info, value, littleEndian);
  const encode = ENCODERS[param.type] ?? encodeBytes;
  return encode(value, littleEndian, param);
}

type Encode = (value: NonNullable<ParamValue>, littleEndian: boolean, param: ParamSpec) => Uint8Array;

const ENCODERS: Readonly<Partial<Record<ParamType, Encode>>> = {
  CHARBUF: encodeCString,
  FSPATH: encodeCString,
  FSRELPATH: encodeCString,
  DOUBLE: encodeDouble,
  SOCKADDR: encodeSocketAddress,
  SOCKTUPLE: encodeSocketTuple,
  FDLIST: encodePollList,
  DYN: encodeDynamic,
};

function encodeInteger(
  { sizeBytes, signed }: ParamTypeInfo,
  value: NonNullable<ParamValue>,
  littleEndian: boolean,
): Uint8Array {
  const size = sizeBytes ?? 0;
  const bits = BigInt(8 * size);
  const number = integerOf(value);
  // Signed and unsigned forms of the same bits are both taken: people write -1 for an unknown uid.
  if (number < -(1n << (bits - 1n)) || number >= 1n << bits) {
    throw new ParamEncodingError(
      `${number} does not fit ${signed ? "a signed" : "an unsigned"} ${bits}-bit number`,
    );
  }
  const { bytes, view } = allocate(size);
  for (let k = 0n, rest = BigInt.asUintN(Number(bits), number); k < size; k++, rest >>= 8n) {
    view.setUint8(Number(littleEndian ? k : BigInt(size) - 1n - k), Number(rest & 0xffn));
  }
  return bytes;
}

function integerOf(value: NonNullable<ParamValue>): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  throw new ParamEncodingError("a whole number is needed");
}

function encodeCString(value: NonNullable<ParamValue>): Uint8Array {
  if (typeof value !== "string") throw new ParamEncodingError("text is needed");
  if (value.includes("\0")) throw new ParamEncodingError("text ends at its first NUL; give bytes instead");
  return withNul(value);
}

function encodeBytes(
  value: NonNullable<ParamValue>,
  _littleEndian: boolean,
  { type }: ParamSpec,
): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new ParamEncodingError("bytes are needed");
  const { sizeBytes } = PARAM_TYPES[type];
  if (sizeBytes !== null && sizeBytes !== value.length)
    throw new ParamEncodingError(`${sizeBytes} bytes are needed, not ${value.length}`);
  return value;
}

function encodeDouble(value: NonNullable<ParamValue>, littleEndian: boolean): Uint8Array {
  if (typeof value !== "number") throw new ParamEncodingError("a number is needed");
  const { bytes, view } = allocate(8);
  view.setFloat64(0, value, littleEndian);
  return bytes;
}

// u8 family, then: address, u16 port – or the path of a unix socket
function encodeSocketAddress(value: NonNullable<ParamValue>, littleEndian: boolean): Uint8Array {
  if (!isSocketAddress(value)) throw new ParamEncodingError("a socket address is needed");
  if (value.family === "other") return Uint8Array.of(value.number);
  if (value.family === "unix") return concatenate([Uint8Array.of(AF_UNIX), withNul(value.path)]);
  return concatenate([Uint8Array.of(familyOf(value)), encodeEndpoint(value, littleEndian)]);
}

// u8 family, then: two endpoints – or u64 source, u64 destination and the path of a unix socket
function encodeSocketTuple(value: NonNullable<ParamValue>, littleEndian: boolean): Uint8Array {
  if (!isSocketTuple(value)) throw new ParamEncodingError("a socket tuple is needed");
  if (value.family === "other") return Uint8Array.of(value.number);
  if (value.family === "unix") {
    const { bytes, view } = allocate(2 * POINTER_SIZE);
    view.setBigUint64(0, value.source, littleEndian);
    view.setBigUint64(POINTER_SIZE, value.destination, littleEndian);
    return concatenate([Uint8Array.of(AF_UNIX), bytes, withNul(value.path)]);
  }
  const { source, destination } = value;
  if (source.address.length !== destination.address.length)
    throw new ParamEncodingError("the ends of a tuple are of one family");
  return concatenate([
    Uint8Array.of(familyOf(source)),
    encodeEndpoint(source, littleEndian),
    encodeEndpoint(destination, littleEndian),
  ]);
}

function encodeEndpoint({ address, port }: IpEndpoint, littleEndian: boolean): Uint8Array {
  const { bytes, view } = allocate(address.length + PORT_SIZE);
  bytes.set(address);
  view.setUint16(address.length, port, littleEndian);
  return bytes;
}

function familyOf({ address }: IpEndpoint): number {
  return address.length === IPV4_SIZE ? AF_INET : AF_INET6;
}

// u16 count, then for each: i64 fd, u16 flags
function encodePollList(value: NonNullable<ParamValue>, littleEndian: boolean): Uint8Array {
  if (!isPollList(value)) throw new ParamEncodingError("a list of fds with poll flags is needed");
  const { bytes, view } = allocate(2 + value.length * POLL_ENTRY_SIZE);
  view.setUint16(0, value.length, littleEndian);
  value.forEach(({ fd, flags }, k) => {
    const at = 2 + k * POLL_ENTRY_SIZE;
    view.setBigInt64(at, BigInt(fd), littleEndian);
    view.setUint16(at + 8, flags, littleEndian);
  });
  return bytes;
}

// u8 index of the form, then the value
function encodeDynamic(value: NonNullable<ParamValue>, littleEndian: boolean, param: ParamSpec): Uint8Array {
  if (!isDynamic(value)) throw new ParamEncodingError("a value with its type is needed");
  const index = param.dynamic?.findIndex(({ type }) => type === value.type) ?? -1;
  const choice = param.dynamic?.[index];
  if (choice === undefined) {
    const types = param.dynamic?.map(({ type }) => type).join(", ") ?? "none";
    throw new ParamEncodingError(`type ${value.type} is none of those the parameter can have: ${types}`);
  }
  return concatenate([
    Uint8Array.of(index),
    encodeParam({ ...param, ...choice, dynamic: undefined }, value.value, littleEndian),
  ]);
}

function isSocketAddress(value: ParamValue): value is SocketAddress {
  return isObject(value) && "family" in value && !("source" in value);
}

function isSocketTuple(value: ParamValue): value is SocketTuple {
  return isObject(value) && "family" in value && ("source" in value || value.family === "other");
}

function isPollList(value: ParamValue): value is readonly PollEntry[] {
  return Array.isArray(value);
}

function isDynamic(value: ParamValue): value is DynamicValue {
  return isObject(value) && "type" in value;
}

function isObject(value: ParamValue): value is Exclude<ParamValue, null | number | bigint | string> {
  return typeof value === "object" && value !== null;
}

function withNul(text: string): Uint8Array {
  return concatenate([encodeText(text), Uint8Array.of(0)]);
}

function allocate(size: number): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(size);
  return { bytes, view: new DataView(bytes.buffer) };
}
