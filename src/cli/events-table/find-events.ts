import { nearestName } from "../../filter/nearest-name.ts";
import { eventsOfSyscall, syscallName } from "../../schema/syscalls.ts";
import type { EventSpec, Schema } from "../../schema/types.ts";

/** Codes of system calls are below this. */
const MAX_SYSCALLS = 4096;
/** Name of the codes that libs' table leaves unused. */
export const UNUSED_NAME = "NA";

/** The events a word means, or what it might have meant. */
export type Found =
  | { readonly events: readonly EventSpec[] }
  | { readonly events: undefined; readonly nearest: string | undefined };

/** All events of a table. */
export function allEvents(schema: Schema): EventSpec[] {
  const events: EventSpec[] = [];
  for (let code = 0; code < schema.eventCount; code++) {
    const event = schema.event(code);
    if (event !== undefined) events.push(event);
  }
  return events;
}

/** The events that `word` names: by code, by name, by libs' constant, or by a system call recorded as them. */
export function findEvents(schema: Schema, word: string): Found {
  const events = allEvents(schema);
  const found = events.filter((event) => isCalled(event, word));
  if (found.length > 0) return { events: found };
  const syscalls = syscallCodes();
  const code = syscalls.get(word);
  if (code !== undefined) {
    const codes = eventsOfSyscall(code);
    return { events: events.filter((event) => codes.includes(event.code)) };
  }
  return { events: undefined, nearest: nearestName(word, candidates(events, syscalls)) };
}

function isCalled({ code, name, enumName }: EventSpec, word: string): boolean {
  return String(code) === word || name === word || enumName === word || `PPME_${enumName}` === word;
}

function* candidates(events: readonly EventSpec[], syscalls: ReadonlyMap<string, number>): Generator<string> {
  for (const { name } of events) yield name;
  yield* syscalls.keys();
  for (const { enumName } of events) yield enumName;
}

function syscallCodes(): ReadonlyMap<string, number> {
  const codes = new Map<string, number>();
  for (let code = 0; code < MAX_SYSCALLS; code++) {
    const name = syscallName(code);
    if (name !== undefined) codes.set(name, code);
  }
  return codes;
}
