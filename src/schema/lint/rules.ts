/** How much a finding weighs: an error is a mistake, a warning most likely one, a note worth knowing. */
export const LINT_SEVERITIES = ["error", "warning", "note"] as const;
export type LintSeverity = (typeof LINT_SEVERITIES)[number];

export interface LintRule {
  readonly severity: LintSeverity;
  readonly meaning: string;
}

/** The rules by their id: those that libs states at the head of its event table, and ours. */
export const LINT_RULES = {
  "code-direction": { severity: "error", meaning: "constants of even codes end in _E, of odd ones in _X" },
  "codes-paired": {
    severity: "error",
    meaning: "codes come in pairs, so that there is an even number of them",
  },
  "event-unnamed": { severity: "error", meaning: "every event has a name" },
  "enum-repeated": { severity: "error", meaning: "every code has a constant of its own" },
  "pair-name": { severity: "error", meaning: "both halves of a pair have one name" },
  "pair-category": { severity: "error", meaning: "both halves of a pair have one source and category" },
  "pair-param-type": {
    severity: "warning",
    meaning: "a parameter of both halves is read in the same way in both",
  },
  "version-name": { severity: "warning", meaning: "all versions of an event have one name" },
  "version-old": { severity: "error", meaning: "versions of an event but the newest have EF_OLD_VERSION" },
  "unused-kind": {
    severity: "error",
    meaning: "an event called NA has EF_UNUSED and EC_UNKNOWN, and nothing else has",
  },
  "unused-params": { severity: "warning", meaning: "an event that is not used has no parameters" },
  "source-missing": { severity: "error", meaning: "an event says where it comes from" },
  "large-payload": { severity: "error", meaning: "EF_LARGE_PAYLOAD is not for events that drivers make" },
  "fd-param": {
    severity: "warning",
    meaning: "an event whose flags claim an fd has a parameter that is one",
  },
  "fd-result": { severity: "warning", meaning: "an exit event with EF_CREATES_FD returns an fd" },
  "params-count": { severity: "error", meaning: "an event has no more parameters than there may be" },
  "param-unnamed": { severity: "error", meaning: "every parameter has a name" },
  "param-blank": {
    severity: "warning",
    meaning: "names of parameters can be written in a filter: letters, digits, _",
  },
  "param-repeated": { severity: "error", meaning: "the parameters of an event have different names" },
  "param-format": { severity: "warning", meaning: "only numbers are printed in hex or octal" },
  "dirfd-param": {
    severity: "error",
    meaning: "a relative path names the parameter that is its directory, an fd",
  },
  "dynamic-table": { severity: "error", meaning: "a dynamic parameter, and no other, has a table of forms" },
  "flag-table": {
    severity: "error",
    meaning: "flags and enumerations, and no other types, have names for values",
  },
  "flag-repeated": { severity: "warning", meaning: "a table has each name once" },
  "flag-overlap": {
    severity: "error",
    meaning: "a flag shares no bits with others, unless it is made of them",
  },
  "flag-alias": { severity: "note", meaning: "a value has one name" },
  "flag-too-wide": { severity: "warning", meaning: "values fit the parameters that they are named for" },
  "flag-table-kind": {
    severity: "error",
    meaning: "a table names either flags or the values of an enumeration",
  },
  "flag-table-unused": { severity: "note", meaning: "some parameter uses the table" },
  "syscall-repeated": { severity: "error", meaning: "every system call has a number of its own" },
  "syscall-events": {
    severity: "error",
    meaning: "a system call is recorded as one pair of events that is used",
  },
  "base-broken": { severity: "error", meaning: "nothing breaks readers and captures of the table before" },
  "base-risky": { severity: "warning", meaning: "what the table before said still means the same" },
} as const satisfies Record<string, LintRule>;

export type LintRuleId = keyof typeof LINT_RULES;

/** What a table does that a rule forbids. */
export interface LintFinding {
  readonly rule: LintRuleId;
  readonly severity: LintSeverity;
  /** The constant of the event, the table or the system call; what a list of exceptions names. */
  readonly subject: string;
  readonly message: string;
  /** The event, where it is about one. */
  readonly code?: number;
  /** Index of its parameter, from 0. */
  readonly param?: number;
}

/** A finding with the severity of its rule. */
export function finding(
  rule: LintRuleId,
  subject: string,
  message: string,
  place: Pick<LintFinding, "code" | "param"> = {},
): LintFinding {
  return { rule, severity: LINT_RULES[rule].severity, subject, message, ...place };
}
