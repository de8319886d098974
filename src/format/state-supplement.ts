import { type Block, borrowBody } from "./block-batch.ts";
import type { ByteSink } from "./byte-sink.ts";
import { blockTypeOf, STATE_SUPPLEMENT } from "./catalogue.ts";
import type { OnDamage } from "./errors.ts";
import { decodeText } from "./text.ts";
import { writeBlock } from "./write-block.ts";

/** A value of JSON. */
export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** One note of a state supplement; what it means is the state's business (`state/supplement.ts`). */
export type SupplementNote = { readonly [key: string]: JsonValue };

/**
 * Writes a state supplement: a block of our own, one JSON object a line, that tells of a section's threads and fds what
 * the lists before it cannot. Other readers pass over it, as over any unknown block before the first event.
 */
export function writeStateSupplement(sink: ByteSink, lines: readonly string[]): void {
  writeBlock(sink, STATE_SUPPLEMENT, () => sink.raw(new TextEncoder().encode(lines.join("\n"))));
}

/** A note tells of a thread or an fd; no machine had more that differ from the lists. */
export const MAX_NOTES = 1_000_000;
/** Writers damage no lines: behind so many the block is given up. */
const MAX_BAD_LINES = 1000;

/** A line of a state supplement, as it is and what it says. */
interface NoteLine {
  readonly line: string;
  readonly note: SupplementNote;
}

/** Parses a state supplement; a line that is no JSON object is reported and passed over. */
export function parseStateSupplement(block: Block, onDamage: OnDamage): SupplementNote[] {
  return Array.from(noteLines(block, onDamage), ({ note }) => note);
}

/** The lines of a state supplement that are notes, as they are; the others are reported. */
export function supplementLines(block: Block, onDamage: OnDamage): string[] {
  return Array.from(noteLines(block, onDamage), ({ line }) => line);
}

function* noteLines(block: Block, onDamage: OnDamage): Generator<NoteLine> {
  const body = borrowBody(block);
  let end = body.length;
  while (end > 0 && body[end - 1] === 0) end--;
  const text = decodeText(body, 0, end);
  let good = 0;
  let bad = 0;
  // Not split: a block can have more lines than memory has room for as strings.
  for (let at = 0; at <= text.length && bad < MAX_BAD_LINES && good < MAX_NOTES; ) {
    const found = text.indexOf("\n", at);
    const lineEnd = found < 0 ? text.length : found;
    const line = text.slice(at, lineEnd);
    const note = parseNote(line);
    at = lineEnd + 1;
    if (note === undefined) bad++;
    else good++;
    if (note !== undefined) yield { line, note };
    if ((bad === MAX_BAD_LINES || good === MAX_NOTES) && at <= text.length) {
      report(block, onDamage, `${bad} of ${bad + good} lines are no JSON objects; the rest was not read`);
      return;
    }
  }
  if (bad > 0) report(block, onDamage, `${bad} of ${bad + good} lines are no JSON objects`);
}

function report({ offset, type }: Block, onDamage: OnDamage, detail: string): void {
  onDamage({ code: "bad-block", detail, context: { offset, block: blockTypeOf(type).name }, lost: true });
}

function parseNote(line: string): SupplementNote | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    // JSON has no other values than those of the type.
    return isObject ? (value as SupplementNote) : undefined;
  } catch {
    return undefined;
  }
}
