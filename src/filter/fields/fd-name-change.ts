import type { EventRecord } from "../../decoder/event.ts";
import { EventFlag } from "../../schema/types.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import type { FdEntry } from "../../state/fd.ts";
import { resultOf } from "../../state/system-call.ts";

/** A state that remembers what the event replaced in the fd table. */
type RememberingState = CaptureState & {
  readonly replacedFd?: { readonly number: number; readonly before: FdEntry | undefined } | undefined;
};

const EINPROGRESS = 115;

/** Calls that copy an fd, and its name with it. */
const COPIES: ReadonlySet<string> = new Set(["dup", "dup2", "dup3", "fcntl", "pidfd_getfd"]);

/** Whether the event gave an fd another name than it had before; a new fd had the empty one. */
export function isNameChanged(
  event: EventRecord,
  state: RememberingState,
  number: number,
  entry: FdEntry,
): boolean {
  if (COPIES.has(event.spec?.name ?? "")) return false;
  if (!("replacedFd" in state)) return names(event) && entry.name !== "";
  const { replacedFd } = state;
  return replacedFd?.number === number && (replacedFd.before?.name ?? "") !== entry.name;
}

/** Without the state's memory: whether the event is one that names fds. */
function names(event: EventRecord): boolean {
  const { spec } = event;
  if (spec === undefined || !spec.isExit) return false;
  const result = resultOf({ exit: event, enter: undefined }) ?? -1;
  if (spec.name === "connect") return result >= 0 || result === -EINPROGRESS;
  return result >= 0 && (spec.name === "bind" || (spec.flags & EventFlag.CREATES_FD) !== 0);
}
