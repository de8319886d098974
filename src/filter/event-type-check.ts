import { nativeSyscallName } from "../schema/native-syscalls.ts";
import { syscallName } from "../schema/syscalls.ts";
import { ARCHITECTURES, type Schema } from "../schema/types.ts";
import type { Predicate } from "./check.ts";
import { type CodeSets, codeSetsOf } from "./event-codes.ts";
import { nearestName } from "./nearest-name.ts";

/** Name in the event table of codes without an event. */
const UNUSED = "NA";
/** What events of codes that the table does not have are called. */
const UNKNOWN_CODE = /^unknown:\d+$/;
/** Events whose name is in their parameters: any system call, and what a capturing program made up. */
const NAMED_BY_THEMSELVES: ReadonlySet<string> = new Set(["GENERIC_E", "GENERIC_X", "ASYNCEVENT_E"]);
/** No system has that many calls. */
const MAX_SYSCALLS = 1024;

const namesBySchema = new WeakMap<Schema, ReadonlySet<string>>();

/** The names that `evt.type` can have. */
export function eventTypeNames(schema: Schema): ReadonlySet<string> {
  let names = namesBySchema.get(schema);
  if (names === undefined) {
    names = collectNames(schema);
    namesBySchema.set(schema, names);
  }
  return names;
}

/** Whether an event can have that name. */
export function isEventType(schema: Schema, name: string): boolean {
  return eventTypeNames(schema).has(name) || UNKNOWN_CODE.test(name);
}

/** The event type that was probably meant by a name there is not. */
export function nearestEventType(schema: Schema, name: string): string | undefined {
  return nearestName(name, eventTypeNames(schema));
}

/** A check of the event's type by its code; events that carry their name are asked with `ask`. */
export function checkByCode(
  schema: Schema,
  fits: (name: string) => boolean,
  ask: Predicate,
): { readonly test: Predicate; readonly codes: CodeSets } {
  const verdicts = new Uint8Array(schema.eventCount + 1).fill(2);
  for (let code = 0; code < schema.eventCount; code++) {
    const spec = schema.event(code);
    if (spec !== undefined && !NAMED_BY_THEMSELVES.has(spec.enumName))
      verdicts[code] = fits(spec.name) ? 1 : 0;
  }
  const last = schema.eventCount;
  const test: Predicate = (event, state) => {
    const verdict = verdicts[Math.min(event.code, last)];
    return verdict === 1 || (verdict === 2 && ask(event, state));
  };
  return { test, codes: codeSetsOf(verdicts) };
}

function collectNames(schema: Schema): ReadonlySet<string> {
  const names = new Set<string>();
  for (let code = 0; code < schema.eventCount; code++) names.add(schema.event(code)?.name ?? UNUSED);
  for (let nr = 0; nr < MAX_SYSCALLS; nr++) {
    names.add(syscallName(nr) ?? UNUSED);
    for (const architecture of ARCHITECTURES) names.add(nativeSyscallName(architecture, nr) ?? UNUSED);
  }
  names.delete(UNUSED);
  return names;
}
