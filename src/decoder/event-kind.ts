import type { EventSpec } from "../schema/types.ts";
import { cachedBySpec } from "./spec-cache.ts";

/** Events that a capturing program made for itself, though their category does not say so. */
const OWN_EVENTS: ReadonlySet<string> = new Set([
  "container",
  "useradded",
  "userdeleted",
  "groupadded",
  "groupdeleted",
  "asyncevent",
]);
/** Of the internal category, yet news: the capture was sampling and events are missing. */
const NEWS: ReadonlySet<string> = new Set(["drop"]);

/**
 * Whether an event only carries what the capturing program noted down (process samples, containers, users):
 * listings leave such events out unless asked.
 */
export function isInternal(spec: EventSpec | undefined): boolean {
  return spec !== undefined && spec.source !== "SYSCALL" && isNote(spec);
}

const isNote = cachedBySpec(
  ({ category, name }) => (category === "INTERNAL" && !NEWS.has(name)) || OWN_EVENTS.has(name),
);
