import { ERRNO_ROWS } from "./names.gen.ts";
import { parseNumberedNames } from "./rows.ts";

let names: readonly string[] | undefined;

/**
 * Name of a positive errno, such as 2 → `ENOENT`: Linux' generic numbers and the kernel's internal ones from 512
 * (libs, errno table of libsinsp). Numbers differ on MIPS, SPARC and Alpha, which libs does not support.
 */
export function errnoName(code: number): string | undefined {
  names ??= parseNumberedNames(ERRNO_ROWS);
  return names[code];
}
