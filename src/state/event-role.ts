import { cachedBySpec } from "../decoder/spec-cache.ts";
import { EventFlag, type EventSpec } from "../schema/types.ts";
import { type Handler, handlerOf } from "./handlers/table.ts";

/** What the events of one kind are to the state, found out once for each kind. */
export interface EventRole {
  /** Undefined for events that change nothing. */
  readonly handler: Handler | undefined;
  /** Ends a call: it may belong to an enter event before. */
  readonly isExit: boolean;
  /** Begins a call: it is kept until the exit event comes. */
  readonly isEnter: boolean;
  /** For sysdig 0.29.3 whatever is no end of a call may begin one, and makes the call before it be forgotten. */
  readonly resetsThread: boolean;
  /** A note of the capturing program. */
  readonly isNote: boolean;
  /** Describes a container; the oldest kind of notes, which carries no time. */
  readonly isContainer: boolean;
  /** Whether an event of an unknown thread is reason enough to make the thread up. */
  readonly tellsOfThread: boolean;
}

/** Calls that are about to tell who the thread is, or that the scheduler made in its name. */
const STARTS_UNKNOWN: ReadonlySet<string> = new Set([
  "clone",
  "fork",
  "vfork",
  "clone3",
  "switch",
  "procexit",
]);

export const roleOf: (spec: EventSpec) => EventRole = cachedBySpec((spec) => ({
  handler: handlerOf(spec),
  isExit: spec.isExit,
  isEnter: !spec.isExit && spec.source === "SYSCALL",
  resetsThread: !spec.isExit && spec.name !== "switch" && (spec.flags & EventFlag.SKIPPARSERESET) === 0,
  isNote: spec.source === "METAEVENT",
  isContainer: spec.name === "container",
  tellsOfThread: tellsOfThread(spec),
}));

function tellsOfThread({ name, source, isExit }: EventSpec): boolean {
  return source !== "METAEVENT" && !(STARTS_UNKNOWN.has(name) && (isExit || source === "TRACEPOINT"));
}
