import { timestampNs } from "../../decoder/event.ts";
import { Param } from "../../decoder/param-keys.ts";
import type { CaptureState } from "../capture-state.ts";
import { forgetUnknownParent, isInNamespace, reparentChildren } from "../reaping.ts";
import {
  bigParam,
  idParam,
  listParam,
  resultOf,
  type SystemCall,
  textParam,
  unsignedParam,
} from "../system-call.ts";
import {
  argumentsOf,
  CloneFlag,
  createThread,
  isComplete,
  type Thread,
  UNKNOWN_NAME,
  withoutDeletedMark,
} from "../thread.ts";
import { onSuccess } from "./credentials.ts";
import type { Handler } from "./table.ts";

/** A child seen by both sides of a clone: the second event within this time tells nothing new. */
const SAME_CLONE_NS = 2_000_000_000n;
/** Flags that are no clone's but notes on threads. */
const NOTED_FLAGS =
  CloneFlag.INVERTED |
  CloneFlag.NAME_CHANGED |
  CloneFlag.CLOSED |
  CloneFlag.ACTIVE |
  CloneFlag.IS_MAIN_THREAD;
/** Bits of the execve event's flags (`execve_flags`). */
const EXE_WRITABLE = 1;
const EXE_UPPER_LAYER = 2;
const EXE_FROM_MEMFD = 4;
const EXE_LOWER_LAYER = 8;
/** `prctl_options`. */
const PR_SET_NAME = 15;
const PR_SET_CHILD_SUBREAPER = 36;
const PR_GET_CHILD_SUBREAPER = 37;

/** Calls that make, replace and end processes. */
export const PROCESS_HANDLERS: Readonly<Record<string, Handler>> = {
  clone: cloneExit,
  clone3: cloneExit,
  fork: cloneExit,
  vfork: cloneExit,
  execve: onSuccess(execute),
  execveat: onSuccess(execute),
  setpgid: onSuccess(setProcessGroup),
  prctl: onSuccess(controlProcess),
  setsid: onSuccess((state, call) => {
    if (state.thread !== undefined) state.thread.sid = resultOf(call) ?? -1;
  }),
  brk: trackMemory,
  mmap: trackMemory,
  mmap2: trackMemory,
  munmap: trackMemory,
};

/** Events without a pair. */
export const ENTER_HANDLERS: Readonly<Record<string, Handler>> = {
  procexit: exitThread,
  switch: (state, call) => {
    if (state.thread === undefined) return;
    setFaults(state.thread, call);
    const leader = state.leaderOf(state.thread);
    if (leader !== undefined) setSizes(leader, call);
  },
};

function cloneExit(state: CaptureState, call: SystemCall): void {
  const result = resultOf(call);
  if (result === undefined || result < 0) return;
  if (result === 0) cloneInChild(state, call);
  else cloneInParent(state, call, result);
}

/** The parent's side: the child becomes known unless only its own event can tell who it is. */
function cloneInParent(state: CaptureState, call: SystemCall, childTid: number): void {
  const parent = state.thread ?? adoptCaller(state, call);
  const wasComplete = isComplete(parent);
  if (!wasComplete && state.imitates !== "sysdig") completeIds(state, parent, call);
  const flags = cloneFlags(call);
  if (isSeenByChildOnly(state, parent, call, flags)) return;
  const child = childOf(parent, childTid, flags);
  if (state.imitates === "sysdig") child.ptid = parent.tid;
  const tsNs = timestampNs(call.exit);
  if (state.imitates !== "sysdig" && state.recentExits.has(childTid, child.ptid, tsNs)) return;
  const existing = state.threads.get(childTid);
  if (existing !== undefined && (existing.flags & CloneFlag.INVERTED) !== 0) return;
  if (!wasComplete) fillFromClone(state, parent, call, 0n);
  fillFromClone(state, child, call, tsNs);
  inherit(state, child, parent, (flags & CloneFlag.THREAD) !== 0);
  addThread(state, child);
  state.thread = state.threads.get(call.exit.tid);
}

/** The flags of a clone without the bits that readers note in them, which no kernel sets. */
function cloneFlags(call: SystemCall): number {
  return (unsignedParam(call, Param.flags) ?? 0) & ~NOTED_FLAGS;
}

/** Adds a thread that a clone made. In the current view a parent that nobody knows is none, as libs has it. */
function addThread(state: CaptureState, thread: Thread): void {
  state.threads.add(thread);
  if (state.view === "current") forgetUnknownParent(state.threads, thread);
}

function childOf(parent: Thread, tid: number, flags: number): Thread {
  const child = createThread(tid);
  const isThread = (flags & CloneFlag.THREAD) !== 0;
  child.flags = flags | CloneFlag.ACTIVE;
  child.pid = isThread ? parent.pid : tid;
  child.ptid = isThread ? parent.ptid : parent.tid;
  child.vtid = tid;
  child.vpid = child.pid;
  return child;
}

/** Where the child is in another pid namespace its number means nothing here, and vfork's child ran already. */
function isSeenByChildOnly(state: CaptureState, parent: Thread, call: SystemCall, flags: number): boolean {
  const apart = CloneFlag.CHILD_IN_PIDNS | CloneFlag.NEWPID | CloneFlag.PARENT;
  if ((flags & apart) !== 0) return true;
  const isVfork = (flags & CloneFlag.VFORK) !== 0 || call.exit.spec?.name === "vfork";
  if (isVfork && state.view === "current") return true;
  return parent.vtid !== -1 && parent.vtid !== parent.tid;
}

/** The child's side, which tells the child's own ids. */
function cloneInChild(state: CaptureState, call: SystemCall): void {
  const { tid } = call.exit;
  const known = state.thread;
  const tsNs = timestampNs(call.exit);
  if (known !== undefined && known.cloneTsNs !== 0n && tsNs - known.cloneTsNs < SAME_CLONE_NS) return;
  const child = createThread(tid);
  child.pid = idParam(call, Param.pid) ?? tid;
  child.ptid = idParam(call, Param.ptid) ?? -1;
  if (state.imitates === "sysdig" && child.pid !== tid) child.ptid = child.pid;
  child.vtid = idParam(call, Param.vtid) ?? tid;
  child.vpid = idParam(call, Param.vpid) ?? (state.view === "recorded" ? child.pid : -1);
  child.flags = cloneFlags(call) | CloneFlag.ACTIVE | CloneFlag.INVERTED;
  const isThread = child.pid !== child.tid;
  fillFromClone(state, child, call, tsNs);
  const template =
    state.threads.get(isThread ? child.pid : child.ptid) ??
    (isThread ? adoptLeader(state, child) : undefined);
  if (template !== undefined) inherit(state, child, template, isThread);
  addThread(state, child);
  state.thread = child;
}

/** The leader of a thread whose process was not known: it runs the same program. */
function adoptLeader(state: CaptureState, child: Thread): Thread {
  const { pid, vpid, uid, gid, comm, exe, args, cgroups, fdLimit } = child;
  const leader = {
    ...createThread(pid),
    pid,
    ptid: state.imitates === "sysdig" ? -1 : child.ptid,
    vtid: vpid,
    vpid,
    uid,
    gid,
    comm,
    exe,
    args,
    cgroups,
    fdLimit,
  };
  addThread(state, leader);
  return leader;
}

/** The caller of a clone of whom nothing was known yet. */
function adoptCaller(state: CaptureState, { exit }: SystemCall): Thread {
  const thread = createThread(exit.tid);
  thread.pid = -1;
  state.threads.add(thread);
  state.thread = thread;
  return thread;
}

/** Fills in the ids that a clone event tells of its own thread. */
function completeIds(state: CaptureState, thread: Thread, call: SystemCall): void {
  const pid = idParam(call, Param.pid) ?? thread.tid;
  if (pid !== thread.pid) state.threads.changeProcess(thread, pid);
  state.threads.setParent(thread, idParam(call, Param.ptid) ?? -1);
  thread.vtid = idParam(call, Param.vtid) ?? thread.tid;
  thread.vpid = idParam(call, Param.vpid) ?? -1;
  if (state.view === "current") forgetUnknownParent(state.threads, thread);
}

function fillFromClone(state: CaptureState, thread: Thread, call: SystemCall, cloneTsNs: bigint): void {
  thread.exe = textParam(call, Param.exe) ?? UNKNOWN_NAME;
  thread.comm = textParam(call, Param.comm) ?? thread.exe;
  thread.args = argumentsOf(listParam(call, Param.args));
  thread.cgroups = listParam(call, Param.cgroups) ?? [];
  thread.containerId = undefined;
  thread.fdLimit = idParam(call, Param.fdlimit) ?? -1;
  thread.uid = unsignedParam(call, Param.uid) ?? thread.uid;
  thread.gid = unsignedParam(call, Param.gid) ?? thread.gid;
  thread.pidnsInitStartTsNs = pidnsInitStartTsNs(state, thread, call);
  thread.cloneTsNs = cloneTsNs;
  setMemory(thread, call);
}

/** Events tell the start of the pid namespace since the machine's, unlike process lists. libs leaves it so. */
function pidnsInitStartTsNs(state: CaptureState, thread: Thread, call: SystemCall): bigint {
  const sinceBootNs = bigParam(call, Param.pidns_init_start_ts) ?? 0n;
  if (state.imitates === "libs") return isInNamespace(thread) ? sinceBootNs : 0n;
  const bootTsNs = state.machine?.bootTsNs ?? 0n;
  return sinceBootNs === 0n || bootTsNs === 0n ? 0n : bootTsNs + sinceBootNs;
}

/** What a child has from its parent, and a thread from its process. */
function inherit(state: CaptureState, child: Thread, from: Thread, isThread: boolean): void {
  child.exepath = from.exepath;
  child.root = from.root;
  child.sid = from.sid;
  child.vpgid = from.vpgid;
  child.pgid = from.pgid;
  child.tty = from.tty;
  child.loginuid = from.loginuid;
  child.capInheritable = from.capInheritable;
  child.capPermitted = from.capPermitted;
  child.capEffective = from.capEffective;
  child.exeWritable = from.exeWritable;
  child.exeUpperLayer = from.exeUpperLayer;
  child.exeLowerLayer = from.exeLowerLayer;
  child.exeFromMemfd = from.exeFromMemfd;
  child.exeIno = from.exeIno;
  child.exeInoCtimeNs = from.exeInoCtimeNs;
  child.exeInoMtimeNs = from.exeInoMtimeNs;
  if (isThread) {
    child.flags |= CloneFlag.FILES;
    return;
  }
  // The whole table is copied even where the kernel shares it: processes that share files without being threads of one
  // another diverge here, as in every reader of this format.
  child.flags &= ~CloneFlag.FILES;
  state.threads.forkFds(from, child);
  const leader = state.leaderOf(from) ?? from;
  child.cwd = leader.cwd;
  child.env = leader.env;
}

function execute(state: CaptureState, call: SystemCall): void {
  const { thread } = state;
  if (thread === undefined) return;
  const pid = idParam(call, Param.pid);
  thread.exe = textParam(call, Param.exe) ?? UNKNOWN_NAME;
  thread.comm = textParam(call, Param.comm) ?? thread.exe;
  thread.args = argumentsOf(listParam(call, Param.args));
  thread.exepath = executablePath(state, call);
  // An exec never moves a thread to another process: where it tells of another one, that one's start was lost.
  if (pid !== undefined && pid !== thread.pid) changeProcess(state, thread, pid);
  if (!isComplete(thread)) completeParents(state, thread, call);
  fillFromExec(thread, call);
  setMemory(thread, call);
  const kept = thread.flags & (CloneFlag.INVERTED | CloneFlag.IS_MAIN_THREAD);
  becomeSingleThread(state, thread);
  thread.flags = CloneFlag.ACTIVE | CloneFlag.NAME_CHANGED | kept;
}

function changeProcess({ threads, imitates }: CaptureState, thread: Thread, pid: number): void {
  if (imitates === "libs" && isComplete(thread)) threads.misplace(thread, pid);
  else threads.changeProcess(thread, pid);
}

function completeParents(state: CaptureState, thread: Thread, call: SystemCall): void {
  state.threads.setParent(thread, idParam(call, Param.ptid) ?? -1);
  if (state.view === "recorded") return;
  // The event does not tell the ids in the thread's pid namespace; libs takes it for the host's.
  thread.vtid = thread.tid;
  thread.vpid = thread.pid;
  forgetUnknownParent(state.threads, thread);
}

function fillFromExec(thread: Thread, call: SystemCall): void {
  const exeFlags = unsignedParam(call, Param.flags) ?? 0;
  thread.env = listParam(call, Param.env) ?? thread.env;
  thread.cgroups = listParam(call, Param.cgroups) ?? thread.cgroups;
  thread.containerId = undefined;
  thread.fdLimit = idParam(call, Param.fdlimit) ?? thread.fdLimit;
  thread.tty = unsignedParam(call, Param.tty) ?? thread.tty;
  thread.vpgid = idParam(call, Param.vpgid) ?? thread.vpgid;
  thread.pgid = idParam(call, Param.pgid) ?? -1;
  thread.loginuid = unsignedParam(call, Param.loginuid) ?? thread.loginuid;
  thread.uid = unsignedParam(call, Param.uid) ?? thread.uid;
  thread.gid = unsignedParam(call, Param.gid) ?? thread.gid;
  thread.capInheritable = bigParam(call, Param.cap_inheritable) ?? thread.capInheritable;
  thread.capPermitted = bigParam(call, Param.cap_permitted) ?? thread.capPermitted;
  thread.capEffective = bigParam(call, Param.cap_effective) ?? thread.capEffective;
  thread.exeIno = bigParam(call, Param.exe_ino) ?? thread.exeIno;
  thread.exeInoCtimeNs = bigParam(call, Param.exe_ino_ctime) ?? thread.exeInoCtimeNs;
  thread.exeInoMtimeNs = bigParam(call, Param.exe_ino_mtime) ?? thread.exeInoMtimeNs;
  thread.exeWritable = (exeFlags & EXE_WRITABLE) !== 0;
  thread.exeUpperLayer = (exeFlags & EXE_UPPER_LAYER) !== 0;
  thread.exeFromMemfd = (exeFlags & EXE_FROM_MEMFD) !== 0;
  thread.exeLowerLayer = (exeFlags & EXE_LOWER_LAYER) !== 0;
}

/** The kernel's own path where the event has it, else the path the program gave, made absolute; "" when unknown. */
function executablePath(state: CaptureState, call: SystemCall): string {
  // sysdig knows no paths in exit events.
  const told = state.imitates === "sysdig" ? call.enter && { exit: call.enter, enter: undefined } : call;
  const trusted = told && textParam(told, Param.trusted_exepath);
  if (trusted !== undefined) return withoutDeletedMark(trusted);
  const given = told && (textParam(told, Param.filename) ?? textParam(told, Param.pathname));
  // Other readers go on showing the program before.
  if (given === undefined) return state.imitates === undefined ? "" : (state.thread?.exepath ?? "");
  const dirfd = idParam(call, Param.dirfd);
  if (given === "" && dirfd === undefined && state.imitates === "libs") return state.thread?.exepath ?? "";
  if (given === "" && dirfd !== undefined) return state.fd(dirfd)?.name ?? "";
  return state.absolutePath(given, dirfd);
}

/**
 * After an exec the process has one thread, which owns what its leader held. A leader that is another thread stays: the
 * kernel lets the thread that calls exec take the leader's number, so that the two contradict each other.
 */
function becomeSingleThread(state: CaptureState, thread: Thread): void {
  if (state.imitates !== "sysdig") state.threads.keepFdsAfterExec(thread);
  const group = thread.pid < 0 ? [] : [...state.threads.groupOf(thread)];
  for (const tid of group) {
    const other = state.threads.get(tid);
    if (tid === thread.tid || tid === thread.pid || other === undefined) continue;
    if (state.view === "current") reparentChildren(state.threads, other, thread.tid);
    state.threads.remove(tid);
  }
}

/** libs gives orphans to whoever adopts them; the recorded view keeps the parent that the capture tells. */
function exitThread(state: CaptureState, call: SystemCall): void {
  const { thread } = state;
  if (thread === undefined) return;
  state.recentExits.add(thread.tid, thread.ptid, timestampNs(call.exit));
  if (state.view === "current") reparentChildren(state.threads, thread, idParam(call, Param.reaper_tid));
  state.exitThread(thread);
}

/** 0 as process is the caller, 0 as group the process itself. Numbers are those of the caller's pid namespace. */
function setProcessGroup(state: CaptureState, call: SystemCall): void {
  const { thread } = state;
  const pid = idParam(call, Param.pid) ?? -1;
  const group = idParam(call, Param.pgid) ?? -1;
  if (thread === undefined || state.imitates !== undefined || isInNamespace(thread)) return;
  const target = pid === 0 ? state.leaderOf(thread) : state.threads.get(pid);
  if (target === undefined || group < 0) return;
  target.vpgid = group === 0 ? target.pid : group;
  target.pgid = target.vpgid;
}

function controlProcess(state: CaptureState, call: SystemCall): void {
  const { thread } = state;
  if (thread === undefined) return;
  const option = unsignedParam(call, Param.option);
  const argument = idParam(call, Param.arg2_int) ?? 0;
  if (option === PR_SET_NAME && state.imitates === undefined)
    thread.comm = textParam(call, Param.arg2_str) ?? thread.comm;
  if (option !== PR_SET_CHILD_SUBREAPER && option !== PR_GET_CHILD_SUBREAPER) return;
  if (argument !== 0) state.threads.reapers.add(thread.pid);
  else state.threads.reapers.delete(thread.pid);
}

function trackMemory({ thread }: CaptureState, call: SystemCall): void {
  if (thread !== undefined) setMemory(thread, call);
}

function setMemory(thread: Thread, call: SystemCall): void {
  setSizes(thread, call);
  setFaults(thread, call);
}

function setSizes(thread: Thread, call: SystemCall): void {
  thread.vmSizeKb = unsignedParam(call, Param.vm_size) ?? thread.vmSizeKb;
  thread.vmRssKb = unsignedParam(call, Param.vm_rss) ?? thread.vmRssKb;
  thread.vmSwapKb = unsignedParam(call, Param.vm_swap) ?? thread.vmSwapKb;
}

/** Page faults are counted for each thread, unlike memory, which is the process's. */
function setFaults(thread: Thread, call: SystemCall): void {
  thread.pfMajor = bigParam(call, Param.pgft_maj) ?? thread.pfMajor;
  thread.pfMinor = bigParam(call, Param.pgft_min) ?? thread.pfMinor;
}
