import { isGeneric } from "../../decoder/event-name.ts";
import { isConnection } from "../../state/connections.ts";
import type { FieldResult, ReadField } from "../field.ts";
import { eventFd } from "../fields/event-fd.ts";
import type { Imitation } from "./imitate.ts";
import { ofSocketsWithRole } from "./roles.ts";

/** Where sysdig 0.29.3 gives fields other values than ours in the recorded view. */
export const AS_SYSDIG: Readonly<Record<string, Imitation>> = {
  "evt.type": formerNames,
  "syscall.type": formerNames,
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

/** System calls that had other names. */
const FORMER_NAMES: ReadonlyMap<FieldResult, string> = new Map([
  ["unknown", "<unknown>"],
  ["rt_sigreturn", "sigreturn"],
  ["_newselect", "newselect"],
  ["_llseek", "llseek"],
  ...["setuid", "getuid", "setgid", "geteuid", "getgid"].map((name) => [`${name}32`, name] as const),
  ...["setresuid", "setresgid", "getresuid", "getresgid"].map((name) => [`${name}32`, name] as const),
]);

function formerNames(own: ReadField): ReadField {
  return (event, state) => {
    const name = own(event, state);
    const former = isGeneric(event)
      ? FORMER_NAMES.get(name)
      : event.spec && state.wording?.event(event.spec.code)?.name;
    return name === undefined ? undefined : (former ?? name);
  };
}
