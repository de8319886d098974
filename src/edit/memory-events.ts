import { copyEvent } from "../decoder/copy-event.ts";
import type { EventRecord } from "../decoder/event.ts";
import { paramIndex } from "../decoder/params.ts";
import type { ByteSink } from "../format/byte-sink.ts";
import type { Thread } from "../state/thread.ts";
import { writeStateOnly } from "./state-only-event.ts";

/** The last events of a thread: of the calls that change its memory, and of the scheduler. */
interface HeldEvents {
  call: EventRecord | undefined;
  turn: EventRecord | undefined;
}

/** Records kept for reuse. */
const MAX_SPARE = 1024;

/**
 * Events left out that told how much memory a process uses and how often its threads waited for a page. They are many,
 * and only the last ones before an event that is kept can be seen in it, so those are held back until then.
 */
export class MemoryEvents {
  /** By process and thread: what one thread tells may be of the whole process, so that all go together, in their order. */
  private readonly ofProcesses = new Map<number, Map<number, HeldEvents>>();
  private readonly spare: EventRecord[] = [];

  hold(event: EventRecord, { tid, pid }: Thread): void {
    const held = this.heldOf(pid, tid);
    if (event.spec?.name === "switch") held.turn = copyEvent(event, held.turn ?? this.spare.pop());
    else held.call = copyEvent(event, held.call ?? this.spare.pop());
  }

  /** Writes those that an event of the thread shows, in their order; returns how many. */
  release(sink: ByteSink, { pid }: Thread): number {
    const ofThreads = this.ofProcesses.get(pid);
    if (ofThreads === undefined) return 0;
    this.ofProcesses.delete(pid);
    const due: EventRecord[] = [];
    for (const { call, turn } of ofThreads.values()) {
      if (call !== undefined) due.push(call);
      if (turn !== undefined) due.push(turn);
    }
    if (due.length > 1) due.sort((a, b) => a.number - b.number);
    for (const event of due) {
      writeStateOnly(sink, event);
      if (this.spare.length < MAX_SPARE) this.spare.push(event);
    }
    return due.length;
  }

  clear(): void {
    this.ofProcesses.clear();
  }

  private heldOf(pid: number, tid: number): HeldEvents {
    let ofThreads = this.ofProcesses.get(pid);
    if (ofThreads === undefined) {
      ofThreads = new Map();
      this.ofProcesses.set(pid, ofThreads);
    }
    let held = ofThreads.get(tid);
    if (held === undefined) {
      held = { call: undefined, turn: undefined };
      ofThreads.set(tid, held);
    }
    return held;
  }
}

/** Whether what is held must come before an event that is no kept one: it has figures of its own, or the thread ends. */
export function endsMemory(event: EventRecord): boolean {
  return event.spec?.name === "procexit" || paramIndex(event, "vm_size") >= 0;
}
