import type { ReadField } from "../field.ts";
import { eventFd } from "../fields/event-fd.ts";

/** Other readers know the ends of no socket without role, not even of a listener. */
export function ofSocketsWithRole(own: ReadField): ReadField {
  return (event, state) => (eventFd(event, state).entry?.role === "none" ? undefined : own(event, state));
}
