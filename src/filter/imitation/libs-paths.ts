import type { EventRecord } from "../../decoder/event.ts";
import { AT_FDCWD } from "../../decoder/type-text.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { eventFd, isAboutLastFd } from "../../state/event-fd.ts";
import { asDirectory, joinPath, UNKNOWN_DIRECTORY } from "../../state/path.ts";
import { idParam, textParam } from "../../state/system-call.ts";
import { nameFromEvent } from "../fields/event-fd-name.ts";
import { OPENS, PATHS_OF_CALLS, type PathKind, type PathSource } from "../fields/fs-path.ts";
import type { Imitation } from "./imitate.ts";

/** What libs takes a NULL path for. */
const NULL_PATH = "<NA>";
/** Calls whose paths libs takes for relative to the directory fd where that was opened as a directory. */
const IN_DIRECTORIES: ReadonlySet<string> = new Set([
  "fchownat",
  "fchmodat",
  "mkdirat",
  "unlinkat",
  "symlinkat",
]);

/** `fs.path.name`, `.source` and `.target` as libs HEAD has them, which knows few directories. */
export function pathOfLibs(kind: PathKind): Imitation {
  const paths = PATHS_OF_CALLS[kind];
  return () => (event, state) => {
    const { spec } = event;
    const source = spec?.isExit && Object.hasOwn(paths, spec.name) ? paths[spec.name] : undefined;
    if (source === undefined || state.thread === undefined || !isShown(event)) return undefined;
    const path = givenPath(event, state, source);
    const isOfOpenat = OPENS.has(spec?.name ?? "") && spec?.name !== "open" && source !== "fd";
    if (path === "" && !isOfOpenat) return "";
    if (path === undefined || path.startsWith("/")) return path && joinPath("", path);
    return OPENS.has(spec?.name ?? "") && spec?.name !== "open"
      ? openedName(event, state)
      : state.paths.join(baseOf(event, state, kind), path);
  };
}

function openedName(event: EventRecord, state: CaptureState): string {
  const name = isAboutLastFd(event, state) ? undefined : eventFd(event, state).entry?.name;
  if (name === undefined) return UNKNOWN_DIRECTORY;
  return name.startsWith("./") ? joinPath("", name) : name;
}

/** Opens are shown unless their result is just -1, other calls when they worked. */
function isShown(event: EventRecord): boolean {
  const call = { exit: event, enter: undefined };
  return OPENS.has(event.spec?.name ?? "") ? idParam(call, "fd") !== -1 : idParam(call, "res") === 0;
}

function givenPath(event: EventRecord, state: CaptureState, source: PathSource): string | undefined {
  if (source === "fd") return eventFd(event, state).entry?.name ?? nameFromEvent(event, state);
  return textParam({ exit: event, enter: undefined }, source.path) ?? NULL_PATH;
}

function baseOf(event: EventRecord, state: CaptureState, kind: PathKind): string {
  const name = event.spec?.name ?? "";
  if (IN_DIRECTORIES.has(name)) {
    const { entry } = eventFd(event, state);
    const isKnown = entry?.type === "directory" && !(name === "symlinkat" && kind === "target");
    return isKnown ? asDirectory(entry.name) : UNKNOWN_DIRECTORY;
  }
  return name === "renameat2" ? renamedFrom(event, state, kind) : cwdOf(state);
}

function renamedFrom(event: EventRecord, state: CaptureState, kind: PathKind): string {
  const dirfd = idParam({ exit: event, enter: undefined }, kind === "target" ? "newdirfd" : "olddirfd");
  if (dirfd === AT_FDCWD) return cwdOf(state);
  const directory = dirfd === undefined ? undefined : state.fd(dirfd)?.name;
  return directory === undefined ? UNKNOWN_DIRECTORY : state.paths.baseOf(directory);
}

function cwdOf(state: CaptureState): string {
  return state.thread === undefined ? "" : state.cwdOf(state.thread);
}
