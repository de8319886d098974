/** What a zstd frame says of itself at its start. */
export interface ZstdHeader {
  readonly sizeBytes: number;
  /** How much of its output a decoder must keep. */
  readonly windowBytes: number;
  readonly hasChecksum: boolean;
  readonly needsDictionary: boolean;
}

const MAGIC = 0xfd2fb528;
const SKIPPABLE_MAGIC = 0x184d2a50;
const MAGIC_SIZE = 4;
/** A frame header is at most this long. */
export const MAX_ZSTD_HEADER_SIZE = 18;
const FLAG_SINGLE_SEGMENT = 0x20;
const FLAG_RESERVED = 0x08;
const FLAG_CHECKSUM = 0x04;
const DICTIONARY_ID_SIZES = [0, 1, 2, 4];
const CONTENT_SIZE_SIZES = [0, 2, 4, 8];
/** A content size of two bytes counts from here. */
const CONTENT_SIZE_BASE = 256;

/** Whether a zstd frame with data begins here. */
export function isZstd(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC_SIZE && viewOf(bytes).getUint32(0, true) === MAGIC;
}

/** Length of the frame without data that begins here, such as a seek table; undefined if it is none. */
export function skippableLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < MAGIC_SIZE + 4) return undefined;
  const view = viewOf(bytes);
  const isSkippable = (view.getUint32(0, true) & ~0xf) >>> 0 === SKIPPABLE_MAGIC;
  return isSkippable ? MAGIC_SIZE + 4 + view.getUint32(4, true) : undefined;
}

/**
 * Parses the frame header that `bytes` begin with: undefined if it is none that can be read, "cut" if they end inside it.
 * u32 magic, u8 flags, [u8 window], [u8, u16 or u32 dictionary id], [u8, u16, u32 or u64 content size]
 */
export function parseZstdHeader(bytes: Uint8Array): ZstdHeader | "cut" | undefined {
  const flags = bytes[MAGIC_SIZE];
  if (flags === undefined) return "cut";
  if ((flags & FLAG_RESERVED) !== 0) return undefined;
  const isSingle = (flags & FLAG_SINGLE_SEGMENT) !== 0;
  const dictionaryIdSize = DICTIONARY_ID_SIZES[flags & 3] ?? 0;
  const contentSizeSize = CONTENT_SIZE_SIZES[flags >> 6] || (isSingle ? 1 : 0);
  const windowAt = MAGIC_SIZE + 1;
  const contentSizeAt = windowAt + (isSingle ? 0 : 1) + dictionaryIdSize;
  const sizeBytes = contentSizeAt + contentSizeSize;
  if (sizeBytes > bytes.length) return "cut";
  return {
    sizeBytes,
    windowBytes: isSingle
      ? contentSize(viewOf(bytes), contentSizeAt, contentSizeSize)
      : windowSize(bytes[windowAt] ?? 0),
    hasChecksum: (flags & FLAG_CHECKSUM) !== 0,
    needsDictionary: bytes
      .subarray(contentSizeAt - dictionaryIdSize, contentSizeAt)
      .some((byte) => byte !== 0),
  };
}

/** Five bits of exponent, three of mantissa. */
function windowSize(code: number): number {
  const base = 2 ** (10 + (code >> 3));
  return base + (base / 8) * (code & 7);
}

function contentSize(view: DataView, at: number, size: number): number {
  if (size === 1) return view.getUint8(at);
  if (size === 2) return view.getUint16(at, true) + CONTENT_SIZE_BASE;
  return size === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
