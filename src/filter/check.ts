import type { EventRecord } from "../decoder/event.ts";
import type { Schema } from "../schema/types.ts";
import type { CaptureState } from "../state/capture-state.ts";
import type { Span } from "./ast.ts";
import type { CodeSets } from "./event-codes.ts";
import type { SummaryTest } from "./event-summary.ts";
import type { FilterWarningCode } from "./filter-error.ts";
import type { CaptureClock } from "./number-rules.ts";
import type { Prerequisite } from "./prerequisite.ts";
import type { SourceContext } from "./source.ts";
import type { Prepare } from "./summary-check.ts";

/** Whether an event fits. */
export type Predicate = (event: EventRecord, state: CaptureState) => boolean;

/** A compiled expression. */
export interface Check {
  readonly test: Predicate;
  /** What a test costs, roughly; only the order matters. */
  readonly cost: number;
  /** Whether a field that remembers its readings is involved. */
  readonly isStateful: boolean;
  readonly codes: CodeSets;
  /** What is left to say of events of which only a summary is known, beside what `codes` says; nothing where undefined. */
  readonly mayPass?: SummaryTest | undefined;
  /** What a capture must tell, all of it, for the check to be true of any event; empty where that is not known. */
  readonly prerequisites: readonly Prerequisite[];
  /** How many checks it consists of, macros taken apart. */
  readonly size: number;
}

/** What checks are compiled for. */
export interface CheckContext extends SourceContext {
  readonly schema: Schema;
  readonly clock: CaptureClock;
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly anyCodes: CodeSets;
  /** To be called before a check is asked about an event outside of the filter's own test. */
  readonly prepare: Prepare;
  /** Fields, as written, of which checks around this one tell that they have a value. */
  readonly guards: ReadonlySet<string>;
  readonly warn: (code: FilterWarningCode, message: string, span: Span) => void;
}
