import { VERIFY_RULES } from "../../analysis/verify/rules.ts";
import type { VerifiedType, VerifyFinding, VerifyReport } from "../../analysis/verify/verifier.ts";
import type { JunitCase, JunitSuite } from "../reports/junit.ts";
import type { SarifFinding, SarifRule } from "../reports/sarif.ts";

/** A capture and what strict reading found in it. */
export interface VerifiedCapture {
  readonly file: string;
  readonly report: VerifyReport;
}

export const SARIF_RULES: readonly SarifRule[] = Object.entries(VERIFY_RULES).map(
  ([id, { severity, meaning }]) => ({ id, severity, meaning }),
);

export function sarifFindings({ file, report }: VerifiedCapture): SarifFinding[] {
  return report.types.flatMap(({ findings }) =>
    findings.map((finding) => ({
      ruleId: finding.rule,
      severity: finding.severity,
      message: findingText(finding),
      file,
      offset: finding.firstOffset,
    })),
  );
}

/** One test for each event type; warnings and notes do not make it fail. */
export function junitSuite({ file, report }: VerifiedCapture): JunitSuite {
  return { name: file, cases: report.types.map(junitCase) };
}

function junitCase(type: VerifiedType): JunitCase {
  const errors = type.findings.filter(({ severity }) => severity === "error");
  const name = `${type.event} (${type.code})`;
  const [first] = errors;
  if (first === undefined) return { name };
  const details = errors.map(findingText).join("\n");
  return { name, failure: { type: first.rule, message: findingText(first), details } };
}

/** `openat fd: length-mismatch: 4 bytes, FD has 8 (3 events, first 17)`. */
export function findingText({ event, param, rule, detail, count, firstNumber }: VerifyFinding): string {
  const subject = param === undefined ? event : `${event} ${param}`;
  const what = detail === "" ? VERIFY_RULES[rule].meaning : detail;
  const where = count === 1 ? `event ${firstNumber}` : `${count} events, first ${firstNumber}`;
  return `${subject}: ${rule}: ${what} (${where})`;
}
