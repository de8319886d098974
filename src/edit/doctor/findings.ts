import { DOCTOR_RULES, type DoctorRuleId, type Severity } from "./rules.ts";

/** Places of one rule that are kept; the others are counted. */
const MAX_PLACES = 20;

/** Where something was found. */
export interface DoctorPlace {
  /** In the uncompressed capture. */
  readonly offset: number;
  /** Number of the event in the capture, from 1. */
  readonly event?: number | undefined;
  /** What is so there; empty where the rule says it all. */
  readonly detail: string;
}

/** What was found of one rule. */
export interface DoctorFinding {
  readonly rule: DoctorRuleId;
  readonly severity: Severity;
  readonly count: number;
  /** The first 20. */
  readonly places: readonly DoctorPlace[];
}

/** Collects findings, a bounded number of places for each rule. */
export class Findings {
  private readonly byRule = new Map<DoctorRuleId, { count: number; readonly places: DoctorPlace[] }>();

  note(rule: DoctorRuleId, offset: number, detail = "", event?: number): void {
    const known = this.byRule.get(rule) ?? { count: 0, places: [] };
    this.byRule.set(rule, known);
    known.count++;
    if (known.places.length < MAX_PLACES) known.places.push({ offset, event, detail });
  }

  /** In the order of the rules, which is roughly that of a capture. */
  all(): DoctorFinding[] {
    // The keys are those of the table.
    return (Object.keys(DOCTOR_RULES) as DoctorRuleId[]).flatMap((rule) => {
      const known = this.byRule.get(rule);
      return known === undefined ? [] : [{ rule, severity: DOCTOR_RULES[rule].severity, ...known }];
    });
  }
}
