const POLYNOMIAL = 0xedb88320;
/** Four tables of 256: number k tells what a byte makes of the sum k bytes later. */
const TABLES = makeTables();

/** The CRC-32 that gzip uses, of `bytes` behind those whose sum is `crc`. Four bytes at a time, twice as fast as one. */
export function crc32(bytes: Uint8Array, crc = 0): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = ~crc;
  let at = 0;
  for (; at + 4 <= bytes.length; at += 4) {
    const word = sum ^ view.getInt32(at, true);
    sum = entry(3, word) ^ entry(2, word >>> 8) ^ entry(1, word >>> 16) ^ entry(0, word >>> 24);
  }
  for (; at < bytes.length; at++) sum = entry(0, sum ^ view.getUint8(at)) ^ (sum >>> 8);
  return ~sum >>> 0;
}

function entry(table: number, byte: number): number {
  return TABLES[256 * table + (byte & 0xff)] as number;
}

function makeTables(): Int32Array {
  const tables = new Int32Array(4 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? POLYNOMIAL : 0);
    tables[byte] = sum;
  }
  for (let at = 256; at < tables.length; at++) {
    const previous = tables[at - 256] as number;
    tables[at] = (previous >>> 8) ^ (tables[previous & 0xff] as number);
  }
  return tables;
}
