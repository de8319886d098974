import type { Schema } from "../../schema/types.ts";
import { CaptureState, type StateOptions } from "../../state/capture-state.ts";
import type { FdEntry } from "../../state/fd.ts";
import { isMadeUp } from "../../state/supplement.ts";
import type { Thread } from "../../state/thread.ts";
import { stateOfHead } from "../read-back.ts";

/**
 * The state of a machine as several captures of it tell: that of the first, followed through the events of all, and
 * what the lists of later ones add. What they add is in `initial` too, so that a section which begins with that knows
 * every name that one of the captures knew, unless an event in between says otherwise.
 */
export class JoinedState {
  /** What is to be known where the joined section begins. */
  readonly initial: CaptureState;
  /** The same, at the event applied last. */
  readonly current: CaptureState;
  private readonly schema: Schema;
  private readonly options: StateOptions;
  private hasJoined = false;

  /** `options` say who follows the events. */
  constructor(schema: Schema, options: StateOptions = {}) {
    this.schema = schema;
    this.options = options;
    this.initial = new CaptureState(options);
    this.current = new CaptureState(options);
  }

  /** Takes what the blocks before the first event of a section tell. */
  join(head: Uint8Array): void {
    const state = stateOfHead(head, this.schema, this.options);
    this.initial.machine ??= state.machine;
    if (this.initial.interfaces.length === 0) this.initial.interfaces = state.interfaces;
    for (const user of state.accounts.hostUsers())
      if (this.initial.accounts.user(user.uid) === undefined) this.initial.accounts.addUser(user);
    for (const group of state.accounts.hostGroups())
      if (this.initial.accounts.group(group.gid) === undefined) this.initial.accounts.addGroup(group);
    for (const thread of state.threads.byTid.values()) this.joinThread(thread, state);
    if (!this.hasJoined) this.takePast(state);
    this.hasJoined = true;
  }

  /** What happened before the first capture; what did before the others is in its events. */
  private takePast({ threads, recentExits }: CaptureState): void {
    for (const to of [this.initial, this.current]) {
      to.threads.reapers.clear();
      for (const pid of threads.reapers) to.threads.reapers.add(pid);
      for (const [ptid, tid, tsNs] of recentExits.entries()) to.recentExits.add(tid, ptid, tsNs);
    }
  }

  /** A thread that nobody has told of yet was there all the time, as far as anybody knows; so were its fds. */
  private joinThread(thread: Thread, from: CaptureState): void {
    const { initial, current } = this;
    const known = current.threads.get(thread.tid);
    const isNew = known === undefined || isMadeUp(known);
    if (known === undefined) current.threads.add(copyOf(thread));
    else if (isMadeUp(known) && !isMadeUp(thread)) replace(current, known, copyOf(thread));
    if (isNew && initial.threads.get(thread.tid) === undefined) initial.threads.add(copyOf(thread));
    if (!from.threads.ownsFds(thread)) return;
    for (const [number, fd] of from.fdsOf(thread)) {
      // What an event told of was not there before it.
      if (addFd(current, thread.tid, number, fd)) addFd(initial, thread.tid, number, fd);
    }
  }
}

/** Adds an fd that is not known; false where it is, or nothing is known of the thread. */
function addFd(state: CaptureState, tid: number, number: number, fd: FdEntry): boolean {
  const holder = state.threads.get(tid);
  if (holder === undefined || state.fd(number, holder) !== undefined) return false;
  state.setFd(number, fd, holder);
  return true;
}

/** Puts what a list tells in place of a thread that was made up; its fds are what events told of. */
function replace(state: CaptureState, known: Thread, thread: Thread): void {
  const fds = [...state.fdsOf(known)];
  state.threads.add(thread);
  for (const [number, fd] of fds) state.setFd(number, fd, thread);
}

function copyOf(thread: Thread): Thread {
  return { ...thread, fds: undefined, pending: undefined, isPending: false, isBorrower: false };
}
