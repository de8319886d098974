/** Part of a capture that is searched for blocks. */
export interface Window {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** Offset of the first byte in the capture. */
  readonly base: number;
  /** Nothing comes behind it. */
  readonly atEnd: boolean;
}

export function windowOf(bytes: Uint8Array, base: number, atEnd: boolean): Window {
  return { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), base, atEnd };
}
