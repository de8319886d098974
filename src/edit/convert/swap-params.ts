import { PARAM_TYPES } from "../../schema/param-types.ts";
import type { EventSpec, ParamSpec } from "../../schema/types.ts";

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
/** i64 fd, u16 events. */
const POLL_ENTRY_SIZE = 10;

/**
 * Turns the parameters of an event, which lie in `bytes` one behind the other from `at` on, into the other byte order.
 * Addresses are in network order everywhere; bytes that cannot be a value of the parameter's type stay as they are, and
 * so do parameters that the event table does not know. `littleEndian` is the order that they are in before.
 */
export function swapParams(
  bytes: Uint8Array,
  at: number,
  { params: specs }: EventSpec,
  sizes: ArrayLike<number>,
  littleEndian: boolean,
): void {
  let start = at;
  for (let index = 0; index < sizes.length; index++) {
    const end = start + (sizes[index] as number);
    const spec = specs[index];
    if (spec !== undefined) swapValue({ bytes, start, end }, spec, littleEndian);
    start = end;
  }
}

/** The bytes of one value. */
interface Place {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

function swapValue(
  place: Place,
  { type, dynamic }: Pick<ParamSpec, "type" | "dynamic">,
  littleEndian: boolean,
): void {
  const { sizeBytes, isInteger } = PARAM_TYPES[type];
  if (isInteger) return sizeBytes === place.end - place.start ? reverse(place) : undefined;
  switch (type) {
    case "SOCKADDR":
      return swapEnds(place, 1);
    case "SOCKTUPLE":
      return swapEnds(place, 2);
    case "FDLIST":
      return swapPollList(place, littleEndian);
    case "DYN": {
      const { bytes, start, end } = place;
      const form = start < end ? dynamic?.[bytes[start] as number] : undefined;
      if (form !== undefined) swapValue({ bytes, start: start + 1, end }, form, littleEndian);
    }
  }
}

function reverse({ bytes, start, end }: Place): void {
  for (let low = start, high = end - 1; low < high; low++, high--) {
    const byte = bytes[low] as number;
    bytes[low] = bytes[high] as number;
    bytes[high] = byte;
  }
}

// u8 family, then for each end an address and a u16 port; unix tuples have two u64 instead
function swapEnds(place: Place, ends: number): void {
  const { bytes, start, end } = place;
  const family = start < end ? bytes[start] : undefined;
  if (family === AF_UNIX && ends === 2) return swapFields(place, 1, [8, 8]);
  const addressSize = family === AF_INET ? 4 : family === AF_INET6 ? 16 : undefined;
  if (addressSize === undefined) return;
  for (let k = 0; k < ends; k++) swapFields(place, 1 + addressSize + k * (addressSize + 2), [2]);
}

// u16 count, then entries
function swapPollList(place: Place, littleEndian: boolean): void {
  const { bytes, start, end } = place;
  if (end - start < 2) return;
  const [first = 0, second = 0] = [bytes[start], bytes[start + 1]];
  const count = littleEndian ? first + 256 * second : 256 * first + second;
  swapFields(place, 0, [2]);
  const held = Math.min(count, Math.ceil((end - start) / POLL_ENTRY_SIZE));
  for (let entry = 0; entry < held; entry++) swapFields(place, 2 + entry * POLL_ENTRY_SIZE, [8, 2]);
}

/** Swaps numbers of those sizes that stand one behind the other, `offset` bytes from the value's start. */
function swapFields({ bytes, start, end }: Place, offset: number, sizes: readonly number[]): void {
  let at = start + offset;
  for (const size of sizes) {
    if (at + size > end) return;
    reverse({ bytes, start: at, end: at + size });
    at += size;
  }
}
