import { messageOf } from "../format/errors.ts";

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ["ENOENT", "no such file"],
  ["EISDIR", "is a directory"],
  ["ENOTDIR", "no such file: part of the path is not a directory"],
  ["EACCES", "permission denied"],
  ["EPERM", "not permitted"],
  ["ELOOP", "too many symbolic links"],
  ["ENAMETOOLONG", "the name is too long"],
  ["ENOSPC", "no space left on the device"],
  ["EMFILE", "too many open files: raise the limit (ulimit -n), or take fewer files at a time"],
  ["ENXIO", "no such device"],
  ["EROFS", "the file system is read-only"],
  ["EIO", "the device cannot be read"],
]);

/** What went wrong, in words and without the place. */
export function errorText(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT" && isMangled(error)) return MANGLED_NAME;
  return REASONS.get(code) ?? messageOf(error);
}

const MANGLED_NAME =
  "no such file: a name that is not UTF-8 cannot be given; pipe the file in (scap-dump - < FILE)";

/** Node puts U+FFFD in place of what is not UTF-8 in a command line. */
function isMangled(error: unknown): boolean {
  return error instanceof Error && "path" in error && String(error.path).includes("\ufffd");
}
