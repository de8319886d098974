import { AT_FDCWD } from "../../decoder/type-text.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { UNKNOWN_DIRECTORY } from "../../state/path.ts";
import { idParam, type SystemCall } from "../../state/system-call.ts";

/** A path that a call was given, and the directory fd that it is relative to, by the names of their parameters. */
export interface PathParams {
  readonly path: string;
  /** Without it, and where an event lacks it, the path is relative to the current directory. */
  readonly directory?: string;
}

/**
 * The path made absolute and clean; an empty one stays empty. `unknown` stands for the directory where nothing is
 * known of the fd.
 */
export function resolvePath(
  state: CaptureState,
  call: SystemCall,
  path: string,
  directory: string | undefined,
  unknown = UNKNOWN_DIRECTORY,
): string {
  if (path === "" || path.startsWith("/")) return state.paths.join("", path);
  const dirfd = directory === undefined ? undefined : idParam(call, directory);
  return state.paths.join(baseOf(state, dirfd, unknown), path);
}

function baseOf(state: CaptureState, dirfd: number | undefined, unknown: string): string {
  const { thread } = state;
  if (thread === undefined) return "";
  if (dirfd === undefined || dirfd === AT_FDCWD) return state.cwdOf(thread);
  const name = state.fd(dirfd)?.name;
  // libs takes what is in a directory without a name for relative to nothing.
  if (name === "" && state.imitates === "libs") return "";
  return name === undefined || name === "" ? unknown : state.paths.baseOf(name);
}

/** The directory that a path lies in; `/` for what has no directory. */
export function directoryOf(path: string): string {
  const slash = path.lastIndexOf("/");
  if (slash <= 0) return "/";
  return slash < path.length - 1 ? path.slice(0, slash) : path;
}

/** The last component of a path; `/` for what has none. */
export function fileNameOf(path: string): string {
  const slash = path.lastIndexOf("/");
  if (slash < 0) return "/";
  return slash < path.length - 1 ? path.slice(slash + 1) : path;
}
