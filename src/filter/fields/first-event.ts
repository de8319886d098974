import { type EventRecord, timestampNs } from "../../decoder/event.ts";
import type { CaptureState } from "../../state/capture-state.ts";

/** Nanoseconds since the first event of the section that is not a note of the capturing program. */
export function nsSinceFirstEvent(event: EventRecord, { firstEventTsNs, imitates }: CaptureState): bigint {
  const now = timestampNs(event);
  // For libs the capture begins in 1970 until it has seen an event of the kernel.
  return now - (firstEventTsNs ?? (imitates === "libs" ? 0n : now));
}
