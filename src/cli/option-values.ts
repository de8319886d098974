import { UsageError } from "./exit-status.ts";

/** The value of an option that takes a whole number. */
export function parseCount(option: string, text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(count)) throw new UsageError(`${option} takes a whole number, not "${text}"`);
  return count;
}
