import type { EventRecord } from "../../decoder/event.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { eventFd } from "../../state/event-fd.ts";
import { joinPath, UNKNOWN_DIRECTORY } from "../../state/path.ts";
import { resultOf, textParam } from "../../state/system-call.ts";
import { systemCallOf } from "../../state/system-call-of.ts";
import type { FieldSpec } from "../field.ts";
import { field } from "./define.ts";
import { type PathParams, resolvePath } from "./paths.ts";

/** Parameters with the path, or the event's fd, whose name is the path then. What a link leads to is relative to it. */
export type PathSource = (PathParams & { readonly link?: PathParams }) | "fd";
type PathsByCall = Readonly<Record<string, PathSource>>;

const IN_DIRECTORY = "dirfd";
const NAME: PathSource = { path: "name" };
const PATH: PathSource = { path: "path" };
const LINK = { path: "linkpath" };
const LINK_AT = { path: "linkpath", directory: "linkdirfd" };
const NAME_AT: PathSource = { path: "name", directory: IN_DIRECTORY };

/** Calls on one path. */
const NAMES: PathsByCall = {
  mkdir: PATH,
  mkdirat: { path: "path", directory: IN_DIRECTORY },
  rmdir: PATH,
  unlink: PATH,
  unlinkat: NAME_AT,
  open: NAME,
  openat: NAME_AT,
  openat2: NAME_AT,
  chmod: { path: "filename" },
  fchmod: "fd",
  fchmodat: { path: "filename", directory: IN_DIRECTORY },
  chown: PATH,
  lchown: PATH,
  fchown: "fd",
  fchownat: { path: "pathname", directory: IN_DIRECTORY },
  quotactl: { path: "special" },
  umount: NAME,
  umount2: NAME,
};

/** Calls on two paths; a link's source is the new one, which is made of the target. */
const SOURCES: PathsByCall = {
  rename: { path: "oldpath" },
  renameat: { path: "oldpath", directory: "olddirfd" },
  renameat2: { path: "oldpath", directory: "olddirfd" },
  link: { path: "newpath" },
  linkat: { path: "newpath", directory: "newdir" },
  symlink: LINK,
  symlinkat: LINK_AT,
  mount: { path: "dev" },
};

const TARGETS: PathsByCall = {
  rename: { path: "newpath" },
  renameat: { path: "newpath", directory: "newdirfd" },
  renameat2: { path: "newpath", directory: "newdirfd" },
  link: { path: "oldpath" },
  linkat: { path: "oldpath", directory: "olddir" },
  symlink: { path: "target", link: LINK },
  symlinkat: { path: "target", link: LINK_AT },
  mount: { path: "dir" },
};

/** Which of the paths of a call. */
export type PathKind = "name" | "source" | "target";

/** The paths of calls, by kind. */
export const PATHS_OF_CALLS: Readonly<Record<PathKind, PathsByCall>> = {
  name: NAMES,
  source: SOURCES,
  target: TARGETS,
};

/** Calls whose path is told also when they fail. */
export const OPENS: ReadonlySet<string> = new Set(["open", "openat", "openat2"]);

/** Paths that calls on the file system work on, also without any fd. */
export const PATH_FIELDS: readonly FieldSpec[] = [
  ...pathFields("fs.path.name", "Path that a successful call on one file, or any open, worked on", NAMES),
  ...pathFields(
    "fs.path.source",
    "Path that a successful call moved or mounted from, or the new name of a link",
    SOURCES,
  ),
  ...pathFields("fs.path.target", "Path that it moved to or mounted at, or what a link leads to", TARGETS),
];

function pathFields(name: string, what: string, paths: PathsByCall): FieldSpec[] {
  return [
    field(
      name,
      "string",
      `${what}, made absolute.`,
      (event, state) => readPath(event, state, paths, absolute),
      {
        cost: 3,
      },
    ),
    field(
      `${name}raw`,
      "string",
      `${what}, as the program gave it.`,
      (event, state) => readPath(event, state, paths, raw),
      {
        cost: 3,
      },
    ),
  ];
}

type ReadSource = (
  event: EventRecord,
  state: CaptureState,
  source: Exclude<PathSource, "fd">,
) => string | undefined;

function readPath(
  event: EventRecord,
  state: CaptureState,
  paths: PathsByCall,
  read: ReadSource,
): string | undefined {
  const { spec } = event;
  if (spec === undefined || !spec.isExit || !Object.hasOwn(paths, spec.name)) return undefined;
  if (resultOf({ exit: event, enter: undefined }) !== 0 && !OPENS.has(spec.name)) return undefined;
  const source = paths[spec.name];
  return source === "fd" ? eventFd(event, state).entry?.name : source && read(event, state, source);
}

const raw: ReadSource = (event, state, { path }) => textParam(systemCallOf(event, state), path);

const absolute: ReadSource = (event, state, { path, directory, link }) => {
  const call = systemCallOf(event, state);
  const given = textParam(call, path);
  if (given === undefined || state.thread === undefined) return undefined;
  if (link === undefined) return resolvePath(state, call, given, directory);
  const linkPath = resolvePath(state, call, textParam(call, link.path) ?? "", link.directory);
  const linkDirectory = linkPath.slice(0, linkPath.lastIndexOf("/") + 1) || UNKNOWN_DIRECTORY;
  return joinPath(given.startsWith("/") ? "" : linkDirectory, given);
};
