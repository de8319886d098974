import { EventConverter } from "../decoder/converter.ts";
import type { EventRecord } from "../decoder/event.ts";
import { asKnownTo } from "../schema/sysdig-schema.ts";
import type { Schema } from "../schema/types.ts";
import type { CaptureState, StateOptions } from "../state/capture-state.ts";
import type { FdType } from "../state/fd.ts";
import { stateOfHead } from "./read-back.ts";
import { stateEffectOf } from "./state-effect.ts";

/** Where a capture lists fds of these types, sysdig 0.29.3 does not open it. */
const UNKNOWN_TO_SYSDIG: ReadonlySet<FdType> = new Set(["bpf", "userfaultfd", "io_uring", "memfd", "pidfd"]);

/** How the states of others are followed. */
export interface SideOptions {
  /** What events are decoded with. */
  readonly schema: Schema;
  /**
   * The event table of sysdig 0.29.3 (`loadSysdigSchema`), which learns nothing from what that lacks; without it that
   * program is taken for one that knows all events.
   */
  readonly sysdigSchema?: Schema | undefined;
  /** Whether its state is wanted even where it does not open the capture. */
  readonly isForSysdig: boolean;
}

/**
 * A state as others have it, beside that of the recorded view: the current view, which gives orphans other parents, and
 * sysdig 0.29.3, which keeps fds that an exec closed. What is written of a state tells each its own.
 */
export interface OtherStates {
  readonly current: CaptureState;
  /** Undefined where sysdig does not open the capture, unless it is written for. */
  readonly sysdig: CaptureState | undefined;
}

/** How the states of others are made. */
export const OTHER_OPTIONS = {
  current: { view: "current" },
  sysdig: { compatible: true, isWritten: true },
} as const satisfies Record<string, StateOptions>;

/** Follows the states of others event by event. */
export class SideStates implements OtherStates {
  readonly current: CaptureState;
  readonly sysdig: CaptureState | undefined;
  private readonly known: Schema | undefined;
  private readonly converter: EventConverter;
  private threads = -1;

  constructor({ current, sysdig }: OtherStates, { schema, sysdigSchema }: SideOptions) {
    this.current = current;
    this.sysdig = sysdig;
    this.known = sysdigSchema && asKnownTo(sysdigSchema, schema);
    this.converter = new EventConverter(schema);
  }

  /** Follows an event that the state of the recorded view is at. */
  apply(event: EventRecord, recorded: CaptureState): void {
    this.applyAsKnown(event);
    if (this.sawThread(recorded) || stateEffectOf(event, recorded) !== "none") {
      if (recorded.enter !== undefined) this.applyConverted(recorded.enter);
      this.applyConverted(event);
    }
  }

  /** Has sysdig's state follow an event as far as that program knows it. */
  private applyAsKnown(event: EventRecord): void {
    const { known, sysdig } = this;
    if (sysdig === undefined) return;
    const { spec } = event;
    if (known !== undefined) event.spec = known.event(event.code);
    if (event.spec !== undefined) sysdig.apply(event);
    event.spec = spec;
  }

  /** Whether a thread became known or went. */
  private sawThread({ threads }: CaptureState): boolean {
    const { size } = threads.byTid;
    const isOther = size !== this.threads;
    this.threads = size;
    return isOther;
  }

  private applyConverted(event: EventRecord): void {
    const converted = this.converter.convert(event);
    if (converted !== undefined) this.current.apply(converted);
  }

  /** Takes away what the events so far closed or ended. */
  finishRemovals(): void {
    this.sysdig?.finishRemovals();
    this.current.finishRemovals();
  }

  /** Copies what is still needed of the events so far, which need not be kept in memory any longer. */
  releaseEvents(): void {
    this.sysdig?.releaseEvents();
    this.current.releaseEvents();
  }
}

/** The states that lists tell others; `head` is what stands before a section's first event. */
export function sidesOfHead(head: Uint8Array, options: SideOptions): SideStates {
  const { schema, isForSysdig } = options;
  const current = stateOfHead(head, schema, OTHER_OPTIONS.current);
  const sysdig = stateOfHead(head, schema, OTHER_OPTIONS.sysdig);
  const isOpened = isForSysdig || isOpenedBySysdig(sysdig);
  return new SideStates({ current, sysdig: isOpened ? sysdig : undefined }, options);
}

export function isOpenedBySysdig({ threads }: CaptureState): boolean {
  for (const { fds } of threads.byTid.values())
    for (const { type } of fds?.values() ?? []) if (UNKNOWN_TO_SYSDIG.has(type)) return false;
  return true;
}
