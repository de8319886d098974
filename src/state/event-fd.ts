import type { EventRecord } from "../decoder/event.ts";
import { readI64 } from "../decoder/event.ts";
import { paramLength, paramStart } from "../decoder/params.ts";
import { cachedBySpec } from "../decoder/spec-cache.ts";
import { EventFlag, type EventSpec } from "../schema/types.ts";
import type { CaptureState } from "./capture-state.ts";
import type { FdEntry } from "./fd.ts";
import { idParam, resultOf, type SystemCall, textParam, unsignedParam } from "./system-call.ts";
import { systemCallOf } from "./system-call-of.ts";

/** The fd that an event is about. */
export interface EventFd {
  /** Undefined for events that have nothing to do with fds, -1 where no fd came of it or none is known. */
  readonly number: number | undefined;
  /** What the fd refers to; undefined where nothing is known of it. */
  readonly entry: FdEntry | undefined;
}

const NO_FD: EventFd = { number: undefined, entry: undefined };
const UNKNOWN_FD = -1;
const FD_EVENTS = EventFlag.CREATES_FD | EventFlag.USES_FD | EventFlag.DESTROYS_FD;
/** `fcntl_commands`. */
const F_DUPFD = 1;
const F_DUPFD_CLOEXEC = 26;

const OPENS: ReadonlySet<string> = new Set(["open", "openat", "openat2", "creat"]);
/** Calls that make no fd for libs where they copy an unknown one, or make two with one number. */
const DOUBTED: ReadonlySet<string> = new Set(["pidfd_getfd", "socketpair"]);
/** Calls that make a copy of an fd. */
const COPIES: ReadonlySet<string> = new Set(["dup", "dup2", "dup3", "fcntl", "pidfd_getfd"]);

/** The fd of the event that the state was brought to last. */
export function eventFd(event: EventRecord, state: CaptureState): EventFd {
  const { spec } = event;
  if (spec === undefined || (spec.flags & FD_EVENTS) === 0 || state.thread === undefined) return NO_FD;
  const number = numberOf(event, spec, state);
  const source = number < 0 && state.imitates === "sysdig" ? directoryFd(event, state) : number;
  return { number, entry: source < 0 ? state.unplacedFd(source) : state.fd(source) };
}

/** The fd of an event that itself tells which one: what sysdig takes from an event before serves its fd fields only. */
export function ownFd(event: EventRecord, state: CaptureState): FdEntry | undefined {
  const isBorrowed =
    state.imitates === "sysdig" && event.spec?.isExit && !state.enter && state.replacedFd === undefined;
  return isBorrowed ? undefined : eventFd(event, state).entry;
}

/**
 * For libs an open that fails, and any connect, is about what the thread did last, if the last start of a call that it saw
 * of it was one of such a call: mostly that is the start of this very call, which is about no fd, or the same.
 */
export function isAboutLastFd(event: EventRecord, { imitates, thread }: CaptureState): boolean {
  if (imitates !== "libs" || thread?.lastEnterCode !== event.code - 1) return false;
  const name = event.spec?.name ?? "";
  if (name === "connect") return event.spec?.isExit === true;
  return OPENS.has(name) && (resultOf({ exit: event, enter: undefined }) ?? 0) < 0;
}

function numberOf(event: EventRecord, spec: EventSpec, state: CaptureState): number {
  if (state.imitates === "sysdig" || isAboutLastFd(event, state)) return state.thread?.lastFd ?? UNKNOWN_FD;
  return spec.isExit ? exitFd(systemCallOf(event, state), spec, state) : (usedFd(event, spec) ?? UNKNOWN_FD);
}

/** For sysdig an openat that fails is about the directory fd, if the path is relative to one. */
function directoryFd(event: EventRecord, state: CaptureState): number {
  const { enter } = state;
  if (enter === undefined || !event.spec?.name.startsWith("openat")) return UNKNOWN_FD;
  const call = { exit: enter, enter: undefined };
  return textParam(call, "name")?.startsWith("/") ? UNKNOWN_FD : (idParam(call, "dirfd") ?? UNKNOWN_FD);
}

/** Whether an event makes, uses or closes an fd. */
export function concernsFd({ spec }: EventRecord): boolean {
  return spec !== undefined && (spec.flags & FD_EVENTS) !== 0;
}

/** The new fd of a call that made one, else the fd that it was called with; so also where the new one is a copy of an unknown. */
function exitFd(call: SystemCall, spec: EventSpec, state: CaptureState): number {
  const { exit, enter } = call;
  const { newFd } = state;
  if (
    state.imitates === "libs" &&
    DOUBTED.has(spec.name) &&
    (newFd === undefined || spec.name === "pidfd_getfd")
  )
    return newFd?.number ?? UNKNOWN_FD;
  const made = madeFd(call, spec) ?? UNKNOWN_FD;
  if (made >= 0 && (!COPIES.has(spec.name) || state.replacedFd?.number === made)) return made;
  return usedFd(exit, spec) ?? (enter?.spec && usedFd(enter, enter.spec)) ?? made;
}

function madeFd(call: SystemCall, spec: EventSpec): number | undefined {
  const result = resultOf(call);
  if (result === undefined || result < 0 || !makesFd(call, spec)) return undefined;
  // Of a pair, the second is the one made last.
  return idParam(call, "fd2") ?? result;
}

function makesFd(call: SystemCall, { flags, name }: EventSpec): boolean {
  if ((flags & EventFlag.CREATES_FD) !== 0) return true;
  if (name !== "fcntl") return false;
  const command = unsignedParam(call, "cmd");
  return command === F_DUPFD || command === F_DUPFD_CLOEXEC;
}

function usedFd(event: EventRecord, spec: EventSpec): number | undefined {
  if ((spec.flags & EventFlag.USES_FD) === 0) return undefined;
  const index = fdParamOf(spec);
  if (paramLength(event, index) !== 8) return undefined;
  return readI64(event.view, paramStart(event, index), event.littleEndian);
}

/**
 * Index of the parameter with the fd that an event uses, -1 where it has none: the first fd behind the result; of a
 * splice the end that is written to.
 */
const fdParamOf = cachedBySpec(({ params, isExit }) => {
  const written = params.findIndex(({ name }) => name === "fd_out");
  if (written >= 0) return written;
  return params.findIndex(({ type }, index) => type === "FD" && (index > 0 || !isExit));
});
