import { PARAM_TYPES } from "../../schema/param-types.ts";
import type { EventSpec, ParamSpec } from "../../schema/types.ts";

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
/** i64 fd, u16 events. */
const POLL_ENTRY_SIZE = 10;

/**
 * The parameters of an event in the other byte order. Addresses are in network order everywhere; bytes that cannot be
 * a value of the parameter's type stay as they are, and so do parameters that the event table does not know.
 */
export function swapParams(
  { params: specs }: EventSpec,
  params: readonly Uint8Array[],
  littleEndian: boolean,
): Uint8Array[] {
  return params.map((bytes, index) => {
    const spec = specs[index];
    const swapped = bytes.slice();
    if (spec !== undefined) swapValue(swapped, spec, littleEndian);
    return swapped;
  });
}

/** `littleEndian` is the order that the bytes are in before. */
function swapValue(
  bytes: Uint8Array,
  spec: Pick<ParamSpec, "type" | "dynamic">,
  littleEndian: boolean,
): void {
  switch (spec.type) {
    case "SOCKADDR":
      return swapEnds(bytes, 1);
    case "SOCKTUPLE":
      return swapEnds(bytes, 2);
    case "FDLIST":
      return swapPollList(bytes, littleEndian);
    case "DYN": {
      const form = spec.dynamic?.[bytes[0] ?? -1];
      if (form !== undefined) swapValue(bytes.subarray(1), form, littleEndian);
      return;
    }
    default: {
      const { sizeBytes, isInteger } = PARAM_TYPES[spec.type];
      if (isInteger && sizeBytes === bytes.length) bytes.reverse();
    }
  }
}

// u8 family, then for each end an address and a u16 port; unix tuples have two u64 instead
function swapEnds(bytes: Uint8Array, ends: number): void {
  const family = bytes[0];
  if (family === AF_UNIX && ends === 2) return swapFields(bytes, 1, [8, 8]);
  const addressSize = family === AF_INET ? 4 : family === AF_INET6 ? 16 : undefined;
  if (addressSize === undefined) return;
  for (let end = 0; end < ends; end++) swapFields(bytes, 1 + addressSize + end * (addressSize + 2), [2]);
}

// u16 count, then entries
function swapPollList(bytes: Uint8Array, littleEndian: boolean): void {
  if (bytes.length < 2) return;
  const count = new DataView(bytes.buffer, bytes.byteOffset).getUint16(0, littleEndian);
  swapFields(bytes, 0, [2]);
  for (let entry = 0; entry < count; entry++) swapFields(bytes, 2 + entry * POLL_ENTRY_SIZE, [8, 2]);
}

function swapFields(bytes: Uint8Array, at: number, sizes: readonly number[]): void {
  let start = at;
  for (const size of sizes) {
    if (start + size > bytes.length) return;
    bytes.subarray(start, start + size).reverse();
    start += size;
  }
}
