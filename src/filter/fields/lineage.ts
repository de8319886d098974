import type { EventRecord } from "../../decoder/event.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { isComplete, type Thread } from "../../state/thread.ts";
import { isDead } from "../../state/thread-table.ts";

/** Lines of ancestors are followed so far; those of real machines are much shorter. */
export const MAX_GENERATIONS = 1000;

/** The main thread of the process `level` generations up; at 0 that of the thread's own process. */
export function ancestorOf(state: CaptureState, thread: Thread, level: number): Thread | undefined {
  let process = state.leaderOf(thread);
  for (let k = 0; k < level && process !== undefined; k++) {
    const parent = state.threads.get(process.ptid);
    process = parent && state.leaderOf(parent);
  }
  return process;
}

export function parentOf(state: CaptureState, thread: Thread): Thread | undefined {
  return ancestorOf(state, thread, 1);
}

/** The ancestors of the thread's process, nearest first. A chain that runs in a circle ends where it would repeat. */
export function ancestorsOf(state: CaptureState, thread: Thread): Thread[] {
  const ancestors: Thread[] = [];
  const leader = state.leaderOf(thread);
  if (leader === undefined) return ancestors;
  const seen = new Set([leader.tid]);
  let next = state.threads.get(leader.ptid);
  while (next !== undefined && !seen.has(next.tid) && ancestors.length < MAX_GENERATIONS) {
    seen.add(next.tid);
    ancestors.push(next);
    next = state.threads.get(next.ptid);
  }
  return ancestors;
}

/**
 * The oldest ancestor in an unbroken line of processes with the same number, which is a session's or a process
 * group's: its leader, or what is left of it when that is gone. One that is its own parent is the oldest.
 */
export function oldestWithSame(
  state: CaptureState,
  thread: Thread,
  numberOf: (thread: Thread) => number,
): Thread | undefined {
  const number = numberOf(thread);
  const process = state.leaderOf(thread);
  let oldest = process?.ptid === process?.tid ? process : undefined;
  for (const ancestor of ancestorsOf(state, thread)) {
    if (numberOf(ancestor) !== number) break;
    oldest = ancestor;
  }
  return oldest;
}

/** Living threads of the process of the event's thread, and how many of them are not its main thread. */
export function countThreads(
  state: CaptureState,
  thread: Thread,
  { spec, tid: eventTid }: EventRecord,
): { all: number; others: number } {
  const dyingTid = spec?.name === "procexit" ? eventTid : undefined;
  let all = 0;
  let others = 0;
  // Threads whose process is not known are no process together.
  const tids = thread.pid < 0 ? [] : state.threads.groupOf(thread);
  for (const tid of tids) {
    const member = state.threads.get(tid);
    if (member === undefined || isDead(member) || tid === dyingTid) continue;
    if (state.view === "current" && !isComplete(member)) continue;
    all++;
    if (state.leaderOf(member) !== member) others++;
  }
  return { all, others };
}

/** Name and arguments of a program. */
export function commandLine({ comm, args }: Thread): string {
  return [comm, ...args].join(" ");
}

/** The environment, which the main thread holds for all threads of its process. */
export function environmentOf(state: CaptureState, thread: Thread): readonly string[] {
  return (state.leaderOf(thread) ?? thread).env;
}

/** The value of a variable without blanks around it; empty where it is not set. */
export function variable(environment: readonly string[], name: string): string {
  const found = environment.find((entry) => entry.length > name.length + 1 && entry.startsWith(`${name}=`));
  return found === undefined ? "" : found.slice(name.length + 1).replace(/^ +| +$/g, "");
}
