import { decodeText } from "../format/text.ts";
import { errnoName } from "../schema/errno.ts";
import { PARAM_TYPES } from "../schema/param-types.ts";
import { signalName } from "../schema/signals.ts";
import { syscallName } from "../schema/syscalls.ts";
import type { EventSpec, ParamSpec, ParamType } from "../schema/types.ts";
import { ipv4Text, ipv6Text } from "./address-text.ts";
import { type BufferStyle, writeBuffer } from "./buffer-text.ts";
import { type EventRecord, readI64 } from "./event.ts";
import { flagText } from "./flag-text.ts";
import { formatGeneral, readUnsigned, writeNumber, writeSigned64 } from "./number-text.ts";
import { paramLength, paramStart } from "./params.ts";
import {
  decodeSocketAddress,
  decodeSocketTuple,
  socketAddressText,
  socketTupleText,
} from "./socket-address.ts";
import type { TextSink } from "./text-sink.ts";
import { writeLocalTime } from "./time-text.ts";

/** What the text of a parameter needs besides its bytes: the state of the capture at the event. */
export interface TextContext {
  /** An open fd of the event's thread as `<4t>10.0.0.5:40000->93.184.216.34:443`; undefined when unknown. */
  fdLabel(fd: number): string | undefined;
  /** One letter for the kind of an fd of the event's thread; undefined when unknown. */
  fdTypeChar(fd: number): string | undefined;
  comm(tid: number): string | undefined;
  userName(uid: number): string | undefined;
  groupName(gid: number): string | undefined;
  /** A relative path made absolute: from a directory fd, or from the current directory where that is undefined. */
  absolutePath(path: string, dirfd: number | undefined): string;
}

/** `AT_FDCWD` in captures. */
export const AT_FDCWD = -100;
const UNSET_ID = 0xffffffff;
const NULL_TEXT = "(NULL)\0";
const SIGNAL_BITS = 32;
const NO_TIME = 0xffffffffffffffffn;
const POLL_ENTRY_SIZE = 10;

/** Writes one part of a parameter's text; `length` is never 0. */
type Writer = (
  sink: TextSink,
  param: ParamSpec,
  event: EventRecord,
  start: number,
  length: number,
  context: TextContext,
  buffers: BufferStyle,
) => void;

/** How the parameters of a type are written: what always stands, and what follows in parentheses if it is known. */
interface TypeText {
  readonly raw: Writer;
  readonly resolved?: Writer;
  /** Text of an empty parameter. */
  readonly none?: string;
}

interface Step extends TypeText {
  readonly param: ParamSpec;
  readonly prefix: string;
  /** Size of the type, null where it varies. */
  readonly sizeBytes: number | null;
}

/** Writes `name=raw(resolved)` of every parameter that the event carries and its schema knows, blank-separated. */
export function writeArguments(
  sink: TextSink,
  event: EventRecord,
  context: TextContext,
  buffers: BufferStyle,
): void {
  if (event.spec === undefined) return;
  const steps = stepsOf(event.spec);
  const count = Math.min(event.paramCount, steps.length);
  for (let i = 0; i < count; i++) {
    const step = steps[i] as Step;
    if (i > 0) sink.byte(0x20);
    sink.ascii(step.prefix);
    const length = paramLength(event, i);
    const start = paramStart(event, i);
    writeRaw(sink, step, event, start, length, context, buffers);
    const resolved = step.resolved;
    if (resolved === undefined || !isValid(step, length)) continue;
    const mark = sink.length;
    sink.byte(0x28);
    resolved(sink, step.param, event, start, length, context, buffers);
    if (sink.length === mark + 1) sink.truncate(mark);
    else sink.byte(0x29);
  }
}

/** Writes the raw text of parameter `index`: the number, the path as the program gave it. */
export function writeParamRaw(
  sink: TextSink,
  event: EventRecord,
  index: number,
  context: TextContext,
  buffers: BufferStyle,
): void {
  const step = event.spec && stepsOf(event.spec)[index];
  if (step === undefined || index >= event.paramCount) return;
  writeRaw(sink, step, event, paramStart(event, index), paramLength(event, index), context, buffers);
}

/** Writes what parameter `index` means: flag names, the fd's name, the absolute path. Nothing when it has no meaning. */
export function writeParamResolved(
  sink: TextSink,
  event: EventRecord,
  index: number,
  context: TextContext,
  buffers: BufferStyle,
): void {
  const step = event.spec && stepsOf(event.spec)[index];
  const length = paramLength(event, index);
  if (step?.resolved === undefined || !isValid(step, length)) return;
  step.resolved(sink, step.param, event, paramStart(event, index), length, context, buffers);
}

const stepsBySpec = new WeakMap<EventSpec, readonly Step[]>();

function stepsOf(spec: EventSpec): readonly Step[] {
  let steps = stepsBySpec.get(spec);
  if (steps === undefined) {
    steps = spec.params.map((param) => {
      return {
        param,
        prefix: `${param.name}=`,
        sizeBytes: PARAM_TYPES[param.type].sizeBytes,
        ...TYPE_TEXTS[param.type],
      };
    });
    stepsBySpec.set(spec, steps);
  }
  return steps;
}

function isValid({ sizeBytes }: Step, length: number): boolean {
  return length > 0 && (sizeBytes === null || sizeBytes === length);
}

function writeRaw(
  sink: TextSink,
  step: Step,
  event: EventRecord,
  start: number,
  length: number,
  context: TextContext,
  buffers: BufferStyle,
): void {
  if (isValid(step, length)) step.raw(sink, step.param, event, start, length, context, buffers);
  else if (length === 0) sink.ascii(step.none ?? "<NA>");
  else writeMalformed(sink, event, start, length);
}

/** A fixed-size parameter of another size has no value; its bytes are shown. */
function writeMalformed(sink: TextSink, { bytes }: EventRecord, start: number, length: number): void {
  sink.ascii("<malformed:");
  for (let k = 0; k < Math.min(length, 16); k++) sink.hex32(bytes[start + k] as number, 2);
  sink.ascii(length > 16 ? "...>" : ">");
}

const number: Writer = (sink, { type, format }, event, start) =>
  writeNumber(sink, type, format, event, start);

const signed64: Writer = (sink, _, { view, littleEndian }, start) =>
  writeSigned64(sink, view, start, littleEndian);

/** Text up to its NUL; very old captures hold the word "(NULL)" where newer ones have no bytes. */
const charbuf: Writer = (sink, _, { bytes }, start, length) => {
  if (isNullText(bytes, start, length)) sink.ascii("<NA>");
  else sink.textBytes(bytes, start, textEnd(bytes, start, length));
};

const absolutePath: Writer = (sink, { dirfdParam }, event, start, length, context) => {
  const { bytes } = event;
  const end = textEnd(bytes, start, length);
  if (end === start || bytes[start] === 0x2f || isNullText(bytes, start, length)) return;
  const dirfd = dirfdParam === undefined ? undefined : readFd(event, dirfdParam);
  sink.text(context.absolutePath(decodeText(bytes, start, end), dirfd));
};

const fdMeaning: Writer = (sink, _, { view, littleEndian }, start, length, context) => {
  const fd = length === 8 ? readI64(view, start, littleEndian) : view.getInt32(start, littleEndian);
  if (fd >= 0) sink.text(context.fdLabel(fd) ?? "");
  else sink.ascii(fd === AT_FDCWD ? "AT_FDCWD" : (errnoName(-fd) ?? ""));
};

const errnoMeaning: Writer = (sink, _, { view, littleEndian }, start) => {
  const value = readI64(view, start, littleEndian);
  if (value < 0) sink.ascii(errnoName(-value) ?? "");
};

const pidMeaning: Writer = (sink, _, { view, littleEndian }, start, length, context) => {
  const tid = length === 8 ? readI64(view, start, littleEndian) : view.getInt32(start, littleEndian);
  sink.text(context.comm(tid) ?? "");
};

const idRaw: Writer = (sink, _, { view, littleEndian }, start) =>
  sink.integer(view.getInt32(start, littleEndian));

const uidMeaning: Writer = (sink, _, { view, littleEndian }, start, __, context) => {
  const uid = view.getUint32(start, littleEndian);
  sink.text(uid === UNSET_ID ? "<NONE>" : (context.userName(uid) ?? "<NA>"));
};

const gidMeaning: Writer = (sink, _, { view, littleEndian }, start, __, context) => {
  const gid = view.getUint32(start, littleEndian);
  sink.text(gid === UNSET_ID ? "<NONE>" : (context.groupName(gid) ?? "<NA>"));
};

const flagsRaw: Writer = (sink, _, event, start, length) => sink.integer(readUnsigned(event, start, length));

const flagsMeaning: Writer = (sink, { flags }, event, start, length) => {
  if (flags !== undefined) sink.ascii(flagText(flags, readUnsigned(event, start, length)));
};

const signalMeaning: Writer = (sink, _, { bytes }, start) =>
  sink.ascii(signalName(bytes[start] as number) ?? "");

const signalSet: Writer = (sink, _, { view, littleEndian }, start) => {
  const set = view.getUint32(start, littleEndian);
  const names: string[] = [];
  for (let bit = 0; bit < SIGNAL_BITS; bit++) {
    const name = (set >>> bit) & 1 ? signalName(bit + 1) : undefined;
    if (name !== undefined) names.push(name);
  }
  sink.ascii(names.join(" "));
};

const socketAddress: Writer = (sink, _, event, start, length) => {
  const address = decodeSocketAddress(event.view, start, length, event.littleEndian);
  if (address === undefined) writeMalformed(sink, event, start, length);
  else sink.text(socketAddressText(address));
};

const socketTuple: Writer = (sink, _, event, start, length) => {
  const tuple = decodeSocketTuple(event.view, start, length, event.littleEndian);
  if (tuple === undefined) writeMalformed(sink, event, start, length);
  else sink.text(socketTupleText(tuple));
};

/** `fd:letter and flags in hex` for each entry. */
const fdList: Writer = (sink, _, event, start, length, context) => {
  const { view, littleEndian } = event;
  const count = length >= 2 ? view.getUint16(start, littleEndian) : 0;
  if (length < 2 + count * POLL_ENTRY_SIZE) return writeMalformed(sink, event, start, length);
  for (let k = 0; k < count; k++) {
    const at = start + 2 + k * POLL_ENTRY_SIZE;
    const fd = readI64(view, at, littleEndian);
    if (k > 0) sink.byte(0x20);
    sink.integer(fd);
    sink.byte(0x3a);
    sink.ascii(context.fdTypeChar(fd) ?? "?");
    sink.ascii(view.getUint16(at + 8, littleEndian).toString(16));
  }
};

const relativeTime: Writer = (sink, _, { view, littleEndian }, start) => {
  const ns = view.getBigUint64(start, littleEndian);
  sink.ascii(ns === NO_TIME ? "none" : String(ns));
};

const relativeTimeMeaning: Writer = (sink, _, { view, littleEndian }, start) => {
  const ns = view.getBigUint64(start, littleEndian);
  if (ns !== NO_TIME) sink.ascii(`${formatGeneral(Number(ns) / 1e9)}s`);
};

const absoluteTime: Writer = (sink, _, { view, littleEndian }, start) => {
  writeLocalTime(sink, view.getBigUint64(start, littleEndian));
};

const syscallMeaning: Writer = (sink, _, { view, littleEndian }, start) => {
  sink.ascii(syscallName(view.getUint16(start, littleEndian)) ?? "");
};

const buffer: Writer = (sink, _, { bytes }, start, length, __, buffers) => {
  writeBuffer(sink, bytes, start, start + length, buffers);
};

/** One byte selects the type of the value behind it; an unknown selector leaves the value opaque. */
const dynamicRaw: Writer = (sink, param, event, start, length, context, buffers) => {
  const choice = param.dynamic?.[event.bytes[start] as number];
  if (choice === undefined) return sink.ascii("NULL");
  // A selector alone is an empty buffer, or a pointer that was NULL.
  if (length === 1) return sink.ascii(choice.type === "BYTEBUF" ? "" : "<NA>");
  writeChoice("raw", sink, { ...param, ...choice }, event, start, length, context, buffers);
};

const dynamicMeaning: Writer = (sink, param, event, start, length, context, buffers) => {
  const choice = param.dynamic?.[event.bytes[start] as number];
  if (choice === undefined || length === 1) return;
  writeChoice("resolved", sink, { ...param, ...choice }, event, start, length, context, buffers);
};

function writeChoice(
  part: "raw" | "resolved",
  sink: TextSink,
  param: ParamSpec,
  event: EventRecord,
  start: number,
  length: number,
  context: TextContext,
  buffers: BufferStyle,
): void {
  const { sizeBytes } = PARAM_TYPES[param.type];
  const step: Step = { param, prefix: "", sizeBytes, ...TYPE_TEXTS[param.type] };
  // Some writers store small values in 8 bytes; the value comes first.
  const valueLength = sizeBytes === null ? length - 1 : Math.min(length - 1, sizeBytes);
  if (part === "raw") writeRaw(sink, step, event, start + 1, valueLength, context, buffers);
  else if (isValid(step, valueLength))
    step.resolved?.(sink, param, event, start + 1, valueLength, context, buffers);
}

const ipv4Address: Writer = (sink, _, { bytes }, start) => sink.ascii(ipv4Text(bytes, start));
const ipv6Address: Writer = (sink, _, { bytes }, start) => sink.ascii(ipv6Text(bytes, start));

const NUMBER = { raw: number };
const FLAGS = { raw: flagsRaw, resolved: flagsMeaning };
const PATH = { raw: charbuf, resolved: absolutePath };
const OPAQUE = { raw: buffer, none: "NULL" };

const TYPE_TEXTS: Readonly<Record<ParamType, TypeText>> = {
  NONE: OPAQUE,
  INT8: NUMBER,
  INT16: NUMBER,
  INT32: NUMBER,
  INT64: NUMBER,
  UINT8: NUMBER,
  UINT16: NUMBER,
  UINT32: NUMBER,
  UINT64: NUMBER,
  CHARBUF: { raw: charbuf },
  BYTEBUF: OPAQUE,
  ERRNO: { raw: signed64, resolved: errnoMeaning },
  SOCKADDR: { raw: socketAddress },
  SOCKTUPLE: { raw: socketTuple, none: "NULL" },
  FD: { raw: signed64, resolved: fdMeaning },
  PID: { raw: signed64, resolved: pidMeaning },
  FDLIST: { raw: fdList, none: "NULL" },
  FSPATH: PATH,
  SYSCALLID: { raw: flagsRaw, resolved: syscallMeaning },
  SIGTYPE: { raw: flagsRaw, resolved: signalMeaning },
  RELTIME: { raw: relativeTime, resolved: relativeTimeMeaning },
  ABSTIME: { raw: absoluteTime },
  PORT: NUMBER,
  L4PROTO: NUMBER,
  SOCKFAMILY: NUMBER,
  BOOL: NUMBER,
  IPV4ADDR: { raw: ipv4Address },
  DYN: { raw: dynamicRaw, resolved: dynamicMeaning, none: "NULL" },
  FLAGS8: FLAGS,
  FLAGS16: FLAGS,
  FLAGS32: FLAGS,
  UID: { raw: idRaw, resolved: uidMeaning },
  GID: { raw: idRaw, resolved: gidMeaning },
  DOUBLE: NUMBER,
  SIGSET: { raw: signalSet },
  CHARBUFARRAY: OPAQUE,
  CHARBUF_PAIR_ARRAY: OPAQUE,
  IPV4NET: OPAQUE,
  IPV6ADDR: { raw: ipv6Address },
  IPV6NET: OPAQUE,
  IPADDR: OPAQUE,
  IPNET: OPAQUE,
  MODE: { raw: number, resolved: flagsMeaning },
  FSRELPATH: PATH,
  ENUMFLAGS8: FLAGS,
  ENUMFLAGS16: FLAGS,
  ENUMFLAGS32: FLAGS,
  FD32: { raw: idRaw, resolved: fdMeaning },
  PID32: { raw: idRaw, resolved: pidMeaning },
};

function isNullText(bytes: Uint8Array, start: number, length: number): boolean {
  if (length !== NULL_TEXT.length || bytes[start] !== 0x28) return false;
  for (let k = 0; k < length; k++) if (bytes[start + k] !== NULL_TEXT.charCodeAt(k)) return false;
  return true;
}

/** Position of the NUL that ends a text, or of the parameter's end where it lacks one. */
function textEnd(bytes: Uint8Array, start: number, length: number): number {
  const nul = bytes.indexOf(0, start);
  return nul < 0 || nul > start + length ? start + length : nul;
}

function readFd(event: EventRecord, index: number): number | undefined {
  return paramLength(event, index) === 8
    ? readI64(event.view, paramStart(event, index), event.littleEndian)
    : undefined;
}

/** Writes the parameters of an event that the schema does not know, in hex: `#0=0100 #1=2f746d70`. */
export function writeUnknownArguments(sink: TextSink, event: EventRecord): void {
  for (let i = 0; i < event.paramCount; i++) {
    if (i > 0) sink.byte(0x20);
    sink.ascii(`#${i}=`);
    const start = paramStart(event, i);
    for (let k = 0; k < paramLength(event, i); k++) sink.hex32(event.bytes[start + k] as number, 2);
  }
}
