import { isGeneric, syscallCode } from "../../decoder/event-name.ts";
import { resultOf } from "../../state/system-call.ts";
import type { FieldResult, ReadField } from "../field.ts";
import { eventFd } from "../fields/event-fd.ts";
import { resultOfEvent } from "../fields/evt-result.ts";
import { paramText } from "../fields/param-text.ts";
import type { Imitation } from "./imitate.ts";
import { pathOfLibs } from "./libs-paths.ts";
import { ofSocketsWithRole } from "./roles.ts";

/** Where libs HEAD gives fields other values than ours in the current view. */
export const AS_LIBS: Readonly<Record<string, Imitation>> = {
  "evt.res": errorsAsParameters,
  "evt.type": unknownCalls,
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
};

/** libs names errors as the parameter that holds the result is written: not those of process ids. */
function errorsAsParameters(own: ReadField): ReadField {
  return (event, state) => {
    const result = resultOfEvent(event, "current");
    return result !== undefined && result < 0 ? paramText(event, 0, state) : own(event, state);
  };
}

/** libs does not know that open makes files, unlike openat. */
function nothingOfFailedOpens(own: ReadField): ReadField {
  return (event, state) =>
    event.spec?.name === "open" && eventFd(event, state).entry === undefined ? "o" : own(event, state);
}

/** The system's headers that libs HEAD is built with have no number any more for a call that Linux dropped. */
function unknownCalls(own: ReadField): ReadField {
  return (event, state) => {
    const name = own(event, state);
    return name === "uselib" && isGeneric(event) && syscallCode(event) === 0 ? "unknown" : name;
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
