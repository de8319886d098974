const MAX_PATH_LENGTH = 1024;

/** What the base of a path is where the directory fd is not known. */
export const UNKNOWN_DIRECTORY = "<UNKNOWN>";

/**
 * Makes `path` absolute: an absolute path is only normalised, a relative one is appended to `base`, which must be
 * clean. `.` and empty components vanish, `..` takes the last component away, never the root.
 */
export function joinPath(base: string, path: string): string {
  const joined = path.startsWith("/") || base === "" ? normalize("", path) : normalize(base, path);
  return joined.length > MAX_PATH_LENGTH ? "/DIR_TOO_LONG/FILENAME_TOO_LONG" : joined;
}

/** A directory with the final slash that joining wants. */
export function asDirectory(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}

function normalize(base: string, path: string): string {
  if (base === "" && isClean(path)) return path;
  let result = base === "" && path.startsWith("/") ? "/" : base;
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") result = parentOf(result);
    else result += `${part}/`;
  }
  return result.length > 1 && result.endsWith("/") ? result.slice(0, -1) : result;
}

/** The directory above, with its final slash. */
function parentOf(directory: string): string {
  const end = directory.endsWith("/") ? directory.length - 1 : directory.length;
  const slash = directory.lastIndexOf("/", end - 1);
  return slash < 0 ? (directory.startsWith("/") ? "/" : "") : directory.slice(0, slash + 1);
}

function isClean(path: string): boolean {
  return (
    !path.includes("/.") &&
    !path.includes("//") &&
    !path.startsWith(".") &&
    (path.length === 1 || !path.endsWith("/"))
  );
}
