import type { EventRecord } from "../../decoder/event.ts";
import { EventWalk } from "../../decoder/event-walk.ts";
import type { BlockBatch } from "../../format/block-batch.ts";
import { EventFlag, type Schema } from "../../schema/types.ts";
import { checkParams } from "./check-params.ts";
import { Pairing } from "./pairing.ts";
import { type Severity, VERIFY_RULES, type VerifyRuleId } from "./rules.ts";

/** All events of one type that break one rule in one parameter. */
export interface VerifyFinding {
  readonly rule: VerifyRuleId;
  readonly severity: Severity;
  readonly code: number;
  readonly event: string;
  /** Undefined where the event as a whole is meant. */
  readonly param: string | undefined;
  /** How many events. */
  count: number;
  /** Number of the first, the offset of its block in the uncompressed capture, and what is wrong there. */
  readonly firstNumber: number;
  readonly firstOffset: number;
  readonly detail: string;
}

/** What strict reading found of one event type. */
export interface VerifiedType {
  readonly code: number;
  readonly event: string;
  readonly isExit: boolean;
  count: number;
  readonly findings: VerifyFinding[];
}

export interface VerifyReport {
  readonly events: number;
  /** By code. */
  readonly types: readonly VerifiedType[];
  /** Findings by severity: how many events each. */
  readonly counts: Readonly<Record<Severity, number>>;
}

/** How many parameters the event of a code could have, whatever the age of the driver; undefined where unknown. */
export type PlausibleParamCount = (code: number, paramCount: number) => boolean | undefined;

export interface VerifyOptions {
  /** Says which numbers of parameters drivers ever recorded; without it fewer than the table has are no finding. */
  readonly isPlausible?: PlausibleParamCount;
}

const NO_CODE = -1;

/**
 * Reads every event of a capture strictly against a schema: lengths fit types, texts end, values have names, enter and
 * exit events pair up. Findings are gathered by event type, rule and parameter, so the report stays small however large
 * the capture.
 */
export class Verifier {
  private readonly walk: EventWalk;
  private readonly types = new Map<number, VerifiedType>();
  private readonly findings = new Map<string, VerifyFinding>();
  private readonly pairing: Pairing;
  private readonly schema: Schema;
  private readonly isPlausible: PlausibleParamCount;

  constructor(schema: Schema, { isPlausible = () => undefined }: VerifyOptions = {}) {
    this.schema = schema;
    this.isPlausible = isPlausible;
    this.walk = new EventWalk(schema, () => {});
    this.pairing = new Pairing(({ rule, code, number }) => this.note(rule, { code, number }));
  }

  add(batch: BlockBatch): void {
    for (const { event, isEvent, index } of this.walk.blocks(batch)) {
      if (event !== undefined) this.check(event);
      else if (isEvent) this.noteUnreadable(batch.base + (batch.starts[index] as number));
    }
  }

  finish(): VerifyReport {
    for (const { code, first, count } of this.pairing.finish()) {
      const finding = this.note("exit-unpaired", { code, number: first });
      finding.count += count - 1;
    }
    const types = [...this.types.values()].sort((a, b) => a.code - b.code);
    const counts = { error: 0, warning: 0, note: 0 };
    for (const { severity, count } of this.findings.values()) counts[severity] += count;
    return { events: this.walk.number, types, counts };
  }

  private check(event: EventRecord): void {
    this.typeOf(event.code).count++;
    this.pairing.add(event);
    const { spec, paramCount } = event;
    if (spec === undefined) {
      this.note("event-unknown", event, undefined, `code ${event.code}`);
      return;
    }
    if ((spec.flags & EventFlag.UNUSED) !== 0) this.note("event-unused", event);
    const known = spec.params.length;
    if (paramCount > known)
      this.note("params-extra", event, undefined, `${paramCount} parameters, not ${known}`);
    else if (paramCount < known && this.isPlausible(event.code, paramCount) === false)
      this.note("params-missing", event, undefined, `${paramCount} parameters`);
    checkParams(event, (rule, param, detail) => this.note(rule, event, param.name, detail));
  }

  private noteUnreadable(offset: number): void {
    this.typeOf(NO_CODE).count++;
    this.note("event-unreadable", { code: NO_CODE, number: this.walk.number, offset });
  }

  private note(
    rule: VerifyRuleId,
    { code, number, offset = 0 }: { code: number; number: number; offset?: number },
    param?: string,
    detail = "",
  ): VerifyFinding {
    const key = `${code} ${rule} ${param ?? ""}`;
    let finding = this.findings.get(key);
    if (finding === undefined) {
      const type = this.typeOf(code);
      const { severity } = VERIFY_RULES[rule];
      const first = { firstNumber: number, firstOffset: offset, detail };
      finding = { rule, severity, code, event: type.event, param, count: 0, ...first };
      this.findings.set(key, finding);
      type.findings.push(finding);
    }
    finding.count++;
    return finding;
  }

  private typeOf(code: number): VerifiedType {
    let type = this.types.get(code);
    if (type === undefined) {
      const spec = this.schema.event(code);
      const event = spec?.name ?? (code === NO_CODE ? "unreadable" : `unknown:${code}`);
      type = { code, event, isExit: spec?.isExit ?? false, count: 0, findings: [] };
      this.types.set(code, type);
    }
    return type;
  }
}
