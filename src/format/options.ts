import { type ByteSink, MAX_TEXT_SIZE } from "./byte-sink.ts";
import { alignFrom } from "./write-block.ts";

/** One pcapng option, as third-party tools add them to section headers and events. */
export interface BlockOption {
  readonly code: number;
  readonly value: Uint8Array;
}

/** In any block: text by or for people. */
export const OPTION_COMMENT = 1;
/** In a section header: the application that wrote the capture. */
export const OPTION_APPLICATION = 4;
const OPTION_END = 0;
const OPTION_HEADER_SIZE = 4;

/**
 * The pcapng options between two positions of a view: u16 code, u16 length, value, padding to 4 bytes … 0, 0.
 * Never fails: what does not fit ends the list. Values are copied.
 */
export function parseOptions(
  view: DataView,
  start: number,
  end: number,
  littleEndian: boolean,
): BlockOption[] {
  const options: BlockOption[] = [];
  let at = start;
  while (end - at >= OPTION_HEADER_SIZE) {
    const code = view.getUint16(at, littleEndian);
    const length = view.getUint16(at + 2, littleEndian);
    const valueAt = at + OPTION_HEADER_SIZE;
    if (code === OPTION_END || length > end - valueAt) break;
    options.push({ code, value: copyBytes(view, valueAt, length) });
    at = valueAt + 4 * Math.ceil(length / 4);
  }
  return options;
}

/**
 * The options behind an event: they begin at the next multiple of 4 bytes of the block's body (docs/format.md).
 * Positions are in `view`; `bodyEnd` is where the body ends, with its padding.
 */
export function parseEventOptions(
  view: DataView,
  { body, end, bodyEnd }: { readonly body: number; readonly end: number; readonly bodyEnd: number },
  littleEndian: boolean,
): BlockOption[] {
  return parseOptions(view, body + 4 * Math.ceil((end - body) / 4), bodyEnd, littleEndian);
}

/** Appends pcapng options and what ends them; nothing where there are none. A value of more than 64 KiB is cut. */
export function writeOptions(sink: ByteSink, options: readonly BlockOption[]): void {
  if (options.length === 0) return;
  for (const { code, value } of options) {
    const bytes = value.subarray(0, MAX_TEXT_SIZE);
    const start = sink.length;
    sink.u16(code);
    sink.u16(bytes.length);
    sink.raw(bytes);
    alignFrom(sink, start);
  }
  sink.u16(OPTION_END);
  sink.u16(0);
}

function copyBytes(view: DataView, at: number, length: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + at, length).slice();
}
