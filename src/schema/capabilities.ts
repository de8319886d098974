import { CAPABILITY_ROWS } from "./names.gen.ts";
import { parseNumberedNames } from "./rows.ts";

/** Names of Linux capabilities; a name's index is its bit in capability masks (libs, capability table). */
export const CAPABILITY_NAMES: readonly string[] = parseNumberedNames(CAPABILITY_ROWS);
