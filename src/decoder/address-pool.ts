/** A power of two: machines talk to few others at a time, and a place taken by two addresses only costs a copy. */
const PLACES = 1024;
const pool: (Uint8Array | undefined)[] = new Array(PLACES).fill(undefined);

/**
 * A copy of the `size` bytes at `at`, which outlives the chunk they came in and is shared with equal ones, so it must
 * not be changed: captures repeat a few addresses over and over, and small arrays are costly to make.
 */
export function poolAddress(bytes: Uint8Array, at: number, size: number): Uint8Array {
  let hash = size;
  for (let k = 0; k < size; k++) hash = (Math.imul(hash, 31) + (bytes[at + k] as number)) | 0;
  const place = (hash ^ (hash >>> 10)) & (PLACES - 1);
  const known = pool[place];
  if (known !== undefined && known.length === size && isAt(known, bytes, at)) return known;
  const copy = bytes.slice(at, at + size);
  pool[place] = copy;
  return copy;
}

function isAt(address: Uint8Array, bytes: Uint8Array, at: number): boolean {
  for (let k = 0; k < address.length; k++) if (address[k] !== bytes[at + k]) return false;
  return true;
}
