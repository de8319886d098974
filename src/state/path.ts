import type { OtherReader } from "../decoder/view.ts";
import { encodeText } from "../format/text.ts";

const DOT = 0x2e;
const MAX_PATH_LENGTH = 1024;
const TOO_LONG = "/DIR_TOO_LONG/FILENAME_TOO_LONG";
const LEADS_OUT = /^(\.\/)*\.\.(\/|$)/;

/** What the base of a path is where the directory fd is not known. */
export const UNKNOWN_DIRECTORY = "<UNKNOWN>";

/**
 * Makes `path` absolute: an absolute path is only normalised, a relative one is appended to `base`, which must be
 * clean. `.` and empty components vanish, `..` takes the last component away, never the root.
 */
export function joinPath(base: string, path: string): string {
  // The name made up for an unknown directory is no component that could be taken away.
  if (base === UNKNOWN_DIRECTORY && !path.startsWith("/")) return base + outward(path) + joinPath("", path);
  const joined = path.startsWith("/") || base === "" ? normalize("", path) : normalize(base, path);
  return joined.length > MAX_PATH_LENGTH ? TOO_LONG : joined;
}

/** The steps out of an unknown directory that a path begins with. */
function outward(path: string): string {
  let rest = path;
  let steps = "";
  while (LEADS_OUT.test(rest) && steps.length < MAX_PATH_LENGTH) {
    rest = rest.replace(LEADS_OUT, "");
    steps += "../";
  }
  return rest === "" ? steps.slice(0, -1) : steps;
}

/** How paths are put together. */
export interface PathRules {
  readonly join: (base: string, path: string) => string;
  /** The base of paths in the directory that an fd is. */
  readonly baseOf: (directory: string) => string;
}

export const OUR_PATHS: PathRules = { join: joinPath, baseOf: asDirectory };

/** libs takes the name made up for an unknown directory for the start of a component, and fds without name for no directory. */
const LIBS_PATHS: PathRules = {
  join: (base, path) =>
    base === UNKNOWN_DIRECTORY && !path.startsWith("/") ? joinPath("", base + path) : joinPath(base, path),
  baseOf: (directory) => (directory === "" ? "" : asDirectory(directory)),
};

/** sysdig 0.29.3 puts a slash behind `/` too, lets `..` lead out of the unknown, and writes dots for what is not ASCII. */
const SYSDIG_PATHS: PathRules = {
  join(base, path) {
    const joined = joinPath(base === UNKNOWN_DIRECTORY && LEADS_OUT.test(path) ? "" : base, path);
    return joined === TOO_LONG ? "/PATH_TOO_LONG" : asPrintable(joined);
  },
  baseOf: (directory) => `${directory}/`,
};

export const PATHS_OF_OTHERS: Readonly<Record<OtherReader, PathRules>> = {
  sysdig: SYSDIG_PATHS,
  libs: LIBS_PATHS,
};

function asPrintable(path: string): string {
  if (/^[ -~]*$/.test(path)) return path;
  return String.fromCharCode(...encodeText(path).map((byte) => (byte < 0x20 || byte > 0x7e ? DOT : byte)));
}

/** A directory with the final slash that joining wants. */
export function asDirectory(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}

function normalize(base: string, path: string): string {
  if (path !== "" && (base === "" || !path.startsWith("/")) && isKnownClean(path)) return base + path;
  const root = (base === "" ? path : base).startsWith("/") ? "/" : "";
  // Components, not one growing text: a hostile path has a million of them.
  const components = componentsOf(base);
  for (const part of path.split("/")) {
    if (part === "..") components.pop();
    else if (part !== "" && part !== ".") components.push(part);
  }
  return root + components.join("/");
}

function componentsOf(directory: string): string[] {
  const inner = directory.slice(directory.startsWith("/") ? 1 : 0, directory.endsWith("/") ? -1 : undefined);
  return inner === "" ? [] : inner.split("/");
}

/** Paths found to be clean: the same come again and again, and to look for one is quicker than to look at it. */
const cleanPaths = new Set<string>();
const MAX_CLEAN_PATHS = 4096;

function isKnownClean(path: string): boolean {
  if (cleanPaths.has(path)) return true;
  if (!isClean(path)) return false;
  if (path.length > MAX_PATH_LENGTH) return true;
  if (cleanPaths.size >= MAX_CLEAN_PATHS) cleanPaths.clear();
  cleanPaths.add(path);
  return true;
}

function isClean(path: string): boolean {
  return (
    !path.includes("/.") &&
    !path.includes("//") &&
    !path.startsWith(".") &&
    (path.length === 1 || !path.endsWith("/"))
  );
}
