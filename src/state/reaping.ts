import { CloneFlag, isComplete, type Thread } from "./thread.ts";
import { isDead, type ThreadTable } from "./thread-table.ts";

/** What a process without a parent has as parent. */
const NO_PARENT = 0;
/** The first process, which has no parent. */
const INIT_PID = 1;
/** Lines of ancestors are followed so far; those of real machines are much shorter. */
const MAX_GENERATIONS = 1000;

/**
 * A parent that is not known when its child becomes known is none: its number may become that of another process. Nor is
 * a thread its own parent.
 */
export function forgetUnknownParent(threads: ThreadTable, thread: Thread): void {
  if (!isComplete(thread) || thread.pid === INIT_PID) return;
  const parent = threads.get(thread.ptid);
  if (parent === undefined || parent === thread || !isComplete(parent)) threads.setParent(thread, NO_PARENT);
}

/**
 * Gives the children of a thread that exits a new parent: the one the kernel told, else a living thread of the same
 * process, else the nearest ancestor that adopts orphans. That process adopts orphans from then on.
 */
export function reparentChildren(threads: ThreadTable, dying: Thread, reaperTid: number | undefined): void {
  const children = [...threads.childrenOf(dying.tid)].filter((tid) => tid !== dying.tid);
  if (children.length === 0 || !threads.mayAdopt(children.length)) return;
  const told = reaperTid !== undefined && reaperTid > 0 ? threads.get(reaperTid) : undefined;
  const known = told !== undefined && isComplete(told) ? told : undefined;
  const reaper = known ?? livingThread(threads, dying.pid, dying.tid) ?? adoptingAncestor(threads, dying);
  if (reaper !== undefined && reaper.pid !== dying.pid) threads.reapers.add(reaper.pid);
  for (const tid of children) {
    const child = threads.get(tid);
    if (child !== undefined) threads.setParent(child, reaper?.tid ?? NO_PARENT);
  }
}

function livingThread(threads: ThreadTable, pid: number, except: number): Thread | undefined {
  for (const tid of threads.groups.get(pid) ?? []) {
    const thread = threads.get(tid);
    if (thread !== undefined && tid !== except && !isDead(thread)) return thread;
  }
  return undefined;
}

/** Walks up the parents, so far that a chain that runs in a circle ends as well. */
function adoptingAncestor(threads: ThreadTable, dying: Thread): Thread | undefined {
  let ancestor = threads.get(dying.ptid);
  for (let k = 0; k < MAX_GENERATIONS && ancestor !== undefined; k++) {
    if (isInNamespace(ancestor) !== isInNamespace(dying)) return undefined;
    if (threads.reapers.has(ancestor.pid)) {
      const adopting = livingThread(threads, ancestor.pid, dying.tid);
      if (adopting !== undefined) return adopting;
    }
    ancestor = threads.get(ancestor.ptid);
  }
  return undefined;
}

/** Whether the thread runs in a pid namespace of its own. */
export function isInNamespace({ flags, tid, vtid }: Thread): boolean {
  return (flags & CloneFlag.CHILD_IN_PIDNS) !== 0 || (vtid >= 0 && vtid !== tid);
}
