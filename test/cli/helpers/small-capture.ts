import {
  ascii,
  block,
  concat,
  eventV2,
  i64,
  list16,
  sectionHeader,
  str16,
  u8,
  u32,
  u64,
} from "../../helpers/bytes.ts";

const PROCESS_LIST_V9 = 0x215;
const EVENT_WITH_FLAGS = 0x217;

/** 2001-09-09 01:46:40 UTC. */
export const START_NS = 10n ** 18n;

/** Codes of the events used here. */
export const READ_ENTER = 6;
export const READ_EXIT = 7;
export const PROCINFO = 234;

/** A process list (V9) with one thread. */
export function processList({ tid = 100, comm = "bash" } = {}): Uint8Array {
  const entry = concat(
    ...[tid, tid, 1, tid, tid].map(i64),
    ...[comm, comm, "/bin/bash"].map((text) => str16(text)),
    list16(),
    str16("/"),
    i64(1024),
    ...[0, 1000, 1000, 0, 0, 0].map(u32),
    ...[0, 0].map(u64),
    list16(),
    ...[tid, tid].map(i64),
    list16(),
    str16(""),
  );
  return block(PROCESS_LIST_V9, u32(4 + entry.length), entry);
}

/** The start of a read of `size` bytes, `afterNs` after the first event. */
export function readEnter(afterNs: number, size = 64, tid = 100): Uint8Array {
  return eventV2({ type: READ_ENTER, tid, tsNs: at(afterNs), params: [i64(3), u32(size)] });
}

/** The end of a read that gave `data`, or failed with a negative `res`. */
export function readExit(
  afterNs: number,
  data: string | Uint8Array,
  { res = data.length, tid = 100 } = {},
): Uint8Array {
  const bytes = typeof data === "string" ? ascii(data) : data;
  return eventV2({ type: READ_EXIT, tid, tsNs: at(afterNs), params: [i64(res), bytes] });
}

/** A sample of a process's CPU time, which listings hide. */
export function procinfo(afterNs: number): Uint8Array {
  return eventV2({ type: PROCINFO, tsNs: at(afterNs), params: [u64(1), u64(2)] });
}

/** The start of a read that was kept for the state alone. */
export function stateOnlyRead(afterNs: number): Uint8Array {
  const plain = readEnter(afterNs);
  // cpu u16, flags u32, then the event as without flags
  return block(EVENT_WITH_FLAGS, plain.slice(8, 10), u32(1), plain.slice(10, -4));
}

/** Two reads, with a process sample and a hidden event between them: events 1 to 6, of which 4 are shown. */
export function smallCapture(): Uint8Array {
  return concat(
    sectionHeader(),
    processList(),
    readEnter(0),
    readExit(1500, "hello, world\n"),
    procinfo(2000),
    stateOnlyRead(2500),
    readEnter(1_000_003_000, 16),
    readExit(1_000_004_000, "", { res: -9 }),
  );
}

/** A read of 48 bytes with all that buffers can hold: text, line ends, unprintable and non-ASCII bytes. */
export function bufferCapture(): Uint8Array {
  const data = concat(
    ascii("GET / HTTP/1.1\nHost: a\n\ttab"),
    u8(0, 1, 27, 127, 128, 255),
    ascii("rest of buffer\n"),
  );
  return concat(sectionHeader(), processList(), readExit(0, data));
}

function at(afterNs: number): bigint {
  return START_NS + BigInt(afterNs);
}
