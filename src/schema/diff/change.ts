import type { EventDocument } from "../document.ts";

/**
 * What a difference does to those who rely on the table, worst first:
 * `breaking`: old captures, or old readers of new captures, misread bytes or take them for something else;
 * `risky`: the same bytes, but what they mean or how filters find them is another thing;
 * `compatible`: nobody notices, or sees more than before.
 */
export const SEVERITIES = ["breaking", "risky", "compatible"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Kinds of differences and what each means. */
export const CHANGE_RULES = {
  "event-added": "a code that the table did not have",
  "event-removed": "a code that the table no longer has",
  "event-renamed": "the name that people and filters use",
  "enum-renamed": "the name of the constant, which is in no capture",
  "code-reused": "a code that meant another event",
  "code-taken": "a code that was unused",
  "event-retired": "a code that is now unused",
  "event-flag-added": "what the event does, for readers that keep state",
  "event-flag-removed": "what the event does, for readers that keep state",
  "source-changed": "where the event comes from",
  "category-changed": "what the event is about",
  "param-appended": "a parameter behind those there were",
  "param-removed": "the last parameters are gone",
  "param-moved": "a parameter that stood at another place",
  "param-renamed": "the name that filters and JSON use",
  "param-retyped": "how the bytes are understood",
  "param-format-changed": "how a number is printed",
  "param-flag-table-changed": "the names of the values",
  "param-dirfd-changed": "the parameter that a relative path starts at",
  "param-dynamic-table-changed": "the forms that the value may have",
  "flag-table-added": "names for values",
  "flag-table-removed": "names of values that are gone",
  "flag-added": "a name for a value",
  "flag-removed": "the name of a value that is gone",
  "flag-renamed": "another name for the same value",
  "flag-value-changed": "a name that now means another value",
  "flag-value-reused": "a value that now has the name of another thing",
  "dynamic-table-added": "forms of a value",
  "dynamic-table-removed": "forms of a value that are gone",
  "dynamic-choice-changed": "how one form of a value is read",
  "dynamic-choice-added": "a further form of a value",
  "dynamic-choice-removed": "a form of a value that is gone",
  "syscall-added": "a number for a system call",
  "syscall-removed": "a system call that has no number any more",
  "syscall-renamed": "another name for the same number",
  "syscall-renumbered": "a system call that has another number now",
  "syscall-events-changed": "the events that drivers make of a system call",
  "header-size-changed": "the header of every event",
  "max-params-changed": "how many parameters an event may have",
  "param-type-changed": "a number of a parameter type, which is in no capture",
} as const;

export type ChangeRule = keyof typeof CHANGE_RULES;

/** One difference between two event tables, as plain data. */
export interface SchemaChange {
  readonly rule: ChangeRule;
  readonly severity: Severity;
  /** Why it has that severity, for people. */
  readonly why: string;
  /** The event, where it is about one. */
  readonly code?: number;
  readonly enumName?: string;
  readonly event?: string;
  /** Index of the parameter, from 0. */
  readonly param?: number;
  /** The flag table, dynamic table, system call or parameter type. */
  readonly table?: string;
  readonly item?: string;
  readonly before?: string | number;
  readonly after?: string | number;
}

/** The part of a change that tells which event it is about. */
export function aboutEvent({
  code,
  enumName,
  name,
}: EventDocument): Pick<SchemaChange, "code" | "enumName" | "event"> {
  return { code, enumName, event: name };
}

/** How many changes there are of each severity. */
export function countSeverities(changes: readonly SchemaChange[]): Readonly<Record<Severity, number>> {
  const counts = { breaking: 0, risky: 0, compatible: 0 };
  for (const { severity } of changes) counts[severity]++;
  return counts;
}
