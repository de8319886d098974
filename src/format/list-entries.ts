import type { BlockCursor } from "./block-cursor.ts";
import type { ByteSink } from "./byte-sink.ts";
import { damageOf, type OnDamage, ScapError } from "./errors.ts";

/** Entries a list may have: Linux allows a process this many open files, and threads are fewer. */
export const MAX_ENTRIES = 1 << 20;
/** Less than this behind the last entry is padding, whatever it holds. */
const MIN_ENTRY_SIZE = 4;
const LENGTH_SIZE = 4;

/**
 * Parses the entries of a list block from the cursor on, until only padding is left; `undefined` skips an entry.
 * A malformed entry is reported and ends the list, for nothing tells where the next one would begin.
 */
export function parseEntries<T>(
  cursor: BlockCursor,
  parseEntry: (cursor: BlockCursor) => T | undefined,
): T[] {
  const entries: T[] = [];
  // Zeroes at the end are padding, however many: no entry consists of zeroes alone.
  const dataEnd = cursor.dataEnd();
  parseOrReport(cursor.onDamage, () => {
    while (cursor.remaining >= MIN_ENTRY_SIZE && cursor.at < dataEnd) {
      if (entries.length === MAX_ENTRIES)
        cursor.fail(`the list has more than ${MAX_ENTRIES} entries`, "limit");
      const entry = parseEntry(cursor);
      if (entry !== undefined) entries.push(entry);
    }
  });
  return entries;
}

/** What `parse` returns, or undefined after reporting the damage that it threw. */
export function parseOrReport<T>(onDamage: OnDamage, parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof ScapError)) throw error;
    onDamage(damageOf(error));
    return undefined;
  }
}

/** A cursor over an entry that begins with its own u32 length. */
export function takeSizedEntry(cursor: BlockCursor): BlockCursor {
  return entryOfLength(cursor, cursor.u32());
}

/** A cursor over the rest of an entry, of which only its u32 length was read; the length counts itself. */
export function entryOfLength(cursor: BlockCursor, length: number): BlockCursor {
  const left = cursor.remaining + LENGTH_SIZE;
  if (length < LENGTH_SIZE || length > left)
    cursor.fail(`an entry claims ${length} of the ${left} bytes left`);
  return cursor.entry(length - LENGTH_SIZE);
}

/** Appends an entry behind its own u32 length, which counts itself. */
export function writeSizedEntry(sink: ByteSink, writeEntry: () => void): void {
  const start = sink.length;
  sink.u32(0);
  writeEntry();
  sink.patchU32(start, sink.length - start);
}
