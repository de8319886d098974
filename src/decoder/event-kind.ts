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
/** They tell that events are missing: the capture was sampling, or the capturing program lost some. */
const NEWS: ReadonlySet<string> = new Set(["drop", "notification"]);

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

/** Whether an event tells something of the capture that must not go unseen, even where it is marked as hidden. */
export function isNews(spec: EventSpec | undefined): boolean {
  return spec !== undefined && NEWS.has(spec.name);
}
