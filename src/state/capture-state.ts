import { copyEvent } from "../decoder/copy-event.ts";
import type { EventRecord } from "../decoder/event.ts";
import { AT_FDCWD, type TextContext } from "../decoder/type-text.ts";
import type { NetworkInterface } from "../format/interface-list.ts";
import type { MachineInfo } from "../format/machine-info.ts";
import type { EventSpec } from "../schema/types.ts";
import { Accounts } from "./accounts.ts";
import { FD_TYPES, type FdEntry } from "./fd.ts";
import { handlerOf } from "./handlers/table.ts";
import { asDirectory, joinPath } from "./path.ts";
import { CloneFlag, createThread, isLeader, type Thread } from "./thread.ts";

/** Threads made up for tids the capture says nothing about stop here, so that random tids cannot fill the memory. */
const MAX_PLACEHOLDERS = 131072;
/** Entries beyond this many are not tracked, for the same reason. */
export const MAX_FDS_PER_PROCESS = 65536;
const MAX_THREADS = 1_000_000;

/**
 * The machine as the capture's events left it: threads, their fds, users, interfaces. `apply` takes the events in
 * order; after it the state is that at the event, so a close still sees its fd and an exec already the new program.
 * One section of a capture has one state.
 */
export class CaptureState implements TextContext {
  readonly threads = new Map<number, Thread>();
  /** Tids of each process. */
  readonly groups = new Map<number, Set<number>>();
  readonly accounts = new Accounts();
  interfaces: readonly NetworkInterface[] = [];
  machine: MachineInfo | undefined;
  /** Thread of the event applied last. */
  thread: Thread | undefined;
  private placeholders = 0;
  private deadTid: number | undefined;
  private closedFd: { readonly fds: Map<number, FdEntry>; readonly fd: number } | undefined;

  /** Brings the state to the event. Events must come in the order of the capture. */
  apply(event: EventRecord): void {
    this.removeDead();
    const { spec, tid } = event;
    this.thread = this.threads.get(tid);
    if (spec === undefined) return;
    if (this.thread === undefined && tid >= 0 && tellsOfThread(spec)) this.thread = this.addPlaceholder(tid);
    if (!spec.isExit && spec.source === "SYSCALL") this.rememberEnter(event);
    const handler = handlerOf(spec);
    if (handler !== undefined) handler(this, { exit: event, enter: this.enterOf(event) });
    if (spec.isExit && this.thread !== undefined) this.thread.isPending = false;
  }

  /** The fd table of a thread: its own or its leader's. */
  fdsOf(thread: Thread): Map<number, FdEntry> {
    const owner = this.leaderOf(thread);
    const holder = (thread.flags & CloneFlag.FILES) !== 0 && owner !== undefined ? owner : thread;
    holder.fds ??= new Map();
    return holder.fds;
  }

  fd(number: number, thread = this.thread): FdEntry | undefined {
    if (thread === undefined) return undefined;
    const holder = (thread.flags & CloneFlag.FILES) !== 0 ? (this.leaderOf(thread) ?? thread) : thread;
    return holder.fds?.get(number);
  }

  setFd(number: number, entry: FdEntry, thread = this.thread): void {
    if (thread === undefined) return;
    const fds = this.fdsOf(thread);
    if (fds.size < MAX_FDS_PER_PROCESS || fds.has(number)) fds.set(number, entry);
  }

  /** Removes an fd when the next event comes: the event that closes it still shows it. */
  closeFd(number: number): void {
    if (this.thread !== undefined) this.closedFd = { fds: this.fdsOf(this.thread), fd: number };
  }

  leaderOf(thread: Thread): Thread | undefined {
    return isLeader(thread) ? thread : this.threads.get(thread.pid);
  }

  /** The thread's current directory, which its leader holds. */
  cwdOf(thread: Thread): string {
    return (this.leaderOf(thread) ?? thread).cwd;
  }

  /** Adds a thread, replacing one with the same tid. */
  addThread(thread: Thread): void {
    if (this.threads.size >= MAX_THREADS && !this.threads.has(thread.tid)) return;
    if (this.threads.has(thread.tid)) this.removeThread(thread.tid);
    this.threads.set(thread.tid, thread);
    const group = this.groups.get(thread.pid);
    if (group === undefined) this.groups.set(thread.pid, new Set([thread.tid]));
    else group.add(thread.tid);
  }

  /** Moves a thread to the process it turned out to belong to. */
  changeProcess(thread: Thread, pid: number): void {
    this.removeThread(thread.tid);
    thread.pid = pid;
    this.addThread(thread);
  }

  /** Removes a thread when the next event comes: its exit event still shows it. */
  exitThread(tid: number): void {
    this.deadTid = tid;
  }

  removeThread(tid: number): void {
    const thread = this.threads.get(tid);
    if (thread === undefined) return;
    this.threads.delete(tid);
    const group = this.groups.get(thread.pid);
    group?.delete(tid);
    if (group?.size === 0) this.groups.delete(thread.pid);
  }

  fdLabel(fd: number): string | undefined {
    return this.fd(fd)?.label;
  }

  fdTypeChar(fd: number): string | undefined {
    const entry = this.fd(fd);
    return entry && FD_TYPES[entry.type].letter;
  }

  comm(tid: number): string | undefined {
    return this.threads.get(tid)?.comm;
  }

  userName(uid: number): string | undefined {
    return this.accounts.userName(uid);
  }

  groupName(gid: number): string | undefined {
    return this.accounts.groupName(gid);
  }

  absolutePath(path: string, dirfd: number | undefined): string {
    if (this.thread === undefined) return joinPath("", path);
    if (dirfd === undefined || dirfd === AT_FDCWD) return joinPath(this.cwdOf(this.thread), path);
    const name = this.fd(dirfd)?.name ?? "";
    return joinPath(name === "" ? "" : asDirectory(name), path);
  }

  private rememberEnter(event: EventRecord): void {
    if (this.thread === undefined) return;
    this.thread.pending = copyEvent(event, this.thread.pending);
    this.thread.isPending = true;
  }

  /** The enter event that belongs to an exit event, if it was recorded and nothing came between. */
  private enterOf({ code }: EventRecord): EventRecord | undefined {
    const { thread } = this;
    return thread?.isPending && thread.pending?.code === code - 1 ? thread.pending : undefined;
  }

  private addPlaceholder(tid: number): Thread | undefined {
    if (this.placeholders >= MAX_PLACEHOLDERS) return undefined;
    this.placeholders++;
    const thread = createThread(tid);
    thread.pid = tid;
    this.addThread(thread);
    return thread;
  }

  private removeDead(): void {
    if (this.closedFd !== undefined) {
      this.closedFd.fds.delete(this.closedFd.fd);
      this.closedFd = undefined;
    }
    if (this.deadTid !== undefined) {
      this.bury(this.deadTid);
      this.deadTid = undefined;
    }
  }

  /** A dead leader stays as long as threads of its process live, because they share its fds and directory. */
  private bury(tid: number): void {
    const thread = this.threads.get(tid);
    if (thread === undefined) return;
    const group = this.groups.get(thread.pid);
    if (isLeader(thread) && group !== undefined && group.size > 1) {
      thread.flags |= CloneFlag.CLOSED;
      return;
    }
    this.removeThread(tid);
    const leader = this.threads.get(thread.pid);
    if (leader !== undefined && (leader.flags & CloneFlag.CLOSED) !== 0 && group?.size === 1)
      this.removeThread(leader.tid);
  }
}

/** Calls that are about to tell who the thread is, or that the scheduler made in its name. */
const STARTS_UNKNOWN: ReadonlySet<string> = new Set([
  "clone",
  "fork",
  "vfork",
  "clone3",
  "switch",
  "procexit",
]);

/** Whether an event of an unknown thread is reason enough to make the thread up. */
function tellsOfThread({ name, source, isExit }: EventSpec): boolean {
  return source !== "METAEVENT" && !(STARTS_UNKNOWN.has(name) && (isExit || source === "TRACEPOINT"));
}
