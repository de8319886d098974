import { PARAM_TYPES } from "../param-types.ts";
import type { ParamType } from "../types.ts";

const TEXTS: ReadonlySet<ParamType> = new Set(["CHARBUF", "FSPATH", "FSRELPATH"]);

/** How a type's bytes are laid out: types of one form can read each other's values, if not give them the same meaning. */
export function wireForm(type: ParamType): string {
  const { sizeBytes, isInteger } = PARAM_TYPES[type];
  if (isInteger) return `${sizeBytes}-byte number`;
  return TEXTS.has(type) ? "text" : type;
}
