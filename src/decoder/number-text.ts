import type { NumberFormat, ParamType } from "../schema/types.ts";
import type { EventRecord } from "./event.ts";
import type { TextSink } from "./text-sink.ts";

const PADDED_WIDTH = 9;

/** Writes the number at a place. */
export type WriteNumber = (sink: TextSink, view: DataView, at: number, littleEndian: boolean) => void;

/** A writer of plain numbers of a fixed-size type: signed decimal, upper-case hex without prefix, or octal. */
export function numberWriter(type: ParamType, format: NumberFormat): WriteNumber {
  switch (type) {
    case "INT64":
    case "UINT64":
      return WRITE_64[format];
    case "DOUBLE":
      return (sink, view, at, littleEndian) => sink.ascii(String(view.getFloat64(at, littleEndian)));
    case "UINT8":
    case "L4PROTO":
    case "SOCKFAMILY":
      return (sink, view, at) => write32(sink, format, view.getUint8(at), 8);
    case "INT8":
      return (sink, view, at) => write32(sink, format, view.getInt8(at), 8);
    case "UINT16":
    case "PORT":
      return (sink, view, at, littleEndian) => write32(sink, format, view.getUint16(at, littleEndian), 16);
    case "INT16":
      return (sink, view, at, littleEndian) => write32(sink, format, view.getInt16(at, littleEndian), 16);
    default:
      // Unsigned 32-bit numbers too are printed through a signed format by the tools people compare with.
      return (sink, view, at, littleEndian) => write32(sink, format, view.getInt32(at, littleEndian), 32);
  }
}

function write32(sink: TextSink, format: NumberFormat, value: number, bits: 8 | 16 | 32): void {
  const unsigned = bits === 32 ? value >>> 0 : value & ((1 << bits) - 1);
  if (format === "HEX") sink.hex32(unsigned, 1);
  else if (format === "OCT") sink.ascii(unsigned === 0 ? "0" : `0${unsigned.toString(8)}`);
  else if (format === "PADDED_DEC") sink.padded(unsigned, PADDED_WIDTH);
  else sink.integer(value);
}

const WRITE_64: Readonly<Record<NumberFormat, WriteNumber>> = {
  NA: writeSigned64,
  DEC: writeSigned64,
  PADDED_DEC: writeSigned64,
  HEX: (sink, view, at, littleEndian) =>
    sink.hex64(
      view.getUint32(littleEndian ? at + 4 : at, littleEndian),
      view.getUint32(littleEndian ? at : at + 4, littleEndian),
    ),
  OCT: (sink, view, at, littleEndian) => {
    const value = view.getBigUint64(at, littleEndian);
    sink.ascii(value === 0n ? "0" : `0${value.toString(8)}`);
  },
};

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
