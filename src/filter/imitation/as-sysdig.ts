import { isConnection } from "../../state/connections.ts";
import type { ReadField } from "../field.ts";
import { eventFd } from "../fields/event-fd.ts";
import type { Imitation } from "./imitate.ts";
import { ofSocketsWithRole } from "./roles.ts";

/** Where sysdig 0.29.3 gives fields other values than ours in the recorded view. */
export const AS_SYSDIG: Readonly<Record<string, Imitation>> = {
  "fd.cport": zeroWithoutClient,
  "fd.sip": ofSocketsWithRole,
  "fd.snet": ofSocketsWithRole,
  "proc.pname": () => parentName,
};

/** Of fds with a role that are no connection sysdig gives port 0. */
function zeroWithoutClient(own: ReadField): ReadField {
  return (event, state) => {
    const { entry } = eventFd(event, state);
    return entry === undefined || entry.role === "none" || isConnection(entry) ? own(event, state) : 0;
  };
}

/** The name of what made the thread, which for threads is a thread of the same process. */
const parentName: ReadField = (_, { thread, threads }) => thread && threads.get(thread.ptid)?.comm;
