import type { ByteSink } from "../format/byte-sink.ts";
import type { Damage, OnDamage } from "../format/errors.ts";
import { type SupplementNote, writeStateSupplement } from "../format/state-supplement.ts";
import { currentSchema } from "../schema/current.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { supplementOf } from "../state/supplement.ts";
import { stateOfHead } from "./read-back.ts";
import { OTHER_OPTIONS } from "./side-states.ts";

const MAX_SUPPLEMENT_CHARACTERS = 128 * 1024 * 1024;
const SUPPLEMENT_BLOCK_CHARACTERS = 1024 * 1024;

/**
 * Appends to a section's beginning what its lists cannot tell of a state, and what the current view makes of both that is
 * not what it knew.
 */
export function writeStateNotes(
  head: ByteSink,
  recorded: CaptureState,
  current: CaptureState | undefined,
  onDamage: OnDamage,
): void {
  writeSupplement(head, supplementOf(recorded, stateOfWritten(head)), onDamage);
  if (current !== undefined) writeSupplement(head, notesOfCurrentView(current, head), onDamage);
}

/** Appends to a section's beginning that was written anew what `before`, which it was made of, tells and it does not. */
export function writeLostNotes(head: ByteSink, before: Uint8Array, onDamage: OnDamage): void {
  const recorded = stateOfHead(before, currentSchema);
  const current = stateOfHead(before, currentSchema, OTHER_OPTIONS.current);
  writeSupplement(head, changesOnly(supplementOf(recorded, stateOfWritten(head))), onDamage);
  writeSupplement(head, notesOfCurrentView(current, head), onDamage);
}

/** Other notes are not of differences: where they are needed the lists have them already. */
function* changesOnly(notes: Iterable<SupplementNote>): Generator<SupplementNote> {
  for (const note of notes) if (note.exited === undefined && note.madeUp === undefined) yield note;
}

function* notesOfCurrentView(current: CaptureState, head: ByteSink): Generator<SupplementNote> {
  const { view } = current;
  // The threads that exited are those of the recorded view.
  for (const note of changesOnly(supplementOf(current, stateOfWritten(head, OTHER_OPTIONS.current))))
    yield { ...note, view };
}

function stateOfWritten(head: ByteSink, options = {}): CaptureState {
  return stateOfHead(head.borrow().slice(), currentSchema, options);
}

/** What is missing was found by reading the lists back: so it does not matter why a list could not tell it. */
function writeSupplement(sink: ByteSink, notes: Iterable<SupplementNote>, onDamage: OnDamage): void {
  let lines: string[] = [];
  let pending = 0;
  let written = 0;
  const flush = () => {
    if (lines.length > 0) writeStateSupplement(sink, lines);
    written += pending;
    pending = 0;
    lines = [];
  };
  for (const note of notes) {
    const line = JSON.stringify(note);
    if (written + pending + line.length > MAX_SUPPLEMENT_CHARACTERS) {
      onDamage(limitDamage(sink, "not all that is known of threads and fds fits into the state supplement"));
      break;
    }
    lines.push(line);
    pending += line.length;
    if (pending > SUPPLEMENT_BLOCK_CHARACTERS) flush();
  }
  flush();
}

/** Of something that has no room in what is written. */
export function limitDamage(sink: ByteSink, detail: string): Damage {
  return { code: "limit", detail, context: { offset: sink.length, block: "output" }, lost: true };
}
