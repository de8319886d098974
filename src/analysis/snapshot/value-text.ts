import type { EventRecord } from "../../decoder/event.ts";
import { flagText } from "../../decoder/flag-text.ts";
import { decodeParam, isMalformed, type ParamValue, type PollEntry } from "../../decoder/param-value.ts";
import { paramLength, paramStart } from "../../decoder/params.ts";
import { socketAddressText, socketTupleText } from "../../decoder/socket-address.ts";
import type { TextSink } from "../../decoder/text-sink.ts";
import { crc32 } from "../../format/crc32.ts";
import type { EventSpec, ParamSpec } from "../../schema/types.ts";

/** Longer byte buffers are told by their start and a sum of all. */
const MAX_BYTES_SHOWN = 32;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Writes each parameter of an event as `<tab>name=TYPE:value`, without looking at any state: the same bytes and schema
 * give the same text on every machine, in every time zone. Control characters are escaped, so the text is one line and
 * values have no tabs.
 */
export function writeParams(sink: TextSink, event: EventRecord): void {
  const heads = headsOf(event.spec);
  for (let index = 0; index < event.paramCount; index++) {
    const head = heads[index];
    const start = paramStart(event, index);
    const end = start + paramLength(event, index);
    if (head === undefined) {
      sink.ascii(`\t#${index}=`);
      writeBytes(sink, event.bytes, start, end);
    } else {
      sink.encoded(head);
      writeParam(sink, event, index, start, end);
    }
  }
}

/** Writes bytes by their length and as text where they are that, else in hex; of long ones the start and the CRC-32. */
export function writeBytes(sink: TextSink, bytes: Uint8Array, start: number, end: number): void {
  sink.integer(end - start);
  const shownEnd = Math.min(end, start + MAX_BYTES_SHOWN);
  if (isPlainText(bytes, start, shownEnd)) writeAsciiText(sink, bytes, start, shownEnd);
  else writeHex(sink, bytes, start, shownEnd);
  if (shownEnd === end) return;
  sink.ascii(" crc32 ");
  sink.hex32(crc32(bytes.subarray(start, end)), 8);
}

const encoder = new TextEncoder();
const headsBySpec = new WeakMap<EventSpec, readonly Uint8Array[]>();

/** `<tab>name=TYPE:` of each parameter, made once for each event of the table. */
function headsOf(spec: EventSpec | undefined): readonly Uint8Array[] {
  if (spec === undefined) return [];
  let heads = headsBySpec.get(spec);
  if (heads === undefined) {
    heads = spec.params.map(({ name, type }) => encoder.encode(`\t${name}=${type}:`));
    headsBySpec.set(spec, heads);
  }
  return heads;
}

function writeParam(sink: TextSink, event: EventRecord, index: number, start: number, end: number): void {
  if (start === end) return sink.ascii("none");
  const value = decodeParam(event, index);
  if (value instanceof Uint8Array) return writeBytes(sink, event.bytes, start, end);
  if (value !== null) return writeValue(sink, value, event.spec?.params[index] as ParamSpec);
  if (!isMalformed(event, index)) return sink.ascii("null");
  sink.ascii("malformed ");
  writeBytes(sink, event.bytes, start, end);
}

function writeValue(sink: TextSink, value: ParamValue, param: ParamSpec): void {
  if (typeof value === "number") writeNumber(sink, value, param);
  else if (typeof value === "string") sink.ascii(quote(value));
  else if (typeof value === "bigint") sink.ascii(value.toString());
  else if (value === null) sink.ascii("null");
  else if (value instanceof Uint8Array) writeBytes(sink, value, 0, value.length);
  else if (isPollList(value)) sink.ascii(`[${value.map(({ fd, flags }) => `${fd}:${flags}`).join(" ")}]`);
  else if ("type" in value) {
    sink.ascii(`${value.type}:`);
    writeValue(sink, value.value, { ...param, type: value.type });
  } else {
    const text = "source" in value ? socketTupleText(value) : socketAddressText(value);
    sink.ascii(`${value.family} ${quote(text)}`);
  }
}

function writeNumber(sink: TextSink, value: number, { flags }: ParamSpec): void {
  sink.integer(value);
  const names = flags === undefined ? "" : flagText(flags, value);
  if (names !== "") sink.ascii(`(${names})`);
}

function isPollList(value: object): value is readonly PollEntry[] {
  return Array.isArray(value);
}

function writeHex(sink: TextSink, bytes: Uint8Array, start: number, end: number): void {
  sink.ascii("[");
  for (let at = start; at < end; at++) sink.hex32(bytes[at] as number, 2);
  sink.ascii("]");
}

/** Whether there is nothing but printable ASCII, line ends and NULs. */
function isPlainText(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if ((byte < 0x20 && byte !== 0 && byte !== 0x0a) || byte >= 0x7f) return false;
  }
  return true;
}

function writeAsciiText(sink: TextSink, bytes: Uint8Array, start: number, end: number): void {
  sink.byte(QUOTE);
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20) sink.ascii(byte === 0 ? "\\0" : "\\n");
    else {
      if (byte === QUOTE || byte === BACKSLASH) sink.byte(BACKSLASH);
      sink.byte(byte);
    }
  }
  sink.byte(QUOTE);
}

/** As JSON, and ASCII throughout: what the text shows depends on no font, terminal or editor. */
function quote(text: string): string {
  const json = JSON.stringify(text);
  if (!NOT_ASCII.test(json)) return json;
  return json.replace(ALL_NOT_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const NOT_ASCII = /[\u007f-\uffff]/;
const ALL_NOT_ASCII = /[\u007f-\uffff]/g;
