import { eventFd } from "../../state/event-fd.ts";
import type { ReadField } from "../field.ts";

/** Other readers know the ends of no socket without role, not even of a listener. */
export function ofSocketsWithRole(own: ReadField): ReadField {
  return (event, state) => (eventFd(event, state).entry?.role === "none" ? undefined : own(event, state));
}
