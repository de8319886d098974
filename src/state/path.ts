const MAX_PATH_LENGTH = 1024;

/** What the base of a path is where the directory fd is not known. */
export const UNKNOWN_DIRECTORY = "<UNKNOWN>";

/**
 * Makes `path` absolute: an absolute path is only normalised, a relative one is appended to `base`, which must be
 * clean. `.` and empty components vanish, `..` takes the last component away, never the root.
 */
export function joinPath(base: string, path: string): string {
  // The name made up for an unknown directory is no component that could be taken away.
  if (base === UNKNOWN_DIRECTORY && !path.startsWith("/")) return base + joinPath("", path);
  const joined = path.startsWith("/") || base === "" ? normalize("", path) : normalize(base, path);
  return joined.length > MAX_PATH_LENGTH ? "/DIR_TOO_LONG/FILENAME_TOO_LONG" : joined;
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
