import type { View } from "../../decoder/view.ts";
import type { ReadField } from "../field.ts";
import { AS_LIBS } from "./as-libs.ts";
import { AS_SYSDIG } from "./as-sysdig.ts";
import { PRINTED_AS_LIBS } from "./printed-as-libs.ts";

/** What another reader shows for a field, made of our own reader of it. */
export type Imitation = (own: ReadField, argument?: string | undefined) => ReadField;

/**
 * The reader of a field that gives what the other reader of the view gives, where the state is kept to be compared with it.
 * `isPrinted` where that is for formats, in which libs shows some fields otherwise than filters have them.
 */
export function imitating(
  name: string,
  argument: string | undefined,
  view: View,
  own: ReadField,
  isPrinted: boolean,
): ReadField {
  const table = view === "recorded" ? AS_SYSDIG : AS_LIBS;
  const imitation =
    (isPrinted && view === "current" && imitationIn(PRINTED_AS_LIBS, name)) || imitationIn(table, name);
  const theirs = imitation?.(own, argument);
  if (theirs === undefined) return own;
  return (event, state) => (state.imitates === undefined ? own : theirs)(event, state);
}

function imitationIn(table: Readonly<Record<string, Imitation>>, name: string): Imitation | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
