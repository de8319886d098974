import { type EventRecord, timestampNs } from "../../decoder/event.ts";
import type { CaptureState } from "../../state/capture-state.ts";

/** When the capture's first event happened, as far as the state tells. */
type TimedState = CaptureState & { readonly firstEventTsNs?: bigint | undefined };

const firstSeen = new WeakMap<CaptureState, bigint>();

/** Nanoseconds since the first event of the section that is not a note of the capturing program. */
export function nsSinceFirstEvent(event: EventRecord, state: TimedState): bigint {
  const now = timestampNs(event);
  return now - (state.firstEventTsNs ?? firstSeenIn(state, event) ?? now);
}

/** Where the state does not tell, time runs from the first event that was asked about. */
function firstSeenIn(state: CaptureState, event: EventRecord): bigint | undefined {
  const known = firstSeen.get(state);
  if (known !== undefined || event.spec?.source === "METAEVENT") return known;
  const now = timestampNs(event);
  firstSeen.set(state, now);
  return now;
}
