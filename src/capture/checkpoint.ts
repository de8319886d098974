import type { RememberedTimes } from "../filter/field.ts";
import type { SectionHeader } from "../format/section-header.ts";

/** A place in a capture from which it can be read as if from its start. */
export interface Checkpoint {
  /** Offset of the event's block in the uncompressed capture. */
  readonly offset: number;
  /** Events before it. */
  readonly events: number;
  readonly littleEndian: boolean;
  /** Header of the section that it lies in. */
  readonly header: SectionHeader;
  /** Time that the section's events count theirs from (`evt.reltime`), as far as it is known there. */
  readonly startTsNs: bigint | undefined;
  /** A section that tells the state there: lists, and events for the state alone. */
  readonly state: Uint8Array;
  /** What fields remember there of the events before, by the fields' names. */
  readonly memories: FieldMemories;
}

/** What readers of fields remember, by the fields' names. */
export type FieldMemories = ReadonlyMap<string, RememberedTimes>;
