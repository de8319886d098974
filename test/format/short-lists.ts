import { ascii, block, concat, u8, u16, u32, u64, zeroes } from "../helpers/bytes.ts";

/** An interface list (V2) as sysdig re-saves one of version 1: the block's length forgets the entries' length words. */
export function resavedInterfaceList(count: number): Uint8Array {
  const entry = concat(u16(1), u16(2), zeroes(12), u64(0), ascii("lo"));
  const list = block(0x219, ...Array.from({ length: count }, () => concat(u32(entry.length), entry)));
  const claimed = u32(list.length - 4 * count);
  list.set(claimed, 4);
  list.set(claimed, list.length - 4);
  return list;
}

/** A process list (V9) whose entries forget to count `forgotten` bytes of the tail, and so does the block. */
export function shortProcessList(count: number, forgotten: 4 | 1): Uint8Array {
  const fields = concat(u64(7), zeroes(124 - 4 - 8));
  const tail = concat(u32(1000), u8(1)).subarray(0, forgotten === 4 ? 4 : 5);
  const entryLength = 124 + tail.length - forgotten;
  const entries = Array.from({ length: count }, () => concat(u32(entryLength), fields, tail));
  const claimed = 4 * Math.ceil((12 + count * entryLength) / 4);
  const padding = zeroes(claimed - 12 - count * entryLength);
  return concat(u32(0x215), u32(claimed), ...entries, padding, u32(claimed));
}
