import type { EventRecord } from "../../decoder/event.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import type { SystemCall } from "../../state/system-call.ts";

/**
 * The enter event of the call that an exit event ends; undefined for other events, and where it was not recorded.
 * The current view has none: what enter events told is in its exit events.
 */
export function enterOf({ code, spec }: EventRecord, { thread }: CaptureState): EventRecord | undefined {
  const pending = thread?.pending;
  if (pending?.spec === undefined || spec === undefined || !spec.isExit) return undefined;
  // An execveat that works ends with the exit event of execve.
  const continues = pending.spec.name === "execveat" && spec.name === "execve";
  return pending.code === code - 1 || continues ? pending : undefined;
}

/** The event with its enter event, so that parameters are found in both; enter events stand for themselves. */
export function systemCallOf(event: EventRecord, state: CaptureState): SystemCall {
  return { exit: event, enter: enterOf(event, state) };
}
