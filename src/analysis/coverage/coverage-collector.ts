import { type EventRecord, readI64 } from "../../decoder/event.ts";
import { readUnsigned } from "../../decoder/number-text.ts";
import { isMalformed } from "../../decoder/param-value.ts";
import { paramLength, paramStart } from "../../decoder/params.ts";
import { AT_FDCWD } from "../../decoder/type-text.ts";
import type { BlockBatch } from "../../format/block-batch.ts";
import { blockTypeOf } from "../../format/catalogue.ts";
import type { EventSpec, FlagTable, ParamSpec } from "../../schema/types.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import type { FdType } from "../../state/fd.ts";

/** What captures show of one parameter of an event. */
export interface ParamTally {
  /** Events in which it has a value, is empty, has bytes that are no value of its type. */
  values: number;
  empty: number;
  malformed: number;
  /** Entries of its flag table that occurred, by their index; undefined where it has no table. */
  readonly flagsSeen: Set<number> | undefined;
  /** `DYN` only: the forms that occurred. */
  readonly formsSeen: Set<number>;
}

/** What captures show of one event of the table. */
export interface EventTally {
  readonly spec: EventSpec;
  count: number;
  readonly params: readonly ParamTally[];
}

/**
 * Counts what captures exercise of a schema: events, parameters, named values, errnos, kinds of fds, block versions.
 * What it keeps is bounded by the schema, not by the captures.
 */
export class CoverageCollector {
  readonly events = new Map<number, EventTally>();
  readonly errnos = new Map<number, number>();
  readonly fdTypes = new Map<FdType, number>();
  /** Blocks by their type's id; of unknown types only the first hundred ids. */
  readonly blocks = new Map<number, number>();
  eventCount = 0;
  unknownEvents = 0;

  addBlocks(batch: BlockBatch): void {
    for (let index = 0; index < batch.count; index++) {
      const id = batch.types[index] as number;
      const isNew = !this.blocks.has(id);
      if (isNew && this.blocks.size >= MAX_BLOCK_TYPES && blockTypeOf(id).kind === "unknown") continue;
      this.blocks.set(id, (this.blocks.get(id) ?? 0) + 1);
    }
  }

  addEvent(event: EventRecord, state: CaptureState): void {
    this.eventCount++;
    const { spec } = event;
    if (spec === undefined) {
      this.unknownEvents++;
      return;
    }
    const tally = this.tallyOf(spec);
    tally.count++;
    const count = Math.min(event.paramCount, spec.params.length);
    for (let index = 0; index < count; index++) this.addParam(event, state, tally, index);
  }

  private addParam(
    event: EventRecord,
    state: CaptureState,
    { spec, params }: EventTally,
    index: number,
  ): void {
    const param = spec.params[index] as ParamSpec;
    const tally = params[index] as ParamTally;
    const length = paramLength(event, index);
    if (length === 0) tally.empty++;
    else if (isMalformed(event, index)) tally.malformed++;
    else {
      tally.values++;
      this.addValue(event, state, param, tally, paramStart(event, index), length);
    }
  }

  private addValue(
    event: EventRecord,
    state: CaptureState,
    param: ParamSpec,
    tally: ParamTally,
    start: number,
    length: number,
  ): void {
    const { type, flags } = param;
    if (flags !== undefined) addFlags(tally, flags, readUnsigned(event, start, length));
    else if (type === "FD" || type === "ERRNO") this.addResult(event, state, type, start);
    else if (type === "DYN") tally.formsSeen.add(event.bytes[start] as number);
  }

  /** An fd by its kind; what is negative is an errno. */
  private addResult(
    { view, littleEndian }: EventRecord,
    state: CaptureState,
    type: "FD" | "ERRNO",
    start: number,
  ): void {
    const value = readI64(view, start, littleEndian);
    if (type === "FD" && value === AT_FDCWD) return;
    if (value < 0 && value >= -MAX_ERRNO) this.errnos.set(-value, (this.errnos.get(-value) ?? 0) + 1);
    if (value < 0 || type !== "FD") return;
    const fd = state.fd(value);
    if (fd !== undefined) this.fdTypes.set(fd.type, (this.fdTypes.get(fd.type) ?? 0) + 1);
  }

  private tallyOf(spec: EventSpec): EventTally {
    let tally = this.events.get(spec.code);
    if (tally === undefined) {
      tally = { spec, count: 0, params: spec.params.map(blankTally) };
      this.events.set(spec.code, tally);
    }
    return tally;
  }
}

const MAX_BLOCK_TYPES = 100;
/** The largest errno that the kernel returns (MAX_ERRNO). */
const MAX_ERRNO = 4095;

function blankTally({ flags }: ParamSpec): ParamTally {
  return { values: 0, empty: 0, malformed: 0, flagsSeen: flags && new Set(), formsSeen: new Set() };
}

/** Notes which entries of the table the value shows: bits that are set, or the value as a whole. */
function addFlags({ flagsSeen }: ParamTally, { kind, entries }: FlagTable, value: number): void {
  if (flagsSeen === undefined || flagsSeen.size === entries.length) return;
  entries.forEach((entry, index) => {
    const bits = entry.value >>> 0;
    const isShown = kind === "enum" || bits === 0 ? value === bits : (value & bits) >>> 0 === bits;
    if (isShown) flagsSeen.add(index);
  });
}
