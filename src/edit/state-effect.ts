import type { EventRecord } from "../decoder/event.ts";
import { Param } from "../decoder/param-keys.ts";
import { cachedBySpec } from "../decoder/spec-cache.ts";
import { EventFlag, type EventSpec } from "../schema/types.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { handlerOf } from "../state/handlers/table.ts";
import { idParam, resultOf, tupleParam } from "../state/system-call.ts";

/**
 * What an event does to the state: nothing, changes that later events may show, or no more than new figures of the
 * memory its process uses, of which only the last before an event matter.
 */
export type StateEffect = "none" | "change" | "memory";

/**
 * When an event of a type has an effect: always, when the call worked, when it put another fd in place, or when it also
 * tells of an fd that is not known.
 */
type Condition = "never" | "always" | "success" | "fd" | "unknown-fd" | "memory";

const MEMORY_EVENTS: ReadonlySet<string> = new Set(["brk", "mmap", "mmap2", "munmap", "switch"]);
const TRANSFER = EventFlag.READS_FROM_FD | EventFlag.WRITES_TO_FD;

/** What the event that was applied last did to the state. */
export function stateEffectOf(event: EventRecord, state: CaptureState): StateEffect {
  const { spec } = event;
  if (spec === undefined) return "none";
  switch (conditionOf(spec)) {
    case "never":
      return "none";
    case "always":
      return "change";
    case "success":
      return (resultOf({ exit: event, enter: undefined }) ?? 0) >= 0 ? "change" : "none";
    case "fd":
      return state.replacedFd === undefined ? "none" : "change";
    case "unknown-fd":
      return state.replacedFd !== undefined || tellsUnknownFd(event, state) ? "change" : "none";
    case "memory":
      return "memory";
  }
}

/** The current view takes a socket that sends for a datagram socket where nothing else is known of it. */
function tellsUnknownFd(exit: EventRecord, state: CaptureState): boolean {
  const call = { exit, enter: state.enter };
  const fd = idParam(call, Param.fd);
  return fd !== undefined && state.fd(fd) === undefined && tupleParam(call, Param.tuple) !== undefined;
}

const conditionOf = cachedBySpec(findCondition);

/** What libs takes for a change of the state counts too: other readers follow what we do not. */
function findCondition(spec: EventSpec): Condition {
  const { name, source, isExit, flags } = spec;
  const isHandled = handlerOf(spec) !== undefined;
  if (MEMORY_EVENTS.has(name)) return isHandled ? "memory" : "never";
  if (isExit && (name === "send" || name === "sendmsg")) return "unknown-fd";
  if ((flags & TRANSFER) !== 0 || name === "connect") return isHandled ? "fd" : "never";
  // Other enter events are told together with their exit events.
  if (!isExit && source === "SYSCALL") return isHandled ? "fd" : "never";
  if (!isHandled && (flags & EventFlag.MODIFIES_STATE) === 0) return "never";
  return isExit ? "success" : "always";
}
