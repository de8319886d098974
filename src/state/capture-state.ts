import { assignEvent, ownBytes } from "../decoder/copy-event.ts";
import { createRecord, type EventRecord, readI64, timestampNs } from "../decoder/event.ts";
import { paramLength, paramStart } from "../decoder/params.ts";
import { AT_FDCWD, type ShownFd, type TextContext } from "../decoder/type-text.ts";
import type { OtherReader, View } from "../decoder/view.ts";
import type { NetworkInterface } from "../format/interface-list.ts";
import type { MachineInfo } from "../format/machine-info.ts";
import { EventFlag, type Schema } from "../schema/types.ts";
import { Accounts, HOST } from "./accounts.ts";
import { containerIdOfCgroups } from "./container-id.ts";
import { ContainerTable } from "./container-table.ts";
import { eventFd, isAboutLastFd } from "./event-fd.ts";
import { type EventRole, roleOf } from "./event-role.ts";
import { FD_TYPES, type FdEntry } from "./fd.ts";
import type { FdTable } from "./fd-table.ts";
import { OUR_PATHS, PATHS_OF_OTHERS, type PathRules } from "./path.ts";
import { RecentExits } from "./recent-exits.ts";
import type { Thread } from "./thread.ts";
import { ThreadTable } from "./thread-table.ts";

/** How the state follows the events. */
export interface StateOptions {
  readonly view?: View;
  /**
   * Show what the other reader of the view shows, also where that knows less (names set with prctl, process groups set
   * with setpgid), so that its output can be compared with (docs/differences.md).
   */
  readonly compatible?: boolean;
  /** The state gets written into a capture, so it has no addresses that the other reader makes up. */
  readonly isWritten?: boolean;
  /** The event table whose names of parameters and flags texts have, where it is not the one events are decoded with. */
  readonly wording?: Schema | undefined;
}

/**
 * The machine as the capture's events left it: threads, their fds, users, interfaces, containers. `apply` takes the
 * events in order; after it the state is that at the event, so a close still sees its fd and an exec already the new
 * program. One section of a capture has one state.
 */
export class CaptureState implements TextContext {
  readonly view: View;
  /** Whose output is to be equalled; undefined where ours is to be the best. */
  readonly imitates: OtherReader | undefined;
  readonly isWritten: boolean;
  readonly wording: Schema | undefined;
  readonly paths: PathRules;
  readonly threads = new ThreadTable();
  readonly accounts = new Accounts();
  readonly containers = new ContainerTable();
  readonly recentExits = new RecentExits();
  interfaces: readonly NetworkInterface[] = [];
  machine: MachineInfo | undefined;
  /** Thread of the event applied last. */
  thread: Thread | undefined;
  /** The enter event that belongs to the event applied last, if that is an exit event and the enter event was recorded. */
  enter: EventRecord | undefined;
  /** What the event applied last put another entry in place of. */
  replacedFd: { readonly number: number; readonly before: FdEntry | undefined } | undefined;
  /** What the event applied last made under a number that no fd has, where libs is to be equalled: it shows that as well. */
  private unplaced: { readonly number: number; readonly entry: FdEntry } | undefined;
  /** Time of the section's first event that is no note of the capturing program. */
  firstEventTsNs: bigint | undefined;
  /** Threads whose pending enter event borrows the bytes it came in. */
  private readonly borrowers: Thread[] = [];
  private dead: Thread | undefined;
  /** Thread and number of the fd that goes when the next event comes. */
  private closer: Thread | undefined;
  private closing = -1;

  constructor({ view = "recorded", compatible = false, isWritten = false, wording }: StateOptions = {}) {
    this.view = view;
    this.isWritten = isWritten;
    this.wording = wording;
    this.imitates = compatible ? (view === "recorded" ? "sysdig" : "libs") : undefined;
    this.paths = this.imitates === undefined ? OUR_PATHS : PATHS_OF_OTHERS[this.imitates];
  }

  /** Brings the state to the event. Events must come in the order of the capture. */
  apply(event: EventRecord): void {
    if (this.closer !== undefined || this.dead !== undefined) this.finishRemovals();
    const { spec, tid } = event;
    this.thread = this.threads.get(tid);
    this.enter = undefined;
    this.replacedFd = undefined;
    if (this.unplaced !== undefined) this.unplaced = undefined;
    if (spec === undefined) return;
    const role = roleOf(spec);
    const { handler, isExit, isEnter, resetsThread, tellsOfThread } = role;
    if (this.firstEventTsNs === undefined) this.noteStart(event, role);
    if (this.thread === undefined && tid >= 0 && tellsOfThread) this.thread = this.addPlaceholder(tid);
    if (isEnter || (this.imitates === "sysdig" && resetsThread)) this.rememberEnter(event);
    if (isExit) this.enter = this.enterOf(event);
    if (handler !== undefined) handler(this, { exit: event, enter: this.enter });
    if (isExit && this.imitates === "libs") this.noteLastFd(event);
    // sysdig takes further ends of the same kind for ends of the same call.
    if (isExit && this.thread !== undefined && this.imitates !== "sysdig") this.thread.isPending = false;
  }

  /** libs takes no note for the capture's start, sysdig only those without a time. */
  private noteStart(event: EventRecord, { isNote, isContainer }: EventRole): void {
    const isNoStart = this.view === "current" ? isNote : isContainer;
    if (!isNoStart) this.firstEventTsNs = timestampNs(event);
  }

  /** Copies what is still needed of the events so far, which need not be kept in memory any longer. */
  releaseEvents(): void {
    for (const thread of this.borrowers) releaseEnter(thread);
    this.borrowers.length = 0;
  }

  /** The fds of a thread. */
  fdsOf(thread: Thread): FdTable {
    return this.threads.fdsOf(thread);
  }

  /** An fd of the event's thread, or of another one. */
  fd(number: number, thread = this.thread): FdEntry | undefined {
    return thread && this.threads.fd(thread, number);
  }

  setFd(number: number, entry: FdEntry, thread = this.thread): void {
    if (thread === undefined) return;
    this.replacedFd = { number, before: this.threads.fd(thread, number) };
    if (thread === this.thread) thread.lastFd = number;
    this.threads.setFd(thread, number, entry);
  }

  /** Tells of an fd that the event made; what has no number of an fd has no place in the table. */
  addFd(number: number, entry: FdEntry): void {
    if (number >= 0) this.setFd(number, entry);
    else if (this.imitates === "libs") this.unplaced = { number, entry };
  }

  unplacedFd(number: number): FdEntry | undefined {
    return this.unplaced?.number === number ? this.unplaced.entry : undefined;
  }

  /** The fd that the event applied last made. */
  get newFd(): { readonly number: number } | undefined {
    return this.replacedFd ?? this.unplaced;
  }

  /** Removes an fd when the next event comes: the event that closes it still shows it. */
  closeFd(fd: number): void {
    this.closer = this.thread;
    this.closing = fd;
  }

  leaderOf(thread: Thread): Thread | undefined {
    return this.threads.leaderOf(thread);
  }

  /** The thread's current directory, which its leader holds; libs takes that of a process it does not know for `./`. */
  cwdOf(thread: Thread): string {
    const leader = this.threads.leaderOf(thread);
    if (leader === undefined) return this.view === "current" ? "./" : thread.cwd;
    return leader.cwd;
  }

  /** Removes a thread when the next event comes: its exit event still shows it. */
  exitThread(thread: Thread): void {
    this.dead = thread;
  }

  /** Id of the container a thread runs in; "" on the host. */
  containerIdOf(thread: Thread): string {
    thread.containerId ??= containerIdOfCgroups(thread.cgroups, this.imitates);
    return thread.containerId;
  }

  shownFd(fd: number): ShownFd | undefined {
    return this.fd(fd);
  }

  fdTypeChar(fd: number): string | undefined {
    const entry = this.fd(fd);
    return entry && FD_TYPES[entry.type].letter;
  }

  comm(tid: number): string | undefined {
    return this.threads.get(tid)?.comm;
  }

  userName(uid: number): string | undefined {
    return this.accounts.userName(uid, this.accountsKey());
  }

  groupName(gid: number): string | undefined {
    return this.accounts.groupName(gid, this.accountsKey());
  }

  absolutePath(path: string, dirfd: number | undefined): string {
    const { join, baseOf } = this.paths;
    if (this.thread === undefined) return join("", path);
    if (dirfd === undefined || dirfd === AT_FDCWD) return join(this.cwdOf(this.thread), path);
    const name = this.fd(dirfd)?.name ?? "";
    return join(name === "" ? "" : baseOf(name), path);
  }

  /** Whose users and groups the event's thread has: its container's where the capture lists them. */
  private accountsKey(): string {
    if (this.thread === undefined || !this.accounts.hasContainers()) return HOST;
    const id = this.containerIdOf(this.thread);
    return this.accounts.has(id) ? id : HOST;
  }

  /** sysdig takes an unknown thread for a process of its own; libs leaves its process open. */
  private addPlaceholder(tid: number): Thread | undefined {
    return this.threads.addPlaceholder({ tid, pid: this.view === "current" ? -1 : tid });
  }

  private rememberEnter(event: EventRecord): void {
    const { thread } = this;
    if (thread === undefined) return;
    if (!thread.isBorrower) {
      thread.isBorrower = true;
      this.borrowers.push(thread);
    }
    thread.pending ??= createRecord();
    assignEvent(thread.pending, event);
    thread.isPending = true;
    thread.lastEnterCode = event.code;
    thread.lastFd = firstFdOf(event);
  }

  private noteLastFd(event: EventRecord): void {
    if (this.thread !== undefined && !isAboutLastFd(event, this))
      this.thread.lastFd = eventFd(event, this).number ?? -1;
  }

  /**
   * The enter event that belongs to an exit event, if it was recorded and nothing came between. An execveat that works
   * ends with the exit event of execve.
   */
  private enterOf({ code, spec }: EventRecord): EventRecord | undefined {
    const { thread } = this;
    const pending = thread?.isPending ? thread.pending : undefined;
    if (pending?.code === code - 1) return pending;
    return pending?.spec?.name === "execveat" && spec?.name === "execve" ? pending : undefined;
  }

  /** Takes away what the event applied last closed or ended, which stays until then; `apply` does so for the next. */
  finishRemovals(): void {
    if (this.closer !== undefined) this.threads.deleteFd(this.closer, this.closing);
    if (this.dead !== undefined) this.threads.bury(this.dead);
    this.closer = undefined;
    this.dead = undefined;
  }
}

/** A call that is still under way keeps its enter event. */
function releaseEnter(thread: Thread): void {
  thread.isBorrower = false;
  if (thread.isPending && thread.pending !== undefined) ownBytes(thread.pending);
  else thread.pending = undefined;
}

/** The fd that an enter event uses, which for sysdig is its first parameter; -1 where it uses none. */
function firstFdOf(event: EventRecord): number {
  const usesFd = event.spec !== undefined && (event.spec.flags & EventFlag.USES_FD) !== 0;
  if (!usesFd || paramLength(event, 0) !== 8) return -1;
  return readI64(event.view, paramStart(event, 0), event.littleEndian);
}
