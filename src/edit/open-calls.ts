import type { EventRecord } from "../decoder/event.ts";
import type { ByteSink } from "../format/byte-sink.ts";
import { writeStateOnly } from "./state-only-event.ts";

/** The calls that have begun and not ended in what was written so far, by thread. */
export class OpenCalls {
  private readonly open = new Map<number, { readonly number: number; readonly code: number }>();

  /**
   * Makes sure that a reader of what is written joins an event that is written next with the same enter event as a reader
   * of the whole capture does, or with none. Returns how many events that took.
   */
  prepare(sink: ByteSink, event: EventRecord, enter: EventRecord | undefined): number {
    const { spec, tid, number, code } = event;
    if (spec === undefined || spec.source !== "SYSCALL") return 0;
    if (!spec.isExit) {
      this.open.set(tid, { number, code });
      return 0;
    }
    const open = this.open.get(tid);
    this.open.delete(tid);
    if (enter !== undefined) return open?.number === enter.number ? 0 : this.complete(sink, enter);
    if (open?.code !== code - 1) return 0;
    // The call that is open here was ended by an event left out: this one must not end it.
    writeStateOnly(sink, event);
    return 1;
  }

  /** Writes an enter event for the state alone. */
  write(sink: ByteSink, enter: EventRecord): void {
    writeStateOnly(sink, enter);
    this.open.set(enter.tid, { number: enter.number, code: enter.code });
  }

  clear(): void {
    this.open.clear();
  }

  private complete(sink: ByteSink, enter: EventRecord): number {
    writeStateOnly(sink, enter);
    return 1;
  }
}
