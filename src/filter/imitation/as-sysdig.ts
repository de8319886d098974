import { isGeneric, syscallCode } from "../../decoder/event-name.ts";
import type { Thread } from "../../state/thread.ts";
import type { FieldResult, ReadField } from "../field.ts";
import { commandLine } from "../fields/lineage.ts";
import type { Imitation } from "./imitate.ts";
import { ofNoConnection, ofSocketsWithRole } from "./roles.ts";

/** Where sysdig 0.29.3 gives fields other values than ours in the recorded view. */
export const AS_SYSDIG: Readonly<Record<string, Imitation>> = {
  "evt.category": otherForUnknownCalls,
  "evt.latency": orElse(0n),
  "evt.latency.human": orElse("0ns"),
  "evt.latency.ns": orElse(0),
  "evt.latency.s": orElse(0),
  "evt.type": formerNames,
  "syscall.type": ownNamesOfNotes,
  "fd.cport": ofNoConnection(0),
  "fd.cproto": ofNoConnection(""),
  "fd.sip": ofSocketsWithRole,
  "fd.snet": ofSocketsWithRole,
  "proc.aname": byMakers(({ comm }) => comm),
  "proc.apid": byMakers(({ pid }) => pid),
  "proc.is_container_healthcheck": ofThreads(false),
  "proc.is_container_liveness_probe": ofThreads(false),
  "proc.is_container_readiness_probe": ofThreads(false),
  "proc.pcmdline": () => parentCommandLine,
  "proc.pname": () => parentName,
};

/** What sysdig gives where nothing is known. */
function orElse(value: FieldResult): Imitation {
  return (own) => (event, state) => own(event, state) ?? value;
}

function ofThreads(value: FieldResult): Imitation {
  return (own) => (event, state) => (state.thread === undefined ? own(event, state) : value);
}

/** The name of what made the thread, which for threads is a thread of the same process. */
const parentName: ReadField = (_, { thread, threads }) => thread && threads.get(thread.ptid)?.comm;

/** Ancestors are those that made the thread, threads of one process counted one by one. */
function byMakers(read: (ancestor: Thread) => FieldResult): Imitation {
  return (own, argument) => {
    if (argument === undefined) return own;
    const level = Number(argument);
    return (_, state) => {
      let ancestor = state.thread && state.leaderOf(state.thread);
      for (let k = 0; k < level && ancestor !== undefined; k++) ancestor = state.threads.get(ancestor.ptid);
      return ancestor && read(ancestor);
    };
  };
}

const parentCommandLine: ReadField = (_, { thread, threads }) => {
  const parent = thread && threads.get(thread.ptid);
  return parent && commandLine(parent);
};

/** Events of the kernel that are no calls have a type of call as well, but for those of the scheduler. */
function ownNamesOfNotes(own: ReadField): ReadField {
  const names = formerNames(own);
  return (event, state) => {
    const isTrace = event.spec?.source === "TRACEPOINT" && event.spec.name !== "switch";
    return isTrace ? event.spec?.name : names(event, state);
  };
}

function otherForUnknownCalls(own: ReadField): ReadField {
  return (event, state) => (isGeneric(event) && syscallCode(event) === 0 ? "other" : own(event, state));
}

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
      ? syscallCode(event) === 0
        ? "<unknown>"
        : FORMER_NAMES.get(name)
      : event.spec && state.wording?.event(event.spec.code)?.name;
    return name === undefined ? undefined : (former ?? name);
  };
}
