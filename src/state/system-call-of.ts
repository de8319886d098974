import type { EventRecord } from "../decoder/event.ts";
import type { CaptureState } from "./capture-state.ts";
import type { SystemCall } from "./system-call.ts";

/** The event with its enter event, so that parameters are found in both; enter events stand for themselves. */
export function systemCallOf(event: EventRecord, { enter }: CaptureState): SystemCall {
  return { exit: event, enter };
}
