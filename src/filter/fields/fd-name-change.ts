import type { EventRecord } from "../../decoder/event.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import type { FdEntry } from "../../state/fd.ts";

/** Calls that copy an fd, and its name with it. */
const COPIES: ReadonlySet<string> = new Set(["dup", "dup2", "dup3", "fcntl", "pidfd_getfd"]);

/** Whether the event gave an fd another name than it had before; a new fd had the empty one. */
export function isNameChanged(
  { spec }: EventRecord,
  { replacedFd }: CaptureState,
  number: number,
  entry: FdEntry,
): boolean {
  if (COPIES.has(spec?.name ?? "")) return false;
  return replacedFd?.number === number && (replacedFd.before?.name ?? "") !== entry.name;
}
