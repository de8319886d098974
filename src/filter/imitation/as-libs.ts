import type { EventRecord } from "../../decoder/event.ts";
import { isGeneric, syscallCode } from "../../decoder/event-name.ts";
import { paramLength } from "../../decoder/params.ts";
import { syscallName } from "../../schema/syscalls.ts";
import { eventFd } from "../../state/event-fd.ts";
import { resultOf } from "../../state/system-call.ts";
import type { FieldResult, ReadField } from "../field.ts";
import { resultOfEvent } from "../fields/evt-result.ts";
import { paramText } from "../fields/param-text.ts";
import type { Imitation } from "./imitate.ts";
import { pathOfLibs } from "./libs-paths.ts";
import { ofNoConnection, ofSocketsWithRole } from "./roles.ts";

/** Where libs HEAD gives fields other values than ours in the current view. */
export const AS_LIBS: Readonly<Record<string, Imitation>> = {
  "evt.abspath": nothingOfFirstFd,
  "evt.failed": () => hasFailed,
  "evt.rawres": () => resultOfLibs,
  "evt.res": errorsAsParameters,
  "evt.type": unknownCalls,
  "fd.cproto": ofNoConnection(""),
  "fd.dev": ofFailedMemfd(() => 0),
  "fd.directory": (own) => ofFailedMemfd(() => undefined)(rootOfFailedHandles(own)),
  "fd.ino": ofFailedMemfd(() => 0),
  "fd.num": ofFailedMemfd((result) => result),
  "fd.sip": ofSocketsWithRole,
  "fd.snet": ofSocketsWithRole,
  "fd.typechar": (own) => ofFailedMemfd(() => "?")(nothingOfFailedOpens(own)),
  "fs.path.name": pathOfLibs("name"),
  "fs.path.source": pathOfLibs("source"),
  "fs.path.target": pathOfLibs("target"),
  "syscall.type": unknownCalls,
};

/** libs takes user and group ids for signed numbers. */
function resultOfLibs(event: EventRecord): number | bigint | undefined {
  const result = resultOfEvent(event, "current");
  return paramLength(event, 0) === 4 && typeof result === "number" ? result | 0 : result;
}

function hasFailed(event: EventRecord): boolean | undefined {
  const result = resultOfLibs(event);
  return result === undefined ? undefined : result < 0;
}

/** libs names errors as the parameter that holds the result is written: not those of process ids. */
function errorsAsParameters(own: ReadField): ReadField {
  return (event, state) => {
    const result = resultOfLibs(event);
    return result !== undefined && result < 0 ? paramText(event, 0, state) : own(event, state);
  };
}

/** For libs an fd 0 is none that a handle was opened as. */
function nothingOfFirstFd(own: ReadField): ReadField {
  return (event, state) =>
    event.spec?.name === "open_by_handle_at" && resultOfLibs(event) === 0 ? undefined : own(event, state);
}

/** libs does not know that open makes files, unlike openat. */
function nothingOfFailedOpens(own: ReadField): ReadField {
  return (event, state) =>
    event.spec?.name === "open" && eventFd(event, state).entry === undefined ? "o" : own(event, state);
}

/** Calls that Linux dropped: the system's headers that libs HEAD is built with have no number any more for them. */
const DROPPED: ReadonlySet<FieldResult> = new Set([
  ...[
    "uselib",
    "_sysctl",
    "create_module",
    "get_kernel_syms",
    "query_module",
    "nfsservctl",
    "getpmsg",
    "putpmsg",
  ],
  ...["afs_syscall", "tuxcall", "security", "vserver"],
]);
function unknownCalls(own: ReadField): ReadField {
  return (event, state) => {
    if (!isGeneric(event)) return own(event, state);
    const code = syscallCode(event) ?? 0;
    if (code !== 0) return syscallName(code) === undefined ? "" : own(event, state);
    const name = own(event, state);
    return DROPPED.has(name) ? "unknown" : name;
  };
}

/** For libs a memfd_create that fails makes an fd as well, with the error as its number and nothing known of it. */
function ofFailedMemfd(value: (result: number) => FieldResult): Imitation {
  return (own) => (event, state) => {
    const call = { exit: event, enter: undefined };
    const result = event.spec?.name === "memfd_create" && event.spec.isExit ? (resultOf(call) ?? 0) : 0;
    return result < 0 ? value(result) : own(event, state);
  };
}

/** A file that could not be opened by handle lies in `/` for libs. */
function rootOfFailedHandles(own: ReadField): ReadField {
  return (event, state) =>
    own(event, state) ?? (event.spec?.name === "open_by_handle_at" && event.spec.isExit ? "/" : undefined);
}
