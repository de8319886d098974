import type { TextSink } from "./text-sink.ts";

/**
 * How byte buffers are shown: with a dot for each unprintable byte, as text with its line ends, as rows of hex,
 * as hex and text, or in base64.
 */
export interface BufferStyle {
  readonly form: "dotted" | "text" | "hex" | "hex-text" | "base64";
  /** Whether a dotted buffer longer than 80 characters is cut to 77 and "...". */
  readonly cut: boolean;
}

/** As sysdig shows buffers unless told otherwise. */
export const DEFAULT_BUFFER_STYLE: BufferStyle = { form: "dotted", cut: true };

const MAX_SHOWN = 80;
const KEPT_WHEN_CUT = 77;
const ROW_SIZE = 16;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** A multiple of 3, so that pieces need no padding. */
const BASE64_PIECE = 3072;

/** Writes the bytes between `start` and `end` in a style. */
export function writeBuffer(
  sink: TextSink,
  bytes: Uint8Array,
  start: number,
  end: number,
  style: BufferStyle,
): void {
  switch (style.form) {
    case "dotted":
      if (!style.cut || end - start <= MAX_SHOWN) return sink.dotted(bytes, start, end);
      sink.dotted(bytes, start, start + KEPT_WHEN_CUT);
      return sink.ascii("...");
    case "text":
      return writeLines(sink, bytes, start, end);
    case "base64":
      return writeBase64(sink, bytes, start, end);
    default:
      for (let row = start; row < end; row += ROW_SIZE) {
        writeHexRow(sink, bytes, row - start, row, Math.min(row + ROW_SIZE, end), style.form === "hex-text");
      }
      sink.byte(0x0a);
  }
}

/**
 * Text with its line ends, beginning on a line of its own; what is not printable is left out. A carriage return ends a
 * line as a line feed does, and both together end one line.
 */
function writeLines(sink: TextSink, bytes: Uint8Array, start: number, end: number): void {
  sink.byte(NEWLINE);
  let before = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    const endsLine = byte === NEWLINE || byte === CARRIAGE_RETURN;
    if (endsLine && !(byte === NEWLINE && (before === CARRIAGE_RETURN || at === start))) sink.byte(NEWLINE);
    else if (byte >= 0x20 && byte < 0x7f) sink.byte(byte);
    before = byte;
  }
}

/** Base64 in pieces, because a function takes only so many arguments. */
function writeBase64(sink: TextSink, bytes: Uint8Array, start: number, end: number): void {
  for (let from = start; from < end; from += BASE64_PIECE) {
    sink.ascii(btoa(String.fromCharCode(...bytes.subarray(from, Math.min(from + BASE64_PIECE, end)))));
  }
}

/** `\n\t0x0010: 4745 5420 …` and, where wanted, the row's text. */
function writeHexRow(
  sink: TextSink,
  bytes: Uint8Array,
  offset: number,
  from: number,
  to: number,
  withText: boolean,
): void {
  sink.ascii("\n\t0x");
  sink.ascii(offset.toString(16).padStart(4, "0"));
  sink.byte(0x3a);
  for (let k = 0; k < ROW_SIZE; k++) {
    if (k % 2 === 0) sink.byte(0x20);
    if (from + k < to) sink.ascii((bytes[from + k] as number).toString(16).padStart(2, "0"));
    else if (withText) sink.ascii("  ");
  }
  if (!withText) return;
  sink.ascii("  ");
  sink.dotted(bytes, from, to);
}
