import { type EventRecord, isStateOnly } from "../decoder/event.ts";
import { isInternal, isNews } from "../decoder/event-kind.ts";
import type { View } from "../decoder/view.ts";

/** Which kinds of events a listing has. */
export interface ListedKinds {
  readonly view: View;
  readonly compatible: boolean;
  /** What capturing programs note, too. */
  readonly showsInternal: boolean;
  /** What was recorded to keep track of state alone, too. */
  readonly showsStateOnly: boolean;
}

/** Other readers hide what is marked as hidden even where it tells of losses, and sysdig all news of dropped events. */
export function isListed(event: EventRecord, kinds: ListedKinds): boolean {
  const { compatible, view, showsInternal, showsStateOnly } = kinds;
  if (compatible && view === "recorded" && event.spec?.name === "drop") return showsInternal;
  const isShown = showsStateOnly || !isStateOnly(event) || (!compatible && isNews(event.spec));
  return isShown && (showsInternal || !isInternal(event.spec));
}
