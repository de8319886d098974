import type { TextSink } from "./text-sink.ts";

/**
 * How byte buffers are shown: with a dot for each unprintable byte, as text with its line ends, as rows of hex,
 * as hex and text, or in base64.
 */
export interface BufferStyle {
  readonly form: "dotted" | "text" | "hex" | "hex-text" | "base64";
  /** Whether a dotted buffer longer than 80 characters is cut to 77 and "...". */
  readonly cut: boolean;
  /** Whether the text beside an odd number of bytes in hex stands two columns too far left, as in sysdig 0.29.3. */
  readonly isRagged?: boolean;
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
        writeHexRow(sink, bytes, row - start, row, Math.min(row + ROW_SIZE, end), style);
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
  { form, isRagged = false }: BufferStyle,
): void {
  sink.ascii("\n\t0x");
  sink.ascii(offset.toString(16).padStart(4, "0"));
  sink.byte(0x3a);
  for (let at = from; at < to; at++) {
    if ((at - from) % 2 === 0) sink.byte(0x20);
    sink.ascii((bytes[at] as number).toString(16).padStart(2, "0"));
  }
  if (form === "hex") return;
  const missing = ROW_SIZE - (to - from);
  const unaligned = isRagged && missing % 2 === 1 ? 2 : 0;
  sink.ascii(" ".repeat(2 * missing + Math.floor(missing / 2) + 2 - unaligned));
  sink.dotted(bytes, from, to);
}
