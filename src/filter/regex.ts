import { RE2JS, RE2JSException } from "re2js";
import { messageOf } from "../format/errors.ts";

/** Whether text fits a regular expression. */
export type Regex = (text: string) => boolean;

/** Operators that say it more simply, for a pattern without anything special between its ends. */
const PLAIN = /^\^?(?:\.[*+?])?[^.+*?^$()[\]{}|\\]*(?:\.[*+?])?\$?$/;

/**
 * Compiles a regular expression of RE2, which is matched in time linear in the text: against the whole text, or
 * against any part of it. Throws an error with a sentence for people when the pattern is none.
 */
export function compileRegex(pattern: string, isWhole: boolean): Regex {
  const regex = parseRegex(pattern);
  return isWhole ? (text) => regex.testExact(text) : (text) => regex.test(text);
}

/** Whether `=`, `contains`, `startswith` or `endswith` would do. */
export function isPlainRegex(pattern: string): boolean {
  return PLAIN.test(pattern);
}

function parseRegex(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new Error(messageOf(error).replace(/^error parsing regexp: /, ""), { cause: error });
  }
}
