import { ByteSink } from "../format/byte-sink.ts";
import type { OnDamage } from "../format/errors.ts";
import { writeInterfaceList } from "../format/interface-list.ts";
import { writeMachineInfo } from "../format/machine-info.ts";
import { writeProcessList } from "../format/process-list.ts";
import { writeSectionHeader } from "../format/section-header.ts";
import type { ThreadInfo } from "../format/thread-info.ts";
import { writeUserList } from "../format/user-list.ts";
import { writeFdList } from "../format/write-fd-list.ts";
import { WRITE_TARGETS, type WriteTarget } from "../format/write-target.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { isMadeUp } from "../state/supplement.ts";
import type { Thread } from "../state/thread.ts";
import type { OtherStates } from "./side-states.ts";
import { fdListOf } from "./state-lists.ts";
import { limitDamage, writeStateNotes } from "./state-notes.ts";

/** How a state is written. */
export interface StateBlockOptions {
  readonly littleEndian?: boolean;
  /** Who must be able to read the lists; unless told otherwise as many readers as can. */
  readonly target?: WriteTarget | undefined;
  /** The same state as others follow it; where none are given, they are told what is true in the recorded view. */
  readonly sides?: OtherStates | undefined;
  readonly onDamage: OnDamage;
}

/** Threads of one block: at most 18 KiB each. */
const THREADS_PER_BLOCK = 8192;
/** Lists of a state are left out beyond this: hostile captures make forked processes share what would be written for each. */
const MAX_LIST_BYTES = 512 * 1024 * 1024;

/**
 * The beginning of a section whose state is `state`: section header, machine, interfaces, users, threads, fds, and a
 * state supplement with what those lists cannot tell. Containers, their users and unfinished calls are events, and left
 * to the caller.
 */
export function composeStateBlocks(state: CaptureState, options: StateBlockOptions): Uint8Array {
  const { littleEndian = true, target = widestTarget(state), sides, onDamage } = options;
  const sink = new ByteSink({ capacity: 1024 * 1024, littleEndian });
  writeSectionHeader(sink);
  if (state.machine !== undefined) writeMachineInfo(sink, state.machine);
  if (state.interfaces.length > 0) writeInterfaceList(sink, ipv4First(state));
  writeAccounts(sink, state);
  const listed = listedThreads(state, target.name === "libs" ? undefined : sides?.sysdig);
  writeThreads(sink, listed, target, onDamage);
  writeFds(sink, listed, target, onDamage);
  writeStateNotes(sink, state, sides?.current, onDamage);
  return sink.borrow();
}

/** A thread with the state that lists tell of it. */
interface ListedThread {
  readonly thread: Thread;
  readonly state: CaptureState;
}

/** Threads as sysdig knows them, where it reads the lists; then those that it does not. */
function listedThreads(state: CaptureState, sysdig: CaptureState | undefined): readonly ListedThread[] {
  const listed = new Map<number, ListedThread>();
  for (const from of sysdig === undefined ? [state] : [sysdig, state]) {
    for (const thread of from.threads.byTid.values()) {
      // Those of which nothing is known become known again with their next event.
      const isKnown = thread.fds !== undefined || !isMadeUp(thread);
      if (isKnown && !listed.has(thread.tid)) listed.set(thread.tid, { thread, state: from });
    }
  }
  return [...listed.values()];
}

/**
 * Debian's sysdig 0.29 opens no capture with newer fd types, and reads loginuid only where a thread's entry ends with
 * what it knows; current libs wants the rest where the capture had it.
 */
function widestTarget({ threads }: CaptureState): WriteTarget {
  const { libs, "sysdig-0.29": sysdig } = WRITE_TARGETS;
  for (const thread of threads.byTid.values())
    if (hasNewFields(thread)) return { ...sysdig, tailBytes: libs.tailBytes };
  return sysdig;
}

function hasNewFields(thread: ThreadInfo): boolean {
  return thread.pidnsInitStartTsNs !== 0n || thread.exeIno !== 0n || thread.exeUpperLayer;
}

function ipv4First({ interfaces }: CaptureState) {
  return [...interfaces].sort((a, b) => a.address.length - b.address.length);
}

function writeAccounts(sink: ByteSink, { accounts }: CaptureState): void {
  const users = accounts.hostUsers();
  const groups = accounts.hostGroups();
  if (users.length + groups.length > 0) writeUserList(sink, { users, groups });
}

function writeThreads(
  sink: ByteSink,
  listed: readonly ListedThread[],
  target: WriteTarget,
  onDamage: OnDamage,
): void {
  const threads = listed.map(({ thread }) => thread);
  for (let from = 0; from < threads.length; from += THREADS_PER_BLOCK) {
    if (sink.length > MAX_LIST_BYTES) {
      const left = threads.length - from;
      return onDamage(
        limitDamage(sink, `${left} of ${threads.length} threads do not fit into the process list`),
      );
    }
    writeProcessList(sink, threads.slice(from, from + THREADS_PER_BLOCK), { target });
  }
}

function writeFds(
  sink: ByteSink,
  listed: readonly ListedThread[],
  target: WriteTarget,
  onDamage: OnDamage,
): void {
  let leftOut = 0;
  for (const { thread, state } of listed) {
    const list = fdListOf(state, thread);
    if (list === undefined) continue;
    if (sink.length > MAX_LIST_BYTES) leftOut++;
    else writeFdList(sink, list, { target });
  }
  if (leftOut > 0)
    onDamage(limitDamage(sink, `the fds of ${leftOut} processes do not fit into the fd lists`));
}
