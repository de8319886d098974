import type { View } from "../../decoder/view.ts";
import type { ReadField } from "../field.ts";
import { AS_LIBS } from "./as-libs.ts";
import { AS_SYSDIG } from "./as-sysdig.ts";

/** What another reader shows for a field, made of our own reader of it. */
export type Imitation = (own: ReadField, argument?: string | undefined) => ReadField;

/** The reader of a field that gives what the other reader of the view gives, where the state is kept to be compared with it. */
export function imitating(name: string, argument: string | undefined, view: View, own: ReadField): ReadField {
  const table = view === "recorded" ? AS_SYSDIG : AS_LIBS;
  const theirs = Object.hasOwn(table, name) ? table[name]?.(own, argument) : undefined;
  if (theirs === undefined) return own;
  return (event, state) => (state.imitates === undefined ? own : theirs)(event, state);
}
