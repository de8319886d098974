import { copyEvent } from "../decoder/copy-event.ts";
import type { EventRecord } from "../decoder/event.ts";
import { paramIndex } from "../decoder/params.ts";
import type { ByteSink } from "../format/byte-sink.ts";
import type { Thread } from "../state/thread.ts";
import { writeStateOnly } from "./state-only-event.ts";

/**
 * Events left out that told how much memory a process uses. They are many, and only the last ones before an event that is
 * kept can be seen in it, so each thread has its last one held back until then.
 */
export class MemoryEvents {
  /** By thread, for what tells of the thread itself. */
  private readonly ofThreads = new Map<number, EventRecord>();
  /** By process, for what tells of the leader. */
  private readonly ofProcesses = new Map<number, EventRecord>();

  hold(event: EventRecord, { tid, pid }: Thread): void {
    const [held, key] = event.spec?.name === "switch" ? [this.ofProcesses, pid] : [this.ofThreads, tid];
    held.set(key, copyEvent(event, held.get(key)));
  }

  /** Writes those that an event of the thread shows, in their order; returns how many. */
  release(sink: ByteSink, { tid, pid }: Thread): number {
    if (this.ofThreads.size === 0 && this.ofProcesses.size === 0) return 0;
    const due = new Set(
      [this.ofThreads.get(tid), this.ofThreads.get(pid), this.ofProcesses.get(pid)].filter(
        (event) => event !== undefined,
      ),
    );
    for (const event of [...due].sort((a, b) => a.number - b.number)) writeStateOnly(sink, event);
    this.ofThreads.delete(tid);
    this.ofThreads.delete(pid);
    this.ofProcesses.delete(pid);
    return due.size;
  }

  clear(): void {
    this.ofThreads.clear();
    this.ofProcesses.clear();
  }
}

/** Whether what is held must come before an event that is no kept one: it has figures of its own, or the thread ends. */
export function endsMemory(event: EventRecord): boolean {
  return event.spec?.name === "procexit" || paramIndex(event, "vm_size") >= 0;
}
