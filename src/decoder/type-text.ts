import { decodeText } from "../format/text.ts";
import { errnoName } from "../schema/errno.ts";
import { PARAM_TYPES } from "../schema/param-types.ts";
import { signalName } from "../schema/signals.ts";
import { syscallName } from "../schema/syscalls.ts";
import type { FlagTable, ParamSpec, ParamType, Schema } from "../schema/types.ts";
import { ipv4Text, ipv6Text } from "./address-text.ts";
import { type BufferStyle, writeBuffer } from "./buffer-text.ts";
import { type EventRecord, readI64 } from "./event.ts";
import { flagText, flagWriter } from "./flag-text.ts";
import { formatGeneral, numberWriter, readUnsigned, writeSigned64 } from "./number-text.ts";
import { paramLength, paramStart } from "./params.ts";
import {
  decodeSocketAddress,
  decodeSocketTuple,
  socketAddressText,
  socketTupleText,
} from "./socket-address.ts";
import type { TextSink } from "./text-sink.ts";
import { writeLocalTime } from "./time-text.ts";
import type { OtherReader } from "./view.ts";

/** An fd as parameters show it: `<4t>` and behind it `10.0.0.5:40000->93.184.216.34:443`. */
export interface ShownFd {
  readonly mark: Uint8Array;
  readonly name: string;
}

/** What the text of a parameter needs besides its bytes: the state of the capture at the event. */
export interface TextContext {
  /** Whose texts are to be equalled; undefined where ours are to be the best. */
  readonly imitates?: OtherReader | undefined;
  /** The event table whose names of parameters and flags are shown; undefined for the one events are decoded with. */
  readonly wording?: Schema | undefined;
  /** An open fd of the event's thread; undefined when unknown. */
  shownFd(fd: number): ShownFd | undefined;
  /** One letter for the kind of an fd of the event's thread; undefined when unknown. */
  fdTypeChar(fd: number): string | undefined;
  comm(tid: number): string | undefined;
  userName(uid: number): string | undefined;
  groupName(gid: number): string | undefined;
  /** A relative path made absolute: from a directory fd, or from the current directory where that is undefined. */
  absolutePath(path: string, dirfd: number | undefined): string;
}

/** Where text goes and what it is made with. */
export interface TextOutput {
  readonly sink: TextSink;
  readonly context: TextContext;
  readonly buffers: BufferStyle;
}

/** Writes a parameter of one type, or what it means; `length` is a length the type can have and never 0. */
export type WriteText = (
  out: TextOutput,
  param: ParamSpec,
  event: EventRecord,
  start: number,
  length: number,
) => void;

/** How the parameters of a type are written: what always stands, and what may follow in parentheses. */
export interface TypeText {
  readonly raw: WriteText;
  readonly meaning?: WriteText | undefined;
  /** Text of an empty parameter, where it is not `<NA>`. */
  readonly none?: string | undefined;
}

/** `AT_FDCWD` in captures. */
export const AT_FDCWD = -100;
const UNSET_ID = 0xffffffff;
const NULL_TEXT = "(NULL)\0";
const NO_TIME = 0xffffffffffffffffn;
const SIGNAL_BITS = 32;
const POLL_ENTRY_SIZE = 10;
const MAX_MALFORMED_SHOWN = 16;

/** A parameter whose bytes cannot be a value of its type has none; the bytes are shown. */
export function writeMalformed(
  { sink }: TextOutput,
  { bytes }: EventRecord,
  start: number,
  length: number,
): void {
  sink.ascii("<malformed:");
  for (let k = 0; k < Math.min(length, MAX_MALFORMED_SHOWN); k++) sink.hex32(bytes[start + k] as number, 2);
  sink.ascii(length > MAX_MALFORMED_SHOWN ? "...>" : ">");
}

const number: WriteText = ({ sink }, { type, format }, { view, littleEndian }, start) =>
  numberWriter(type, format)(sink, view, start, littleEndian);

const signed64: WriteText = ({ sink }, _, { view, littleEndian }, start) =>
  writeSigned64(sink, view, start, littleEndian);

/** Text up to its NUL; very old captures hold the word "(NULL)" where newer ones have no bytes. */
const text: WriteText = ({ sink, context }, _, { bytes }, start, length) => {
  if (isNullText(bytes, start, length) && context.imitates !== "sysdig") sink.ascii("<NA>");
  else sink.textBytes(bytes, start, textEnd(bytes, start, length));
};

const pathMeaning: WriteText = ({ sink, context }, { dirfdParam }, event, start, length) => {
  const { bytes } = event;
  const end = textEnd(bytes, start, length);
  if (end === start || bytes[start] === SLASH || isNullText(bytes, start, length)) return;
  const dirfd = dirfdParam === undefined ? undefined : readFd(event, dirfdParam);
  sink.text(context.absolutePath(decodeText(bytes, start, end), dirfd));
};

const fdMeaning: WriteText = ({ sink, context }, _, event, start, length) => {
  const fd = readId(event, start, length);
  if (fd < 0) return sink.ascii(fd === AT_FDCWD ? "AT_FDCWD" : (errnoName(-fd) ?? ""));
  const shown = context.shownFd(fd);
  if (shown === undefined) return;
  sink.encoded(shown.mark);
  sink.repeatedText(shown.name);
};

const errnoMeaning: WriteText = ({ sink }, _, { view, littleEndian }, start) => {
  const value = readI64(view, start, littleEndian);
  if (value < 0) sink.ascii(errnoName(-value) ?? "");
};

const pidMeaning: WriteText = ({ sink, context }, _, event, start, length) => {
  sink.text(context.comm(readId(event, start, length)) ?? "");
};

const id32: WriteText = ({ sink }, _, { view, littleEndian }, start) =>
  sink.integer(view.getInt32(start, littleEndian));

const uidMeaning: WriteText = ({ sink, context }, _, { view, littleEndian }, start) => {
  const uid = view.getUint32(start, littleEndian);
  sink.text(uid === UNSET_ID ? "<NONE>" : (context.userName(uid) ?? "<NA>"));
};

const gidMeaning: WriteText = ({ sink, context }, _, { view, littleEndian }, start) => {
  const gid = view.getUint32(start, littleEndian);
  sink.text(gid === UNSET_ID ? "<NONE>" : (context.groupName(gid) ?? "<NA>"));
};

const unsigned: WriteText = ({ sink }, _, event, start, length) =>
  sink.integer(readUnsigned(event, start, length));

const flagsMeaning: WriteText = ({ sink }, { flags }, event, start, length) => {
  if (flags !== undefined) sink.ascii(flagText(flags, readUnsigned(event, start, length)));
};

function flagsMeaningOf(table: FlagTable): WriteText {
  const writeFlags = flagWriter(table);
  return ({ sink }, _, event, start, length) => writeFlags(sink, readUnsigned(event, start, length));
}

const signalMeaning: WriteText = ({ sink }, _, { bytes }, start) => {
  sink.ascii(signalName(bytes[start] as number) ?? "");
};

const signalSet: WriteText = ({ sink }, _, { view, littleEndian }, start) => {
  const set = view.getUint32(start, littleEndian);
  const names: string[] = [];
  for (let bit = 0; bit < SIGNAL_BITS; bit++) {
    const name = (set >>> bit) & 1 ? signalName(bit + 1) : undefined;
    if (name !== undefined) names.push(name);
  }
  sink.ascii(names.join(" "));
};

const socketAddress: WriteText = (out, _, event, start, length) => {
  const address = decodeSocketAddress(event, start, length);
  if (address === undefined) writeMalformed(out, event, start, length);
  else out.sink.text(socketAddressText(address));
};

const socketTuple: WriteText = (out, _, event, start, length) => {
  const tuple = decodeSocketTuple(event, start, length);
  if (tuple === undefined) writeMalformed(out, event, start, length);
  else out.sink.text(socketTupleText(tuple));
};

/** `fd:letter and flags in hex` for each entry. */
const pollList: WriteText = (out, _, event, start, length) => {
  const { view, littleEndian } = event;
  const { sink, context } = out;
  const count = length >= 2 ? view.getUint16(start, littleEndian) : 0;
  if (length < 2 + count * POLL_ENTRY_SIZE) return writeMalformed(out, event, start, length);
  for (let k = 0; k < count; k++) {
    const at = start + 2 + k * POLL_ENTRY_SIZE;
    const fd = readI64(view, at, littleEndian);
    if (k > 0) sink.byte(SPACE);
    // libs prints them unsigned.
    if (fd < 0 && context.imitates === "libs") sink.ascii(String(BigInt.asUintN(64, BigInt(fd))));
    else sink.integer(fd);
    sink.byte(COLON);
    sink.ascii(context.fdTypeChar(fd) ?? "?");
    sink.ascii(view.getUint16(at + 8, littleEndian).toString(16));
  }
};

const relativeTime: WriteText = ({ sink }, _, { view, littleEndian }, start) => {
  const ns = view.getBigUint64(start, littleEndian);
  sink.ascii(ns === NO_TIME ? "none" : String(ns));
};

const relativeTimeMeaning: WriteText = ({ sink }, _, { view, littleEndian }, start) => {
  const ns = view.getBigUint64(start, littleEndian);
  if (ns !== NO_TIME) sink.ascii(`${formatGeneral(Number(ns) / 1e9)}s`);
};

const absoluteTime: WriteText = ({ sink }, _, { view, littleEndian }, start) => {
  writeLocalTime(sink, view.getBigUint64(start, littleEndian));
};

const syscallMeaning: WriteText = ({ sink }, _, { view, littleEndian }, start) => {
  sink.ascii(syscallName(view.getUint16(start, littleEndian)) ?? "");
};

const buffer: WriteText = ({ sink, buffers }, _, { bytes }, start, length) => {
  writeBuffer(sink, bytes, start, start + length, buffers);
};

const ipv4Address: WriteText = ({ sink }, _, { bytes }, start) => sink.ascii(ipv4Text(bytes, start));
const ipv6Address: WriteText = ({ sink }, _, { bytes }, start) => sink.ascii(ipv6Text(bytes, start));

/** One byte selects the type of the value behind it; an unknown selector leaves the value opaque. */
const dynamic: WriteText = (out, param, event, start, length) => {
  const choice = param.dynamic?.[event.bytes[start] as number];
  if (choice === undefined) return out.sink.ascii("NULL");
  // A selector alone is an empty buffer, or a pointer that was NULL.
  if (length === 1) return out.sink.ascii(choice.type === "BYTEBUF" ? "" : "<NA>");
  const valueLength = choiceLength(choice.type, length);
  if (valueLength === undefined) return writeMalformed(out, event, start, length);
  TYPE_TEXTS[choice.type].raw(out, { ...param, ...choice }, event, start + 1, valueLength);
};

const dynamicMeaning: WriteText = (out, param, event, start, length) => {
  const choice = param.dynamic?.[event.bytes[start] as number];
  const valueLength = choice && choiceLength(choice.type, length);
  if (choice === undefined || valueLength === undefined) return;
  TYPE_TEXTS[choice.type].meaning?.(out, { ...param, ...choice }, event, start + 1, valueLength);
};

/** Some writers store small values in 8 bytes, the value first. */
function choiceLength(type: ParamType, length: number): number | undefined {
  const { sizeBytes } = PARAM_TYPES[type];
  if (sizeBytes === null) return length > 1 ? length - 1 : undefined;
  return length - 1 >= sizeBytes ? sizeBytes : undefined;
}

const SPACE = 0x20;
const SLASH = 0x2f;
const COLON = 0x3a;

const NUMBER: TypeText = { raw: number };
const FLAGS: TypeText = { raw: unsigned, meaning: flagsMeaning };
const PATH: TypeText = { raw: text, meaning: pathMeaning };
const OPAQUE: TypeText = { raw: buffer, none: "NULL" };

/** The text of every parameter type. */
export const TYPE_TEXTS: Readonly<Record<ParamType, TypeText>> = {
  NONE: OPAQUE,
  INT8: NUMBER,
  INT16: NUMBER,
  INT32: NUMBER,
  INT64: NUMBER,
  UINT8: NUMBER,
  UINT16: NUMBER,
  UINT32: NUMBER,
  UINT64: NUMBER,
  CHARBUF: { raw: text },
  BYTEBUF: OPAQUE,
  ERRNO: { raw: signed64, meaning: errnoMeaning },
  SOCKADDR: { raw: socketAddress },
  SOCKTUPLE: { raw: socketTuple, none: "NULL" },
  FD: { raw: signed64, meaning: fdMeaning },
  PID: { raw: signed64, meaning: pidMeaning },
  FDLIST: { raw: pollList, none: "NULL" },
  FSPATH: PATH,
  SYSCALLID: { raw: unsigned, meaning: syscallMeaning },
  SIGTYPE: { raw: unsigned, meaning: signalMeaning },
  RELTIME: { raw: relativeTime, meaning: relativeTimeMeaning },
  ABSTIME: { raw: absoluteTime },
  PORT: NUMBER,
  L4PROTO: NUMBER,
  SOCKFAMILY: NUMBER,
  BOOL: NUMBER,
  IPV4ADDR: { raw: ipv4Address },
  DYN: { raw: dynamic, meaning: dynamicMeaning, none: "NULL" },
  FLAGS8: FLAGS,
  FLAGS16: FLAGS,
  FLAGS32: FLAGS,
  UID: { raw: id32, meaning: uidMeaning },
  GID: { raw: id32, meaning: gidMeaning },
  DOUBLE: NUMBER,
  SIGSET: { raw: signalSet },
  CHARBUFARRAY: OPAQUE,
  CHARBUF_PAIR_ARRAY: OPAQUE,
  IPV4NET: OPAQUE,
  IPV6ADDR: { raw: ipv6Address },
  IPV6NET: OPAQUE,
  IPADDR: OPAQUE,
  IPNET: OPAQUE,
  MODE: { raw: number, meaning: flagsMeaning },
  FSRELPATH: PATH,
  ENUMFLAGS8: FLAGS,
  ENUMFLAGS16: FLAGS,
  ENUMFLAGS32: FLAGS,
  FD32: { raw: id32, meaning: fdMeaning },
  PID32: { raw: id32, meaning: pidMeaning },
};

/** What writes the bare value of a parameter. */
export function rawOf({ type, format }: ParamSpec): WriteText {
  const { raw } = TYPE_TEXTS[type];
  if (raw !== number) return raw;
  const write = numberWriter(type, format);
  return ({ sink }, _, { view, littleEndian }, start) => write(sink, view, start, littleEndian);
}

/** What writes the meaning of a parameter; undefined where its type has none. */
export function meaningOf({ type, flags }: ParamSpec): WriteText | undefined {
  const { meaning } = TYPE_TEXTS[type];
  return meaning === flagsMeaning && flags !== undefined ? flagsMeaningOf(flags) : meaning;
}

function isNullText(bytes: Uint8Array, start: number, length: number): boolean {
  if (length !== NULL_TEXT.length || bytes[start] !== NULL_TEXT.charCodeAt(0)) return false;
  for (let k = 1; k < length; k++) if (bytes[start + k] !== NULL_TEXT.charCodeAt(k)) return false;
  return true;
}

/** Position of the NUL that ends a text, or of the parameter's end where it lacks one. */
export function textEnd(bytes: Uint8Array, start: number, length: number): number {
  const end = start + length;
  for (let at = start; at < end; at++) if (bytes[at] === 0) return at;
  return end;
}

function readId({ view, littleEndian }: EventRecord, start: number, length: number): number {
  return length === 8 ? readI64(view, start, littleEndian) : view.getInt32(start, littleEndian);
}

function readFd(event: EventRecord, index: number): number | undefined {
  if (paramLength(event, index) !== 8) return undefined;
  return readI64(event.view, paramStart(event, index), event.littleEndian);
}
