import type { EventRecord } from "../decoder/event.ts";
import { type ThreadInfo, UNKNOWN_THREAD } from "../format/thread-info.ts";
import type { OwnedFdTable } from "./fd-table.ts";

/** Clone flags as captures number them (`clone_flags`). */
export const CloneFlag = {
  FILES: 1 << 0,
  NEWPID: 1 << 6,
  PARENT: 1 << 8,
  THREAD: 1 << 13,
  INVERTED: 1 << 16,
  NAME_CHANGED: 1 << 17,
  CLOSED: 1 << 18,
  ACTIVE: 1 << 19,
  NEWUSER: 1 << 20,
  VFORK: 1 << 27,
  CHILD_IN_PIDNS: 1 << 29,
  IS_MAIN_THREAD: 1 << 30,
} as const;

/** Name of a thread or program of which nothing is known. */
export const UNKNOWN_NAME = "<NA>";
/** A uid or gid that is not set. */
export const UNSET_ID = 0xffffffff;

/**
 * What is known of a thread at an event. `cwd` ends in a slash and, like `env`, is held by the leader for all threads
 * of the process; `cgroups` are as recorded.
 */
export interface Thread extends Writable<ThreadInfo> {
  /** When the thread was created; 0 for threads older than the capture. */
  cloneTsNs: bigint;
  /** The thread's fd table, undefined while empty; threads that share their leader's have none of their own. */
  fds: OwnedFdTable | undefined;
  /** Id of the thread's container, "" on the host; undefined until it is asked for. */
  containerId: string | undefined;
  /** The last enter event. */
  pending: EventRecord | undefined;
  /** Whether `pending` still waits for its exit event. */
  isPending: boolean;
  /** The fd that the thread used or made last, where another reader's idea of it counts: what an event is about that tells none. */
  lastFd: number;
  /** Code of the last enter event, -1 before the first. */
  lastEnterCode: number;
  /** Whether `pending` borrows the bytes it came in. */
  isBorrower: boolean;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A thread of which nothing is known. All threads are copies of it, so that they have one hidden class. */
const BLANK: Thread = {
  ...UNKNOWN_THREAD,
  comm: UNKNOWN_NAME,
  exe: UNKNOWN_NAME,
  uid: UNSET_ID,
  gid: UNSET_ID,
  flags: CloneFlag.NAME_CHANGED,
  cloneTsNs: 0n,
  fds: undefined,
  containerId: undefined,
  pending: undefined,
  isPending: false,
  lastFd: 0,
  lastEnterCode: -1,
  isBorrower: false,
};

/** A thread of which only its id is known. */
export function createThread(tid: number): Thread {
  return { ...BLANK, tid };
}

/** A thread as the process list has it. */
export function threadOf(info: ThreadInfo): Thread {
  return { ...BLANK, ...info, args: argumentsOf(info.args) };
}

/** Whether the thread leads its process. */
export function isLeader({ tid, pid, flags }: Thread): boolean {
  return tid === pid || (flags & CloneFlag.IS_MAIN_THREAD) !== 0;
}

/** Whether it is known which process the thread belongs to and which one made that. */
export function isComplete({ tid, pid, ptid }: Thread): boolean {
  return tid >= 0 && pid >= 0 && ptid >= 0;
}

/** Arguments as captures list them: a list with nothing but an empty string stands for none. */
export function argumentsOf(list: readonly string[] | undefined): readonly string[] {
  return list === undefined || (list.length === 1 && list[0] === "") ? [] : list;
}

const DELETED = " (deleted)";

/** The path of a program as the kernel tells it, without the mark behind that of a file which is gone. */
export function withoutDeletedMark(path: string): string {
  return path.length > DELETED.length && path.endsWith(DELETED) ? path.slice(0, -DELETED.length) : path;
}
