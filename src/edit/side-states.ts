import { EventConverter } from "../decoder/converter.ts";
import type { EventRecord } from "../decoder/event.ts";
import type { Schema } from "../schema/types.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { stateOfHead } from "./read-back.ts";
import { stateEffectOf } from "./state-effect.ts";

/** The last event that sysdig 0.29.3 knows, open_by_handle_at; captures with later ones are not of its age. */
const LAST_CODE_OF_SYSDIG = 337;

/**
 * A section's state as others follow it, beside that of the recorded view: the current view, which gives orphans other
 * parents, and sysdig 0.29.3, which keeps fds that an exec closed. What is written of a state tells each its own.
 */
export class SideStates {
  readonly current: CaptureState;
  /** Undefined once there was an event that sysdig does not know, unless it is written for. */
  sysdig: CaptureState | undefined;
  private readonly converter: EventConverter;
  private readonly isForSysdig: boolean;
  private threads = -1;

  /** `head` is what stands before the section's first event. */
  constructor(head: Uint8Array, schema: Schema, isForSysdig: boolean) {
    this.current = stateOfHead(head, schema, { view: "current" });
    this.sysdig = stateOfHead(head, schema, { compatible: true });
    this.converter = new EventConverter(schema);
    this.isForSysdig = isForSysdig;
  }

  /** Follows an event that the state of the recorded view is at. */
  apply(event: EventRecord, recorded: CaptureState): void {
    if (event.code > LAST_CODE_OF_SYSDIG && !this.isForSysdig) this.sysdig = undefined;
    this.sysdig?.apply(event);
    if (this.sawThread(recorded) || stateEffectOf(event, recorded) !== "none") {
      if (recorded.enter !== undefined) this.applyConverted(recorded.enter);
      this.applyConverted(event);
    }
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
