/** What is known of all events of a stretch of a capture, without reading it. */
export interface EventSummary {
  /** Numbers of the first and the last event. */
  readonly firstNumber: number;
  readonly lastNumber: number;
  /** Times of the earliest and the latest event, in nanoseconds since 1970. */
  readonly earliestTsNs: bigint;
  readonly latestTsNs: bigint;
  /** Time that all the events count theirs from (`evt.reltime`); undefined where there is not one for all. */
  readonly startTsNs: bigint | undefined;
  /** Codes of the events. */
  readonly codes: readonly number[];
  /** Thread ids of the events, ids of their threads' processes, names of their programs; undefined where too many. */
  readonly tids: readonly number[] | undefined;
  readonly pids: readonly number[] | undefined;
  readonly comms: readonly string[] | undefined;
}

/** Whether one of the events may pass; false only where none can. */
export type SummaryTest = (summary: EventSummary) => boolean;
