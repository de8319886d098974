import { deflateSync, inflateSync } from "fflate";
import * as v from "valibot";
import type { EventSummary } from "../../filter/event-summary.ts";
import { crc32 } from "../../format/crc32.ts";
import type { Damage, ScapErrorCode } from "../../format/errors.ts";
import type { RandomAccess } from "../../format/random-access.ts";
import { decodeText, encodeText } from "../../format/text.ts";
import type { FieldMemories } from "../checkpoint.ts";

/*
 * An index: what marks it as one, the states at its checkpoints, each deflated, the directory (JSON, deflated), and at the
 * end where that is.
 */

/** What an index begins and ends with. Another number wherever states or summaries come to mean something else. */
export const INDEX_MAGIC = encodeText("SCAP-INDEX-0003\n");
const MAX_DIRECTORY_BYTES = 64 * 1024 * 1024;
/** More than lists, supplement and notes on containers of any real machine take. */
export const MAX_STATE_BYTES = 256 * 1024 * 1024;
/** Deflate makes at most 1032 bytes of one. */
const MAX_RATIO = 1032;
/** u64 offset, u32 length, u32 length once inflated, u32 CRC of the directory; then the magic. */
const FOOTER_SIZE = 20 + INDEX_MAGIC.length;

/** A part of an index that is compressed. */
export interface PackedPart {
  readonly offset: number;
  readonly sizeBytes: number;
  readonly unpackedBytes: number;
  readonly crc: number;
}

/** A stretch of a capture between two checkpoints. */
export interface Interval {
  /** Offset in the capture of its first event's block; of the capture's start for the first one. */
  readonly offset: number;
  /** CRC of the bytes that it begins with, `LEAD_BYTES` or up to the capture's end. */
  readonly lead: number;
  readonly littleEndian: boolean;
  /** Offset of the header of the section that it begins in. */
  readonly section: number;
  readonly startTsNs: bigint | undefined;
  /** State before it; undefined for the first. */
  readonly state: PackedPart | undefined;
  /** What fields remember there of the events before; undefined where nothing. */
  readonly memories: PackedPart | undefined;
  readonly summary: EventSummary;
}

/** By what a capture is known again. */
export interface Fingerprint {
  readonly sizeBytes: number;
  /** SHA-256 of the first and of the last 64 KiB. */
  readonly head: string;
  readonly tail: string;
}

/** What an index tells of a capture. */
export interface IndexDirectory {
  readonly capture: Fingerprint;
  /** Events between two checkpoints, as it was asked for. */
  readonly interval: number;
  /** Whether the capture could be read to its end. */
  readonly isWhole: boolean;
  readonly damage: readonly Damage[];
  readonly intervals: readonly Interval[];
}

/** Bytes at the start of an interval by which it is known again. */
export const LEAD_BYTES = 4096;

/** Compresses a part that is to stand at an offset of the index. */
export function packPart(
  bytes: Uint8Array,
  offset: number,
): { readonly part: PackedPart; readonly packed: Uint8Array } {
  const packed = deflateSync(bytes);
  const part = { offset, sizeBytes: packed.length, unpackedBytes: bytes.length, crc: crc32(packed) };
  return { part, packed };
}

/** The bytes of a part; undefined where they are not what it says. */
export async function readPart(
  access: RandomAccess,
  { offset, sizeBytes, unpackedBytes, crc }: PackedPart,
): Promise<Uint8Array | undefined> {
  const isPossible = unpackedBytes <= MAX_STATE_BYTES && unpackedBytes <= MAX_RATIO * (sizeBytes + 1);
  if (!isPossible || offset + sizeBytes > access.sizeBytes) return undefined;
  const packed = await access.read(offset, sizeBytes);
  if (packed.length !== sizeBytes || crc32(packed) !== crc) return undefined;
  try {
    const bytes = inflateSync(packed, { out: new Uint8Array(unpackedBytes) });
    return bytes.length === unpackedBytes ? bytes : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The end of an index: its directory, to stand at an offset, and where that is. Throws an Error where it is too long for
 * readers.
 */
export function composeDirectory(directory: IndexDirectory, offset: number): Uint8Array {
  const { part, packed } = packPart(encodeText(JSON.stringify(directory, asText)), offset);
  if (part.unpackedBytes > MAX_DIRECTORY_BYTES) {
    const count = directory.intervals.length;
    throw new Error(
      `${count} checkpoints are too many to tell of each what follows it: make fewer (--every)`,
    );
  }
  const end = new Uint8Array(packed.length + FOOTER_SIZE);
  end.set(packed);
  const view = new DataView(end.buffer, packed.length);
  view.setBigUint64(0, BigInt(part.offset), true);
  view.setUint32(8, part.sizeBytes, true);
  view.setUint32(12, part.unpackedBytes, true);
  view.setUint32(16, part.crc, true);
  end.set(INDEX_MAGIC, end.length - INDEX_MAGIC.length);
  return end;
}

/** What fields remember, as the bytes of a part. */
export function memoriesBytes(memories: FieldMemories): Uint8Array {
  return encodeText(JSON.stringify([...memories], asText));
}

/** Reads what `memoriesBytes` wrote; undefined where it is something else. */
export function parseMemories(bytes: Uint8Array): FieldMemories | undefined {
  try {
    return new Map(v.parse(MEMORIES, JSON.parse(decodeText(bytes))));
  } catch {
    return undefined;
  }
}

/** Reads the directory of an index; undefined where it is none, or damaged. */
export async function readDirectory(access: RandomAccess): Promise<IndexDirectory | undefined> {
  const footer = await access.read(Math.max(0, access.sizeBytes - FOOTER_SIZE), FOOTER_SIZE);
  if (footer.length !== FOOTER_SIZE || !endsWithMagic(footer)) return undefined;
  const view = new DataView(footer.buffer, footer.byteOffset);
  const part = {
    offset: Number(view.getBigUint64(0, true)),
    sizeBytes: view.getUint32(8, true),
    unpackedBytes: view.getUint32(12, true),
    crc: view.getUint32(16, true),
  };
  if (part.unpackedBytes > MAX_DIRECTORY_BYTES) return undefined;
  const bytes = await readPart(access, part);
  return bytes && parseDirectory(decodeText(bytes));
}

function endsWithMagic(footer: Uint8Array): boolean {
  return INDEX_MAGIC.every((byte, at) => footer[footer.length - INDEX_MAGIC.length + at] === byte);
}

/** JSON has no numbers of 64 bits. */
function asText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

function parseDirectory(text: string): IndexDirectory | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const result = v.safeParse(DIRECTORY, json);
  if (!result.success) return undefined;
  // The parser leaves optional members out or undefined as the file has them; the type wants one of them.
  const directory = result.output as IndexDirectory;
  return isInOrder(directory.intervals) ? directory : undefined;
}

/** Each interval begins behind the one before, in bytes and in events, and all but the first with a state. */
function isInOrder(intervals: readonly Interval[]): boolean {
  return intervals.every(({ offset, section, state, summary: { firstNumber, lastNumber } }, at) => {
    const before = intervals[at - 1];
    const followsOn =
      before === undefined
        ? offset === 0 && firstNumber === 1 && state === undefined
        : offset > before.offset && firstNumber === before.summary.lastNumber + 1 && state !== undefined;
    return followsOn && section <= offset && lastNumber >= firstNumber - 1;
  });
}

const COUNT = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const ID = v.pipe(v.number(), v.safeInteger());
const TIME = v.pipe(
  v.string(),
  v.regex(/^\d{1,20}$/),
  v.transform((text) => BigInt(text)),
);
const PART = v.object({ offset: COUNT, sizeBytes: COUNT, unpackedBytes: COUNT, crc: COUNT });
const TIMES = v.array(v.tuple([ID, TIME]));
const MEMORIES = v.array(v.tuple([v.string(), v.object({ processors: TIMES, threads: TIMES })]));
const SUMMARY = v.object({
  firstNumber: COUNT,
  lastNumber: COUNT,
  earliestTsNs: TIME,
  latestTsNs: TIME,
  startTsNs: v.optional(TIME),
  codes: v.array(COUNT),
  tids: v.optional(v.array(ID)),
  pids: v.optional(v.array(ID)),
  comms: v.optional(v.array(v.string())),
});
const INTERVAL = v.object({
  offset: COUNT,
  lead: COUNT,
  littleEndian: v.boolean(),
  section: COUNT,
  startTsNs: v.optional(TIME),
  state: v.optional(PART),
  memories: v.optional(PART),
  summary: SUMMARY,
});
const CODES = [
  ...(["not-a-capture", "unsupported-version", "unsupported-compression", "bad-compression"] as const),
  ...(["bad-length", "bad-trailer", "bad-block", "bad-event", "bad-param", "truncated", "limit"] as const),
] satisfies ScapErrorCode[];
const CONTEXT = v.object({
  offset: COUNT,
  block: v.exactOptional(v.string()),
  event: v.exactOptional(v.string()),
  param: v.exactOptional(v.string()),
});
const DAMAGE = v.object({ code: v.picklist(CODES), detail: v.string(), context: CONTEXT, lost: v.boolean() });
const DIRECTORY = v.object({
  capture: v.object({ sizeBytes: COUNT, head: v.string(), tail: v.string() }),
  interval: COUNT,
  isWhole: v.boolean(),
  damage: v.array(DAMAGE),
  intervals: v.array(INTERVAL),
});
