import { TextSink } from "../../decoder/text-sink.ts";

const ROW_SIZE = 16;

/** `9c ff ff ff`. */
export function hexPairs(bytes: Uint8Array): string {
  return Array.from(bytes, hexPair).join(" ");
}

/** `9cffffff`. */
export function hexDigits(bytes: Uint8Array): string {
  return Array.from(bytes, hexPair).join("");
}

/** Rows of 16 bytes: where, in hex, and as text with dots for what is not printable. */
export function hexRows(bytes: Uint8Array): string[] {
  const rows: string[] = [];
  const width = Math.max(4, bytes.length.toString(16).length);
  for (let at = 0; at < bytes.length; at += ROW_SIZE) {
    const row = bytes.subarray(at, at + ROW_SIZE);
    const left = hexPairs(row.subarray(0, ROW_SIZE / 2)).padEnd(3 * (ROW_SIZE / 2) - 1);
    const right = hexPairs(row.subarray(ROW_SIZE / 2)).padEnd(3 * (ROW_SIZE / 2) - 1);
    rows.push(`${at.toString(16).padStart(width, "0")}  ${left}  ${right}  ${dottedText(row)}`);
  }
  return rows;
}

function hexPair(byte: number): string {
  return byte.toString(16).padStart(2, "0");
}

function dottedText(bytes: Uint8Array): string {
  const sink = new TextSink({ capacity: ROW_SIZE });
  sink.dotted(bytes, 0, bytes.length);
  return sink.toString();
}
