/** Part of a capture that is searched for blocks. */
export interface Window {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Offset of the first byte in the capture. */
  readonly base: number;
  /** Nothing comes behind it. */
  readonly atEnd: boolean;
  /** Whether more can be asked for: something comes behind it, and it is not too long yet. */
  readonly canGrow: boolean;
}

/** What must be seen at once: the longest block, behind damage. */
const MAX_WINDOW_BYTES = 128 * 1024 * 1024;

export function windowOf(bytes: Uint8Array, base: number, atEnd: boolean): Window {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return { bytes, view, base, atEnd, canGrow: !atEnd && bytes.length < MAX_WINDOW_BYTES };
}
