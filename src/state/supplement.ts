import type { JsonValue, SupplementNote } from "../format/state-supplement.ts";
import type { CaptureState } from "./capture-state.ts";
import { createFd, type FdEntry, type FdType } from "./fd.ts";
import type { FdTable } from "./fd-table.ts";
import {
  bigOf,
  FD_KEYS,
  fdValue,
  isWhole,
  isWord,
  jsonOf,
  THREAD_KEYS,
  threadValue,
} from "./supplement-values.ts";
import { CloneFlag, type Thread, UNKNOWN_NAME, UNSET_ID } from "./thread.ts";

/** Every listed thread has them. */
const LISTED_FLAGS = CloneFlag.ACTIVE | CloneFlag.NAME_CHANGED;
const NO_FDS: FdTable = new Map();

/**
 * The notes that make `listed`, a state as the lists of a capture tell it, equal to `state`: when threads were cloned,
 * names over the lists' limits, which end of a connection an fd is, paths as programs gave them …
 */
export function* supplementOf(state: CaptureState, listed: CaptureState): Generator<SupplementNote> {
  for (const { tid } of listed.threads.byTid.values()) {
    if (state.threads.get(tid) === undefined) yield { tid, gone: true };
  }
  for (const thread of state.threads.byTid.values()) {
    const other = listed.threads.get(thread.tid);
    if (other === undefined) continue;
    const note = threadNote(thread, other);
    if (note !== undefined) yield note;
    if (isMadeUp(thread) && state.view === "recorded") yield { tid: thread.tid, madeUp: true };
    yield* fdNotes(thread, state, listed);
  }
  const reapers = [...state.threads.reapers];
  const isSame =
    reapers.length === listed.threads.reapers.size && reapers.every((pid) => listed.threads.reapers.has(pid));
  if (!isSame) yield { reapers };
  for (const [ptid, tid, tsNs] of state.recentExits.entries()) {
    yield { exited: tid, ptid, tsNs: tsNs.toString() };
  }
}

/** Brings a state that was seeded from lists up to what the notes tell. What a note has no right to say is passed over. */
export function applySupplement(state: CaptureState, notes: readonly SupplementNote[]): void {
  for (const note of notes) {
    if (note.view !== undefined && note.view !== state.view) continue;
    if (Array.isArray(note.reapers)) setReapers(state, note.reapers);
    if (typeof note.exited === "number") noteExit(state, note.exited, note);
    const thread = typeof note.tid === "number" ? state.threads.get(note.tid) : undefined;
    if (thread === undefined) continue;
    // libs leaves open which process such a thread belongs to.
    if (note.madeUp === true && state.view === "current") state.threads.changeProcess(thread, -1);
    if (typeof note.fd === "number") applyFd(state, thread, note.fd, note);
    else if (note.gone === true) state.threads.remove(thread.tid);
    else applyThread(state, thread, note);
  }
}

/** Whether a thread was made up for an event, and nothing is known of it but perhaps fds. */
export function isMadeUp({ tid, pid, ptid, comm, exe, uid, cwd, cloneTsNs, vmSizeKb }: Thread): boolean {
  const isUnnamed = comm === UNKNOWN_NAME && exe === UNKNOWN_NAME && cwd === "";
  // libs leaves its process open.
  const isAlone = (pid === tid || pid === -1) && ptid === -1;
  return isUnnamed && isAlone && uid === UNSET_ID && cloneTsNs === 0n && vmSizeKb === 0;
}

function threadNote(thread: Thread, listed: Thread): SupplementNote | undefined {
  const note: Record<string, JsonValue> = { tid: thread.tid };
  for (const key of ["pid", "ptid"] as const) if (thread[key] !== listed[key]) note[key] = thread[key];
  for (const key of THREAD_KEYS) {
    if (!isEqual(comparable(thread, key), comparable(listed, key))) note[key] = jsonOf(thread[key]);
  }
  return Object.keys(note).length > 1 ? note : undefined;
}

function comparable(thread: Thread, key: keyof Thread): unknown {
  return key === "flags" ? thread.flags | LISTED_FLAGS : thread[key];
}

function* fdNotes(thread: Thread, state: CaptureState, listed: CaptureState): Generator<SupplementNote> {
  const { tid } = thread;
  const fds = ownFdsOf(state, thread);
  const others = ownFdsOf(listed, listed.threads.get(tid));
  for (const number of others.keys()) if (!fds.has(number)) yield { tid, fd: number, gone: true };
  for (const [number, fd] of fds) {
    const other = others.get(number);
    if (other === undefined || FD_KEYS.some((key) => !isEqual(fd[key], other[key]))) {
      yield fdNote(tid, number, fd);
    }
  }
}

/** The fds in the thread's own table. */
function ownFdsOf(state: CaptureState, thread: Thread | undefined): FdTable {
  return thread !== undefined && state.threads.ownsFds(thread) ? state.fdsOf(thread) : NO_FDS;
}

/** What a new fd has anyway is not told. */
function fdNote(tid: number, number: number, fd: FdEntry): SupplementNote {
  const blank = createFd({ type: fd.type });
  const note: Record<string, JsonValue> = { tid, fd: number, type: fd.type };
  for (const key of FD_KEYS) if (fd[key] !== blank[key]) note[key] = jsonOf(fd[key]);
  return note;
}

function isEqual(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  return a === b || JSON.stringify(jsonOf(a)) === JSON.stringify(jsonOf(b));
}

function setReapers(state: CaptureState, pids: readonly JsonValue[]): void {
  state.threads.reapers.clear();
  for (const pid of pids) {
    if (typeof pid === "number" && state.threads.groups.has(pid)) state.threads.reapers.add(pid);
  }
}

function noteExit(state: CaptureState, tid: number, { ptid, tsNs }: SupplementNote): void {
  const exitTsNs = bigOf(tsNs);
  if (typeof ptid === "number" && exitTsNs !== undefined) state.recentExits.add(tid, ptid, exitTsNs);
}

function applyThread(state: CaptureState, thread: Thread, note: SupplementNote): void {
  const changes: Record<string, unknown> = {};
  for (const key of THREAD_KEYS) {
    const value = threadValue(key, Object.hasOwn(note, key) ? note[key] : undefined);
    if (value !== undefined) changes[key] = value;
  }
  // Every change has the type of the field it is for.
  Object.assign(thread, changes);
  if (changes.cgroups !== undefined) thread.containerId = undefined;
  if (isWhole(note.pid)) state.threads.changeProcess(thread, note.pid);
  if (isWhole(note.ptid)) state.threads.setParent(thread, note.ptid);
}

function applyFd(state: CaptureState, thread: Thread, number: number, note: SupplementNote): void {
  const { type } = note;
  if (note.gone === true) return state.threads.deleteFd(thread, number);
  if (!Number.isSafeInteger(number) || number < 0 || !isWord("type", type)) return;
  const known: Record<string, unknown> = {};
  for (const key of FD_KEYS) {
    const value = fdValue(key, Object.hasOwn(note, key) ? note[key] : undefined);
    if (value !== undefined) known[key] = value;
  }
  // Every value was checked against what the field may hold.
  state.setFd(number, createFd({ ...known, type: type as FdType }), thread);
}
