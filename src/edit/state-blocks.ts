import { EventReader } from "../capture/event-reader.ts";
import { ByteSink } from "../format/byte-sink.ts";
import type { OnDamage } from "../format/errors.ts";
import { BlockFramer } from "../format/framing.ts";
import { writeInterfaceList } from "../format/interface-list.ts";
import { writeMachineInfo } from "../format/machine-info.ts";
import { writeProcessList } from "../format/process-list.ts";
import { writeSectionHeader } from "../format/section-header.ts";
import { writeStateSupplement } from "../format/state-supplement.ts";
import type { ThreadInfo } from "../format/thread-info.ts";
import { writeUserList } from "../format/user-list.ts";
import { writeFdList } from "../format/write-fd-list.ts";
import { WRITE_TARGETS, type WriteTarget } from "../format/write-target.ts";
import { currentSchema } from "../schema/current.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { isMadeUp, supplementOf } from "../state/supplement.ts";
import { fdListOf } from "./state-lists.ts";

/** How a state is written. */
export interface StateBlockOptions {
  readonly littleEndian?: boolean;
  /** Who must be able to read the lists; unless told otherwise as many readers as can. */
  readonly target?: WriteTarget | undefined;
  readonly onDamage: OnDamage;
}

/** Threads of one block: at most 18 KiB each. */
const THREADS_PER_BLOCK = 8192;
/** Lists of a state are left out beyond this: hostile captures make forked processes share what would be written for each. */
const MAX_LIST_BYTES = 512 * 1024 * 1024;
const MAX_SUPPLEMENT_CHARACTERS = 128 * 1024 * 1024;
const SUPPLEMENT_BLOCK_CHARACTERS = 1024 * 1024;

/**
 * The beginning of a section whose state is `state`: section header, machine, interfaces, users, threads, fds, and a
 * state supplement with what those lists cannot tell. Containers, their users and unfinished calls are events, and left
 * to the caller.
 */
export function composeStateBlocks(state: CaptureState, options: StateBlockOptions): Uint8Array {
  const { littleEndian = true, target = widestTarget(state), onDamage } = options;
  const sink = new ByteSink({ capacity: 1024 * 1024, littleEndian });
  writeSectionHeader(sink);
  if (state.machine !== undefined) writeMachineInfo(sink, state.machine);
  if (state.interfaces.length > 0) writeInterfaceList(sink, ipv4First(state));
  writeAccounts(sink, state);
  writeThreads(sink, state, target, onDamage);
  writeFds(sink, state, target, onDamage);
  writeSupplement(sink, state, onDamage);
  return sink.borrow();
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

function writeThreads(sink: ByteSink, state: CaptureState, target: WriteTarget, onDamage: OnDamage): void {
  // Those of which nothing is known become known again with their next event.
  const threads = [...state.threads.byTid.values()].filter(
    (thread) => thread.fds !== undefined || !isMadeUp(thread),
  );
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

function writeFds(sink: ByteSink, state: CaptureState, target: WriteTarget, onDamage: OnDamage): void {
  let leftOut = 0;
  for (const thread of state.threads.byTid.values()) {
    const list = fdListOf(state, thread);
    if (list === undefined) continue;
    if (sink.length > MAX_LIST_BYTES) leftOut++;
    else writeFdList(sink, list, { target });
  }
  if (leftOut > 0)
    onDamage(limitDamage(sink, `the fds of ${leftOut} processes do not fit into the fd lists`));
}

function limitDamage(sink: ByteSink, detail: string) {
  return { code: "limit", detail, context: { offset: sink.length, block: "output" }, lost: true } as const;
}

/** What is missing is found by reading the lists back: so it does not matter why a list could not tell it. */
function writeSupplement(sink: ByteSink, state: CaptureState, onDamage: OnDamage): void {
  let lines: string[] = [];
  let pending = 0;
  let written = 0;
  const flush = () => {
    if (lines.length > 0) writeStateSupplement(sink, lines);
    written += pending;
    pending = 0;
    lines = [];
  };
  for (const note of supplementOf(state, readBack(sink))) {
    const line = JSON.stringify(note);
    if (written + pending + line.length > MAX_SUPPLEMENT_CHARACTERS) {
      onDamage(limitDamage(sink, "not all that is known of threads and fds fits into the state supplement"));
      break;
    }
    lines.push(line);
    pending += line.length;
    if (pending > SUPPLEMENT_BLOCK_CHARACTERS) flush();
  }
  flush();
}

function readBack(sink: ByteSink): CaptureState {
  const framer = new BlockFramer(() => {});
  // Names cut to what readers accept are no damage here: the supplement has them.
  const reader = new EventReader(currentSchema, () => {});
  for (const batch of [...framer.push(sink.borrow().slice()), ...framer.finish()]) {
    reader.load(batch);
    reader.next();
  }
  reader.settle();
  return reader.state;
}
