/** How much a finding weighs: an error means that the table does not fit what was recorded. */
export const SEVERITIES = ["error", "warning", "note"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What strict reading looks for. */
export interface VerifyRule {
  readonly severity: Severity;
  readonly meaning: string;
}

/** The rules by their id. */
export const VERIFY_RULES = {
  "event-unreadable": {
    severity: "error",
    meaning: "lengths in the event contradict each other, so it cannot be decoded at all",
  },
  "event-unknown": { severity: "error", meaning: "the table has no event of this code" },
  "event-unused": {
    severity: "warning",
    meaning: "the table marks the event as unused, yet it was recorded",
  },
  "params-extra": {
    severity: "warning",
    meaning: "the event carries more parameters than the table has: a newer driver recorded it",
  },
  "params-missing": {
    severity: "error",
    meaning: "the event carries fewer parameters than the event ever had",
  },
  "length-mismatch": { severity: "error", meaning: "the parameter's length is not that of its type" },
  "value-malformed": { severity: "error", meaning: "the bytes cannot be a value of the parameter's type" },
  "text-open": { severity: "warning", meaning: "a text does not end with a NUL" },
  "text-surplus": { severity: "note", meaning: "bytes follow the NUL that ends a text" },
  "enum-unknown": { severity: "warning", meaning: "the flag table names no such value" },
  "flags-unknown": { severity: "warning", meaning: "bits are set that the flag table does not name" },
  "errno-unknown": { severity: "warning", meaning: "a negative result is no known errno" },
  "signal-unknown": { severity: "warning", meaning: "there is no signal of this number" },
  "syscall-unknown": { severity: "warning", meaning: "there is no system call of this code" },
  "enter-unpaired": { severity: "note", meaning: "no exit event follows the enter event in its thread" },
  "exit-unpaired": {
    severity: "note",
    meaning: "no enter event of the same call comes before it in its thread",
  },
} as const satisfies Record<string, VerifyRule>;

export type VerifyRuleId = keyof typeof VERIFY_RULES;
