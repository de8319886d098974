import type { NumberFormat, ParamType } from "../schema/types.ts";
import type { EventRecord } from "./event.ts";
import type { TextSink } from "./text-sink.ts";

const PADDED_WIDTH = 9;

/** Writes a plain number of a fixed-size type: signed decimal, upper-case hex without prefix, or octal. */
export function writeNumber(
  sink: TextSink,
  type: ParamType,
  format: NumberFormat,
  { view, littleEndian }: EventRecord,
  at: number,
): void {
  switch (type) {
    case "INT64":
    case "UINT64":
      return write64(sink, format, view, at, littleEndian);
    case "DOUBLE":
      return sink.ascii(String(view.getFloat64(at, littleEndian)));
    case "UINT8":
    case "L4PROTO":
    case "SOCKFAMILY":
      return write32(sink, format, view.getUint8(at), 8);
    case "INT8":
      return write32(sink, format, view.getInt8(at), 8);
    case "UINT16":
    case "PORT":
      return write32(sink, format, view.getUint16(at, littleEndian), 16);
    case "INT16":
      return write32(sink, format, view.getInt16(at, littleEndian), 16);
    default:
      // Unsigned 32-bit numbers too are printed through a signed format by the tools people compare with.
      return write32(sink, format, view.getInt32(at, littleEndian), 32);
  }
}

function write32(sink: TextSink, format: NumberFormat, value: number, bits: 8 | 16 | 32): void {
  const unsigned = bits === 32 ? value >>> 0 : value & ((1 << bits) - 1);
  if (format === "HEX") sink.hex32(unsigned, 1);
  else if (format === "OCT") sink.ascii(unsigned === 0 ? "0" : `0${unsigned.toString(8)}`);
  else if (format === "PADDED_DEC") sink.padded(unsigned, PADDED_WIDTH);
  else sink.integer(value);
}

function write64(
  sink: TextSink,
  format: NumberFormat,
  view: DataView,
  at: number,
  littleEndian: boolean,
): void {
  if (format === "HEX") {
    sink.hex64(
      view.getUint32(littleEndian ? at + 4 : at, littleEndian),
      view.getUint32(littleEndian ? at : at + 4, littleEndian),
    );
  } else if (format === "OCT") {
    const value = view.getBigUint64(at, littleEndian);
    sink.ascii(value === 0n ? "0" : `0${value.toString(8)}`);
  } else writeSigned64(sink, view, at, littleEndian);
}

/** Writes the 8 bytes at `at` as a signed decimal number. */
export function writeSigned64(sink: TextSink, view: DataView, at: number, littleEndian: boolean): void {
  sink.i64(
    view.getInt32(littleEndian ? at + 4 : at, littleEndian),
    view.getUint32(littleEndian ? at : at + 4, littleEndian),
  );
}

/** The unsigned number in the 1, 2 or 4 bytes at `at`. */
export function readUnsigned({ view, littleEndian }: EventRecord, at: number, length: number): number {
  if (length === 4) return view.getUint32(at, littleEndian);
  return length === 2 ? view.getUint16(at, littleEndian) : view.getUint8(at);
}

/** A number as C's `%g` prints it: six significant digits, without trailing zeros. */
export function formatGeneral(value: number): string {
  const rounded = Number(value.toPrecision(6));
  const exponent = rounded === 0 ? 0 : Math.floor(Math.log10(Math.abs(rounded)));
  if (exponent >= -4 && exponent < 6) return String(rounded);
  return rounded.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}
