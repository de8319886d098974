import type { Block } from "./block-batch.ts";
import { BlockCursor } from "./block-cursor.ts";
import type { ByteSink } from "./byte-sink.ts";
import { blockTypeOf, PROCESS_LIST } from "./catalogue.ts";
import { type OnDamage, ScapError } from "./errors.ts";
import { entryOfLength, parseEntries, writeSizedEntry } from "./list-entries.ts";
import { forgottenBytes } from "./short-process-list.ts";
import {
  MAX_OLD_TAIL_SIZE,
  OLD_TAIL_FIELDS,
  TAIL_FIELDS,
  THREAD_FIELDS,
  type ThreadField,
  type ThreadFieldType,
  type ThreadFieldValues,
  type ThreadInfo,
  UNKNOWN_THREAD,
} from "./thread-info.ts";
import { writeBlock } from "./write-block.ts";
import { WRITE_TARGETS, type WriteTarget } from "./write-target.ts";

const FIRST_VERSION_WITH_LENGTHS = 9;
/** What sysdig and libscap accept of names and paths. */
const MAX_NAME_SIZE = 1024;
const MAX_LIST_SIZE = 4096;

interface FieldReader<T> {
  /** Bytes without which the field cannot be there. */
  readonly minSize: number;
  readonly read: (cursor: BlockCursor) => T;
}

const READERS: { readonly [T in ThreadFieldType]: FieldReader<ThreadFieldValues[T]> } = {
  id: { minSize: 8, read: (cursor) => cursor.i64() },
  name: { minSize: 2, read: (cursor) => cursor.text(MAX_NAME_SIZE) },
  list: { minSize: 2, read: (cursor) => cursor.textList() },
  u32: { minSize: 4, read: (cursor) => cursor.u32() },
  u64: { minSize: 8, read: (cursor) => cursor.u64() },
  flag: { minSize: 1, read: (cursor) => cursor.u8() !== 0 },
};

/** A thread whose fields are being read; that a value suits its field is ensured by the type of ThreadField. */
type OpenThread = Record<keyof ThreadInfo, unknown>;

/** Parses a process list of any version. A malformed entry is reported and ends it; of a repeated tid the last counts. */
export function parseProcessList(block: Block, onDamage: OnDamage): ThreadInfo[] {
  const { version } = blockTypeOf(block.type);
  const cursor = new BlockCursor(block, onDamage);
  if (version < FIRST_VERSION_WITH_LENGTHS) {
    const fields = THREAD_FIELDS.filter(({ since }) => since <= version);
    return parseEntries(cursor, () => parseFields(cursor, fields));
  }
  const forgotten = forgottenBytes(block.view, block.start, block.end, block.littleEndian);
  if (forgotten > 0) cursor.report(`each entry claims ${forgotten} too few bytes; read in full`, false);
  return parseEntries(cursor, () => parseSizedThread(cursor, forgotten));
}

/** Bytes that the first entry of a process list V9 has behind its root directory; 0 where there is no entry to tell. */
export function tailBytesOf(block: Block): number {
  const cursor = new BlockCursor(block, () => {});
  const forgotten = forgottenBytes(block.view, block.start, block.end, block.littleEndian);
  try {
    const entry = entryOfLength(cursor, cursor.u32() + forgotten);
    parseFields(entry, THREAD_FIELDS);
    return entry.remaining;
  } catch (error) {
    if (error instanceof ScapError) return 0;
    throw error;
  }
}

function parseSizedThread(cursor: BlockCursor, forgottenBytes: number): ThreadInfo {
  const entry = entryOfLength(cursor, cursor.u32() + forgottenBytes);
  const thread = parseFields(entry, THREAD_FIELDS);
  // Fields were once put in front of the others; only the tail's length tells.
  readTail(entry, thread, entry.remaining <= MAX_OLD_TAIL_SIZE ? OLD_TAIL_FIELDS : TAIL_FIELDS);
  return thread;
}

function parseFields(cursor: BlockCursor, fields: readonly ThreadField[]): ThreadInfo {
  const thread = { ...UNKNOWN_THREAD };
  readFields(cursor, thread, fields);
  return thread;
}

function readTail(entry: BlockCursor, thread: OpenThread, fields: readonly ThreadField[]): void {
  for (const { name, type } of fields) {
    if (entry.remaining < READERS[type].minSize) return;
    thread[name] = READERS[type].read(entry);
  }
}

function readFields(cursor: BlockCursor, thread: OpenThread, fields: readonly ThreadField[]): void {
  for (const { name, type } of fields) thread[name] = READERS[type].read(cursor);
}

/** How a process list is written. */
export interface ProcessListOptions {
  /** Any id of a process list; V9 where nothing is said. */
  readonly blockType?: number;
  /** V9 only. */
  readonly target?: Pick<WriteTarget, "tailBytes">;
}

/**
 * Writes a process list of any version. Names of more than 1024 bytes and lists of more than 4096 are cut, for other
 * readers refuse captures with longer ones.
 */
export function writeProcessList(
  sink: ByteSink,
  threads: readonly ThreadInfo[],
  { blockType = PROCESS_LIST, target = WRITE_TARGETS.libs }: ProcessListOptions = {},
): void {
  const { version } = blockTypeOf(blockType);
  const fields = THREAD_FIELDS.filter(({ since }) => since <= version);
  writeBlock(sink, blockType, () => {
    for (const thread of threads) {
      if (version < FIRST_VERSION_WITH_LENGTHS) writeFields(sink, thread, fields);
      else writeSizedEntry(sink, () => writeSizedThread(sink, thread, target.tailBytes));
    }
  });
}

function writeSizedThread(sink: ByteSink, thread: ThreadInfo, tailBytes: number): void {
  writeFields(sink, thread, THREAD_FIELDS);
  const end = sink.length + tailBytes;
  for (const field of tailBytes <= MAX_OLD_TAIL_SIZE ? OLD_TAIL_FIELDS : TAIL_FIELDS) {
    if (sink.length + READERS[field.type].minSize > end) break;
    writeFields(sink, thread, [field]);
  }
  sink.zeroes(end - sink.length);
}

function writeFields(sink: ByteSink, thread: ThreadInfo, fields: readonly ThreadField[]): void {
  for (const { name, type } of fields) {
    // What suits the type of a field is its value: the type of ThreadField ensures it.
    const write = WRITERS[type] as (sink: ByteSink, value: ThreadInfo[typeof name]) => void;
    write(sink, thread[name]);
  }
}

const WRITERS: {
  readonly [T in ThreadFieldType]: (sink: ByteSink, value: ThreadFieldValues[T]) => void;
} = {
  id: (sink, value) => sink.i64(value),
  name: (sink, value) => sink.text16(value, MAX_NAME_SIZE),
  list: (sink, value) => sink.list16(value, MAX_LIST_SIZE),
  u32: (sink, value) => sink.u32(value),
  u64: (sink, value) => sink.u64(value),
  flag: (sink, value) => sink.u8(value ? 1 : 0),
};
