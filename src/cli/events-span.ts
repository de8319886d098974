import type { Capture } from "../capture/capture.ts";
import type { TimeSpan } from "../decoder/time-span.ts";
import { isoText } from "./quantity-text.ts";

/** From when to when a capture's events are, in a form that --from and --to take; undefined where it has none. */
export async function eventsSpanText(capture: Capture, seen: TimeSpan): Promise<string | undefined> {
  // With an index not all were seen.
  const { earliestTsNs, latestTsNs } = (await capture.indexedEvents()) ?? seen;
  if (latestTsNs === 0n) return undefined;
  return `the capture's events are from ${isoText(earliestTsNs)} to ${isoText(latestTsNs)}`;
}
