import type { IpEndpoint } from "../decoder/socket-address.ts";
import type { JsonValue, SupplementNote } from "../format/state-supplement.ts";
import { type ThreadInfo, UNKNOWN_THREAD } from "../format/thread-info.ts";
import type { CaptureState } from "./capture-state.ts";
import { createFd, FD_TYPES, type FdEntry, type FdType } from "./fd.ts";
import type { FdTable } from "./fd-table.ts";
import { CloneFlag, createThread, type Thread, UNKNOWN_NAME, UNSET_ID } from "./thread.ts";

/** What the tables of threads go by is told and changed apart from the other fields. */
const IDENTITY: ReadonlySet<string> = new Set(["tid", "pid", "ptid"]);
/** A thread of which nothing is known tells the types of the fields. */
const UNKNOWN = createThread(0);
const THREAD_KEYS: readonly (keyof Thread)[] = [
  ...(Object.keys(UNKNOWN_THREAD) as (keyof ThreadInfo)[]).filter((key) => !IDENTITY.has(key)),
  "cloneTsNs",
];
/** Every listed thread has them. */
const LISTED_FLAGS = CloneFlag.ACTIVE | CloneFlag.NAME_CHANGED;
const NO_FDS: FdTable = new Map();
const FD_KEYS = [
  "type",
  "name",
  "rawName",
  "openFlags",
  "dev",
  "ino",
  "closeOnExec",
  "protocol",
  "role",
  "connection",
  "source",
  "destination",
  "unixSource",
  "unixDestination",
  "pid",
] as const satisfies readonly (keyof FdEntry)[];
const BIG_FD_KEYS: ReadonlySet<string> = new Set(["ino", "unixSource", "unixDestination"]);
const NUMBER_FD_KEYS: ReadonlySet<string> = new Set(["openFlags", "dev", "pid"]);
const ADDRESS_SIZES: ReadonlySet<number> = new Set([4, 16]);
const WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  type: new Set(Object.keys(FD_TYPES)),
  protocol: new Set(["unknown", "tcp", "udp", "icmp", "raw"]),
  role: new Set(["none", "client", "server"]),
  connection: new Set(["none", "pending", "connected", "failed"]),
};

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
  return isUnnamed && pid === tid && ptid === -1 && uid === UNSET_ID && cloneTsNs === 0n && vmSizeKb === 0;
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

/** Numbers of 64 bits become text, addresses hexadecimal digits. */
function jsonOf(value: unknown): JsonValue {
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Uint8Array) return hexOf(value);
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, jsonOf(member)]));
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
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
    const value = valueLike(UNKNOWN[key], Object.hasOwn(note, key) ? note[key] : undefined);
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

/** The value, if it has the type that the example has. */
function valueLike(example: unknown, value: JsonValue | undefined): unknown {
  if (typeof example === "bigint") return bigOf(value);
  if (Array.isArray(example))
    return Array.isArray(value) && value.every((item) => typeof item === "string") ? value : undefined;
  // Whole numbers only: others fit no field, and no conversion to 64 bits.
  if (typeof example === "number") return isWhole(value) ? value : undefined;
  return typeof value === typeof example ? value : undefined;
}

function fdValue(key: string, value: JsonValue | undefined): unknown {
  if (WORDS[key] !== undefined) return isWord(key, value) ? value : undefined;
  if (BIG_FD_KEYS.has(key)) return bigOf(value);
  if (NUMBER_FD_KEYS.has(key)) return isWhole(value) ? value : undefined;
  if (key === "closeOnExec") return typeof value === "boolean" ? value : undefined;
  if (key === "source" || key === "destination") return endpointOf(value);
  return typeof value === "string" ? value : undefined;
}

function isWhole(value: JsonValue | undefined): value is number {
  return Number.isSafeInteger(value);
}

function isWord(key: string, value: JsonValue | undefined): boolean {
  return typeof value === "string" && WORDS[key]?.has(value) === true;
}

function bigOf(value: JsonValue | undefined): bigint | undefined {
  return typeof value === "string" && /^\d{1,20}$/.test(value)
    ? BigInt.asUintN(64, BigInt(value))
    : undefined;
}

function endpointOf(value: JsonValue | undefined): IpEndpoint | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const { address, port } = value as SupplementNote;
  const bytes = typeof address === "string" ? bytesOfHex(address) : undefined;
  if (bytes === undefined || !ADDRESS_SIZES.has(bytes.length) || !isPort(port)) return undefined;
  return { address: bytes, port };
}

function isPort(value: JsonValue | undefined): value is number {
  return isWhole(value) && value >= 0 && value <= 0xffff;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function bytesOfHex(digits: string): Uint8Array | undefined {
  if (!/^(?:[0-9a-f]{2})*$/.test(digits)) return undefined;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
