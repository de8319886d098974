import type { Block } from "./block-batch.ts";
import { BlockCursor } from "./block-cursor.ts";
import { blockTypeOf } from "./catalogue.ts";
import type { OnDamage } from "./errors.ts";
import { entryOfLength, parseEntries } from "./list-entries.ts";
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

const FIRST_VERSION_WITH_LENGTHS = 9;
/** What sysdig and libscap accept of names and paths. */
const MAX_NAME_SIZE = 1024;

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
