import { changeFd, type FdEntry } from "./fd.ts";
import { type FdTable, OwnedFdTable } from "./fd-table.ts";
import { CloneFlag, createThread, isLeader, type Thread } from "./thread.ts";

/** Threads made up for tids the capture says nothing about stop here, so that random tids cannot fill the memory. */
const MAX_PLACEHOLDERS = 131_072;
const MAX_THREADS = 1_000_000;
/** Entries of one table beyond this many are not tracked. */
const MAX_FDS_PER_PROCESS = 65_536;
/** Beyond this many entries in copies of forked tables, tables stay shared. */
const MAX_COPIED_FDS = 4_000_000;
/** Copies of tables up to this size are made whenever they are due. */
const SMALL_TABLE = 1000;
/** Entries that copies of larger tables may have in all, given back or not: it is the time that they take. */
const LARGE_COPIES = 16_000_000;
/** What each change of an fd adds to that, so that long captures do not run out of it. */
const LARGE_COPIES_PER_CHANGE = 64;
/** Children that threads which exit may hand on, and what each thread adds to that: they could be handed back and forth. */
const ADOPTIONS = 4_000_000;
const ADOPTIONS_PER_THREAD = 16;
/** What an entry marked close-on-exec, which is a new one, takes from it. */
const MARK_COST = 16;

/** All threads known at an event, the processes they form, and their fds. */
export class ThreadTable {
  readonly byTid = new Map<number, Thread>();
  /** Tids of each process. */
  readonly groups = new Map<number, Set<number>>();
  /** Processes that adopt the orphans among their descendants. */
  readonly reapers = new Set<number>();
  /** Tids by the parent's tid. */
  private readonly children = new Map<number, Set<number>>();
  /** Threads that belong to another process than they tell, and which (`misplace`). */
  private readonly strays = new Map<Thread, number>();
  private placeholders = 0;
  private copiedFds = 0;
  private largeCopiesLeft = LARGE_COPIES;
  private adoptionsLeft = ADOPTIONS;

  get(tid: number): Thread | undefined {
    return this.byTid.get(tid);
  }

  /** Adds a thread, replacing one with the same tid. */
  add(thread: Thread): void {
    const { tid, pid } = thread;
    if (this.byTid.has(tid)) this.remove(tid);
    else if (this.byTid.size >= MAX_THREADS) return;
    this.byTid.set(tid, thread);
    this.adoptionsLeft += ADOPTIONS_PER_THREAD;
    addTo(this.groups, pid, tid);
    addTo(this.children, thread.ptid, tid);
    if (pid === 1 || thread.vpid === 1) this.reapers.add(pid);
  }

  /** Adds a thread made up for a tid of which nothing is known; undefined when there are too many already. */
  addPlaceholder(known: Pick<Thread, "tid" | "pid">): Thread | undefined {
    if (this.placeholders >= MAX_PLACEHOLDERS) return undefined;
    this.placeholders++;
    const thread = createThread(known.tid);
    thread.pid = known.pid;
    this.add(thread);
    return thread;
  }

  remove(tid: number): void {
    const thread = this.byTid.get(tid);
    if (thread === undefined) return;
    this.releaseFds(thread);
    this.takeOut(thread);
  }

  /** Tids of the threads whose parent a thread is. */
  childrenOf(tid: number): ReadonlySet<number> {
    return this.children.get(tid) ?? NO_TIDS;
  }

  /** Whether so many children may be handed on; beyond the limit they keep the number of the parent that has gone. */
  mayAdopt(count: number): boolean {
    if (count > this.adoptionsLeft) return false;
    this.adoptionsLeft -= count;
    return true;
  }

  /** Gives a thread another parent; the parent of a thread in the table is changed in no other way. */
  setParent(thread: Thread, ptid: number): void {
    if (this.byTid.get(thread.tid) === thread) {
      deleteFrom(this.children, thread.ptid, thread.tid);
      addTo(this.children, ptid, thread.tid);
    }
    thread.ptid = ptid;
  }

  /** Moves a thread to the process it turned out to belong to. */
  changeProcess(thread: Thread, pid: number): void {
    if (this.byTid.get(thread.tid) === thread) this.takeOut(thread);
    thread.pid = pid;
    this.add(thread);
  }

  /**
   * Gives a thread the number of another process and leaves it in its own, where libs is to be equalled: it finds no
   * main thread for it then.
   */
  misplace(thread: Thread, pid: number): void {
    const own = this.processOf(thread);
    thread.pid = pid;
    if (own === pid) this.strays.delete(thread);
    else this.strays.set(thread, own);
  }

  /** Tids of the threads of a thread's process. */
  groupOf(thread: Thread): ReadonlySet<number> {
    return this.groups.get(this.processOf(thread)) ?? NO_TIDS;
  }

  private processOf(thread: Thread): number {
    return this.strays.get(thread) ?? thread.pid;
  }

  /** Takes a dead thread away; a leader only once the last thread of its process, which shares its fds, has gone. */
  bury(thread: Thread): void {
    const group = this.groupOf(thread);
    if (isLeader(thread) && group.size > 1) {
      thread.flags |= CloneFlag.CLOSED;
      return;
    }
    this.remove(thread.tid);
    const leader = this.byTid.get(thread.pid);
    if (leader !== undefined && isDead(leader) && group.size === 1) this.remove(leader.tid);
  }

  leaderOf(thread: Thread): Thread | undefined {
    if (isLeader(thread)) return thread;
    return this.strays.has(thread) ? undefined : this.byTid.get(thread.pid);
  }

  fd(thread: Thread, number: number): FdEntry | undefined {
    return this.holderOf(thread).fds?.get(number);
  }

  /** The fds of a thread, which those of other processes may be too: they are changed with `setFd` and `deleteFd`. */
  fdsOf(thread: Thread): FdTable {
    return this.holderOf(thread).fds ?? NO_FDS;
  }

  /** Whether the fds that the thread sees are in a table of its own, not in that of its leader. */
  ownsFds(thread: Thread): boolean {
    return thread.fds !== undefined && this.holderOf(thread) === thread;
  }

  setFd(thread: Thread, number: number, entry: FdEntry): void {
    this.largeCopiesLeft += LARGE_COPIES_PER_CHANGE;
    this.putFd(thread, number, entry);
  }

  private putFd(thread: Thread, number: number, entry: FdEntry): void {
    const fds = this.ownFds(this.holderOf(thread));
    if (fds.size >= MAX_FDS_PER_PROCESS && !fds.has(number)) return;
    fds.put(number, entry);
  }

  deleteFd(thread: Thread, number: number): void {
    const holder = this.holderOf(thread);
    if (!holder.fds?.has(number)) return;
    this.ownFds(holder).drop(number);
  }

  /** Gives a new process the fds of the one it was forked from. */
  forkFds(from: Thread, to: Thread): void {
    this.shareFds(this.holderOf(from), to);
  }

  /** After an exec: the fds marked close-on-exec are gone, the thread is the only one of its process and owns the rest. */
  keepFdsAfterExec(thread: Thread): void {
    const holder = this.holderOf(thread);
    for (const number of [...(holder.fds?.closeOnExec ?? [])]) this.deleteFd(thread, number);
    if (holder === thread) return;
    this.releaseFds(thread);
    this.shareFds(holder, thread);
  }

  /** Removes all fds between two numbers. */
  deleteFds(thread: Thread, first: number, last: number): void {
    for (const number of this.fdsBetween(thread, first, last)) this.deleteFd(thread, number);
  }

  /** Numbers of the fds between two others; none where large tables were walked through too often. */
  private fdsBetween(thread: Thread, first: number, last: number): readonly number[] {
    const { fds } = this.holderOf(thread);
    if (fds === undefined) return [];
    const isNarrow = last - first < fds.size;
    const steps = isNarrow ? last - first : fds.size;
    if (steps > SMALL_TABLE) {
      if (steps > this.largeCopiesLeft) return [];
      this.largeCopiesLeft -= steps;
    }
    return isNarrow
      ? numbersFrom(first, last).filter((number) => fds.has(number))
      : [...fds.keys()].filter((number) => number >= first && number <= last);
  }

  /** Marks all fds between two numbers close-on-exec. */
  markCloseOnExec(thread: Thread, first: number, last: number): void {
    const { fds } = this.holderOf(thread);
    if (fds === undefined || fds.closeOnExec.size === fds.size) return;
    for (const number of this.fdsBetween(thread, first, last)) {
      const entry = fds.get(number);
      if (entry === undefined || entry.closeOnExec) continue;
      this.putFd(thread, number, changeFd(entry, { closeOnExec: true }));
      if (fds.size > SMALL_TABLE) this.largeCopiesLeft -= MARK_COST;
    }
  }

  private holderOf(thread: Thread): Thread {
    return (thread.flags & CloneFlag.FILES) === 0 ? thread : (this.leaderOf(thread) ?? thread);
  }

  /** The thread's table, copied first where others share it. */
  private ownFds(holder: Thread): OwnedFdTable {
    holder.fds ??= new OwnedFdTable();
    const { fds } = holder;
    return fds.holders > 1 && this.mayCopy(fds) ? this.copyFds(holder, fds) : fds;
  }

  private mayCopy({ size }: FdTable): boolean {
    return this.copiedFds + size <= MAX_COPIED_FDS && (size <= SMALL_TABLE || size <= this.largeCopiesLeft);
  }

  private copyFds(holder: Thread, fds: OwnedFdTable): OwnedFdTable {
    const copy = fds.copy();
    this.copiedFds += fds.size;
    if (fds.size > SMALL_TABLE) this.largeCopiesLeft -= fds.size;
    this.releaseFds(holder);
    holder.fds = copy;
    return copy;
  }

  private shareFds({ fds }: Thread, to: Thread): void {
    if (fds === undefined) return;
    fds.holders++;
    to.fds = fds;
  }

  /** Takes its table from a thread; the last holder gives back what a copy took from the budget. */
  private releaseFds(thread: Thread): void {
    const { fds } = thread;
    if (fds === undefined) return;
    thread.fds = undefined;
    fds.holders--;
    if (fds.holders === 0) this.copiedFds -= fds.copied;
  }

  /** Takes a thread out of the table, with the fds that it has. */
  private takeOut(thread: Thread): void {
    const { tid, ptid } = thread;
    const pid = this.processOf(thread);
    this.strays.delete(thread);
    this.byTid.delete(tid);
    deleteFrom(this.children, ptid, tid);
    deleteFrom(this.groups, pid, tid);
    if (!this.groups.has(pid)) this.reapers.delete(pid);
  }
}

function numbersFrom(first: number, last: number): number[] {
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, index) => first + index);
}

const NO_FDS: FdTable = new Map();
const NO_TIDS: ReadonlySet<number> = new Set();

function addTo(index: Map<number, Set<number>>, key: number, tid: number): void {
  const tids = index.get(key);
  if (tids === undefined) index.set(key, new Set([tid]));
  else tids.add(tid);
}

/** Sets that become empty go. */
function deleteFrom(index: Map<number, Set<number>>, key: number, tid: number): void {
  const tids = index.get(key);
  tids?.delete(tid);
  if (tids?.size === 0) index.delete(key);
}

/** Whether a thread has exited; a dead leader stays in the table while its process lives. */
export function isDead({ flags }: Thread): boolean {
  return (flags & CloneFlag.CLOSED) !== 0;
}
