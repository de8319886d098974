import { isConnection } from "../../state/connections.ts";
import { eventFd } from "../../state/event-fd.ts";
import type { FieldResult, ReadField } from "../field.ts";
import type { Imitation } from "./imitate.ts";

/** Other readers know the ends of no socket without role, not even of a listener. */
export function ofSocketsWithRole(own: ReadField): ReadField {
  return (event, state) => (eventFd(event, state).entry?.role === "none" ? undefined : own(event, state));
}

/** The port, number or name, that fds with a role have that are no connection. */
export function ofNoConnection(port: FieldResult): Imitation {
  return (own) => (event, state) => {
    const { entry } = eventFd(event, state);
    return entry === undefined || entry.role === "none" || isConnection(entry) ? own(event, state) : port;
  };
}
