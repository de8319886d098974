import { type EventDocument, isUnused, type SchemaDocument } from "../document.ts";
import { aboutEvent, type SchemaChange, type Severity } from "./change.ts";
import { diffParams } from "./diff-params.ts";

/** Differences between the events of two tables, code by code. */
export function diffEvents(before: SchemaDocument, after: SchemaDocument): SchemaChange[] {
  const tables = { before: enumNames(before), after: enumNames(after), events: after.events };
  const count = Math.max(before.events.length, after.events.length);
  return Array.from({ length: count }, (_, code) => {
    const [old, now] = [before.events[code], after.events[code]];
    if (old === undefined) return added(now as EventDocument);
    if (now === undefined) return removed(old);
    return diffEvent(old, now, tables);
  }).flat();
}

/** What is known of both tables: their constants, and the events of the newer one. */
interface Tables {
  readonly before: ReadonlySet<string>;
  readonly after: ReadonlySet<string>;
  readonly events: readonly EventDocument[];
}

function enumNames({ events }: SchemaDocument): ReadonlySet<string> {
  return new Set(events.map(({ enumName }) => enumName));
}

function added(event: EventDocument): SchemaChange[] {
  const why = "old readers skip codes that they do not know";
  return [{ rule: "event-added", severity: "compatible", why, ...aboutEvent(event), after: event.enumName }];
}

function removed(event: EventDocument): SchemaChange[] {
  const why = "old captures have it, and readers of the new table skip it";
  return [{ rule: "event-removed", severity: "breaking", why, ...aboutEvent(event), before: event.enumName }];
}

function diffEvent(before: EventDocument, after: EventDocument, tables: Tables): SchemaChange[] {
  return [
    ...nameChanges(before, after, tables),
    ...flagChanges(before, after, tables),
    ...kindChanges(before, after),
    ...diffParams(before, after),
  ];
}

function nameChanges(before: EventDocument, after: EventDocument, tables: Tables): SchemaChange[] {
  const about = aboutEvent(after);
  const changes: SchemaChange[] = [];
  if (before.enumName !== after.enumName) {
    const why = "the constant is in no capture; code that uses it must be changed";
    const names = { before: before.enumName, after: after.enumName };
    changes.push({ rule: "enum-renamed", severity: "compatible", why, ...about, ...names });
  }
  const rename = renaming(before, after, tables);
  if (rename !== undefined) changes.push({ ...rename, ...about, before: before.name, after: after.name });
  return changes;
}

function renaming(
  before: EventDocument,
  after: EventDocument,
  tables: Tables,
): Pick<SchemaChange, "rule" | "severity" | "why"> | undefined {
  if (isReused(before, after, tables))
    return {
      rule: "code-reused",
      severity: "breaking",
      why: `old captures mean ${before.enumName} by it, readers of the new table take it for ${after.enumName}`,
    };
  if (before.name === after.name) return undefined;
  if (isUnused(before)) {
    const why = isUnused(after) ? "it still stands for nothing" : "no capture has it yet";
    return { rule: isUnused(after) ? "event-renamed" : "code-taken", severity: "compatible", why };
  }
  if (!isUnused(after)) {
    const why = `the same bytes, but filters and scripts that ask for ${before.name} no longer find them`;
    return { rule: "event-renamed", severity: "risky", why };
  }
  return isRecorded(before, tables)
    ? {
        rule: "event-retired",
        severity: "breaking",
        why: "old captures have it, and readers take it for nothing",
      }
    : { rule: "event-retired", severity: "compatible", why: "it only filled a pair, and nobody records it" };
}

/** A constant that stands at another code in the other table has moved; what stands in its place is another event. */
function isReused(before: EventDocument, after: EventDocument, tables: Tables): boolean {
  if (before.enumName === after.enumName || isUnused(before)) return false;
  if (tables.after.has(before.enumName) || tables.before.has(after.enumName)) return true;
  return before.name !== after.name && !sameParams(before, after);
}

function sameParams(before: EventDocument, after: EventDocument): boolean {
  return before.params.length === after.params.length && diffParams(before, after).length === 0;
}

/**
 * Whether captures may hold an event. The odd half of an event that has no exit is in none; tables before 2022 do not
 * tell which these are, but there the other half lives on.
 */
function isRecorded({ code, source }: EventDocument, { events }: Tables): boolean {
  if (source === "SYSCALL" || code % 2 === 0) return true;
  const enter = events[code - 1];
  return source === "NONE" && (enter === undefined || isUnused(enter));
}

/** Flags that only concern how libs itself handles an event. */
const INTERNAL_FLAGS: ReadonlySet<string> = new Set([
  ...["WAITS", "SKIPPARSERESET", "OLD_VERSION", "DROP_FALCO", "DROP_SIMPLE_CONS"],
  ...["TMP_CONVERTER_MANAGED", "CONVERTER_MANAGED"],
]);

function flagChanges(before: EventDocument, after: EventDocument, tables: Tables): SchemaChange[] {
  const about = aboutEvent(after);
  const gone = before.flags.filter((flag) => !after.flags.includes(flag));
  const come = after.flags.filter((flag) => !before.flags.includes(flag));
  return [
    ...gone.map(
      (flag): SchemaChange => ({
        rule: "event-flag-removed",
        ...flagVerdict(flag, before, after, tables),
        ...about,
        before: flag,
      }),
    ),
    ...come.map(
      (flag): SchemaChange => ({
        rule: "event-flag-added",
        ...flagVerdict(flag, before, after, tables),
        ...about,
        after: flag,
      }),
    ),
  ];
}

function flagVerdict(
  flag: string,
  before: EventDocument,
  after: EventDocument,
  tables: Tables,
): { severity: Severity; why: string } {
  if (flag === "LARGE_PAYLOAD")
    return { severity: "breaking", why: "lengths of parameters are 4 bytes wide with it, 2 without" };
  if (INTERNAL_FLAGS.has(flag))
    return { severity: "compatible", why: "it only concerns how the libraries handle the event" };
  if (flag === "UNUSED") {
    const isCompatible = before.flags.includes(flag) || isUnused(after) || !isRecorded(before, tables);
    const why = isCompatible ? "nobody records it" : "readers leave out what they take for unused";
    return { severity: isCompatible ? "compatible" : "risky", why };
  }
  return { severity: "risky", why: "the same bytes, but readers keep track of threads and fds by it" };
}

function kindChanges(before: EventDocument, after: EventDocument): SchemaChange[] {
  const about = aboutEvent(after);
  const changes: SchemaChange[] = [];
  const isQuiet = isUnused(after) || isUnused(before);
  if (before.source !== after.source) {
    const isNew = before.source === "NONE" || isQuiet;
    changes.push({
      rule: "source-changed",
      severity: isNew ? "compatible" : "risky",
      why: isNew ? "the table did not tell before" : "the same bytes, but readers choose events by it",
      ...about,
      before: before.source,
      after: after.source,
    });
  }
  if (before.category !== after.category)
    changes.push({
      rule: "category-changed",
      severity: isQuiet ? "compatible" : "risky",
      why: isQuiet ? "nobody records it" : "the same bytes, but evt.category gives another word",
      ...about,
      before: before.category,
      after: after.category,
    });
  return changes;
}
