import { type EventRecord, timestampNs } from "../../decoder/event.ts";
import type { CaptureState } from "../../state/capture-state.ts";

/** Nanoseconds since the first event of the section that is not a note of the capturing program. */
export function nsSinceFirstEvent(event: EventRecord, { firstEventTsNs }: CaptureState): bigint {
  const now = timestampNs(event);
  return now - (firstEventTsNs ?? now);
}
