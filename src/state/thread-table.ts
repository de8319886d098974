import { changeFd, type FdEntry } from "./fd.ts";
import { CloneFlag, createThread, isLeader, type Thread } from "./thread.ts";

/** Fd tables, which forked processes share until one of them changes its own. */
export type FdTable = ReadonlyMap<number, FdEntry>;

/** Threads made up for tids the capture says nothing about stop here, so that random tids cannot fill the memory. */
const MAX_PLACEHOLDERS = 131_072;
const MAX_THREADS = 1_000_000;
/** Entries of one table beyond this many are not tracked. */
const MAX_FDS_PER_PROCESS = 65_536;
/** Beyond this many entries in copies of forked tables, tables stay shared. */
const MAX_COPIED_FDS = 4_000_000;

/** All threads known at an event, the processes they form, and their fds. */
export class ThreadTable {
  readonly byTid = new Map<number, Thread>();
  /** Tids of each process. */
  readonly groups = new Map<number, Set<number>>();
  /** Processes that adopt the orphans among their descendants. */
  readonly reapers = new Set<number>();
  private readonly sharedFds = new WeakSet<FdTable>();
  private placeholders = 0;
  private copiedFds = 0;

  get(tid: number): Thread | undefined {
    return this.byTid.get(tid);
  }

  /** Adds a thread, replacing one with the same tid. */
  add(thread: Thread): void {
    const { tid, pid } = thread;
    if (this.byTid.has(tid)) this.remove(tid);
    else if (this.byTid.size >= MAX_THREADS) return;
    this.byTid.set(tid, thread);
    const group = this.groups.get(pid);
    if (group === undefined) this.groups.set(pid, new Set([tid]));
    else group.add(tid);
    if (pid === 1 || thread.vpid === 1) this.reapers.add(pid);
  }

  /** Adds a thread made up for a tid of which nothing is known; undefined when there are too many already. */
  addPlaceholder(known: Pick<Thread, "tid" | "pid">): Thread | undefined {
    if (this.placeholders >= MAX_PLACEHOLDERS) return undefined;
    this.placeholders++;
    const thread = { ...createThread(known.tid), ...known };
    this.add(thread);
    return thread;
  }

  remove(tid: number): void {
    const thread = this.byTid.get(tid);
    if (thread === undefined) return;
    this.byTid.delete(tid);
    this.releaseFds(thread);
    const group = this.groups.get(thread.pid);
    group?.delete(tid);
    if (group?.size !== 0) return;
    this.groups.delete(thread.pid);
    this.reapers.delete(thread.pid);
  }

  /** Moves a thread to the process it turned out to belong to. */
  changeProcess(thread: Thread, pid: number): void {
    this.remove(thread.tid);
    thread.pid = pid;
    this.add(thread);
  }

  /** Takes a dead thread away; a leader only once the last thread of its process, which shares its fds, has gone. */
  bury(thread: Thread): void {
    const group = this.groups.get(thread.pid);
    if (isLeader(thread) && group !== undefined && group.size > 1) {
      thread.flags |= CloneFlag.CLOSED;
      return;
    }
    this.remove(thread.tid);
    const leader = this.byTid.get(thread.pid);
    if (leader !== undefined && isDead(leader) && group?.size === 1) this.remove(leader.tid);
  }

  leaderOf(thread: Thread): Thread | undefined {
    return isLeader(thread) ? thread : this.byTid.get(thread.pid);
  }

  fd(thread: Thread, number: number): FdEntry | undefined {
    return this.holderOf(thread).fds?.get(number);
  }

  /** The fds of a thread, which those of other processes may be too: they are changed with `setFd` and `deleteFd`. */
  fdsOf(thread: Thread): FdTable {
    return this.holderOf(thread).fds ?? NO_FDS;
  }

  setFd(thread: Thread, number: number, entry: FdEntry): void {
    const fds = this.ownFds(this.holderOf(thread));
    if (fds.size < MAX_FDS_PER_PROCESS || fds.has(number)) fds.set(number, entry);
  }

  deleteFd(thread: Thread, number: number): void {
    const holder = this.holderOf(thread);
    if (holder.fds?.has(number)) this.ownFds(holder).delete(number);
  }

  /** Gives a new process the fds of the one it was forked from. */
  forkFds(from: Thread, to: Thread): void {
    const { fds } = this.holderOf(from);
    if (fds === undefined) return;
    this.sharedFds.add(fds);
    to.fds = fds;
  }

  /** After an exec: the fds marked close-on-exec are gone, the thread is the only one of its process and owns the rest. */
  keepFdsAfterExec(thread: Thread): void {
    const fds = this.fdsOf(thread);
    const closed = [...fds].filter(([, entry]) => entry.closeOnExec);
    const holder = this.holderOf(thread);
    for (const [number] of closed) this.deleteFd(thread, number);
    thread.fds = holder.fds;
  }

  /** Marks all fds between two numbers close-on-exec. */
  markCloseOnExec(thread: Thread, first: number, last: number): void {
    for (const [number, entry] of [...this.fdsOf(thread)]) {
      if (number >= first && number <= last)
        this.setFd(thread, number, changeFd(entry, { closeOnExec: true }));
    }
  }

  private holderOf(thread: Thread): Thread {
    return (thread.flags & CloneFlag.FILES) === 0 ? thread : (this.leaderOf(thread) ?? thread);
  }

  /** The thread's table, copied first where others share it. */
  private ownFds(holder: Thread): Map<number, FdEntry> {
    const { fds } = holder;
    if (fds === undefined) {
      holder.fds = new Map();
      return holder.fds;
    }
    if (!this.sharedFds.has(fds) || this.copiedFds + fds.size > MAX_COPIED_FDS) return fds;
    this.copiedFds += fds.size;
    holder.fds = new Map(fds);
    return holder.fds;
  }

  private releaseFds({ fds }: Thread): void {
    if (fds !== undefined && !this.sharedFds.has(fds))
      this.copiedFds = Math.max(0, this.copiedFds - fds.size);
  }
}

const NO_FDS: FdTable = new Map();

/** Whether a thread has exited; a dead leader stays in the table while its process lives. */
export function isDead({ flags }: Thread): boolean {
  return (flags & CloneFlag.CLOSED) !== 0;
}
