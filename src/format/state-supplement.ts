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

/** A note tells of a thread or an fd; no machine had more. */
const MAX_NOTES = 4_000_000;
/** Writers damage no lines: behind so many the block is given up. */
const MAX_BAD_LINES = 1000;

/** Parses a state supplement; a line that is no JSON object is reported and passed over. */
export function parseStateSupplement(block: Block, onDamage: OnDamage): SupplementNote[] {
  const body = borrowBody(block);
  let end = body.length;
  while (end > 0 && body[end - 1] === 0) end--;
  const text = decodeText(body, 0, end);
  const notes: SupplementNote[] = [];
  let bad = 0;
  // Not split: a block can have more lines than memory has room for as strings.
  for (let at = 0; at <= text.length && bad < MAX_BAD_LINES && notes.length < MAX_NOTES; ) {
    const found = text.indexOf("\n", at);
    const lineEnd = found < 0 ? text.length : found;
    const note = parseNote(text.slice(at, lineEnd));
    if (note === undefined) bad++;
    else notes.push(note);
    at = lineEnd + 1;
  }
  const isGivenUp = bad === MAX_BAD_LINES || notes.length === MAX_NOTES;
  if (bad > 0 || isGivenUp) {
    const context = { offset: block.offset, block: blockTypeOf(block.type).name };
    const rest = isGivenUp ? "; the rest was not read" : "";
    const detail = `${bad} of ${bad + notes.length} lines are no JSON objects${rest}`;
    onDamage({ code: "bad-block", detail, context, lost: true });
  }
  return notes;
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
