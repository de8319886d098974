import { Param } from "../../decoder/param-keys.ts";
import { AT_FDCWD } from "../../decoder/type-text.ts";
import type { CaptureState } from "../capture-state.ts";
import { changeFd, createFd, FdDraft, type FdEntry, type FdType, type KnownOfFd } from "../fd.ts";
import { asDirectory, UNKNOWN_DIRECTORY } from "../path.ts";
import { bigParam, idParam, resultOf, type SystemCall, textParam, unsignedParam } from "../system-call.ts";
import type { Thread } from "../thread.ts";
import { onSuccess } from "./credentials.ts";
import type { Handler } from "./table.ts";

/** libs' open flags (`file_flags`). */
const O_DIRECTORY = 1 << 10;
const O_CLOEXEC = 1 << 12;
/** Flags from `O_F_CREATED` on, which the program does not give but the kernel finds out. */
const FOUND_OUT = ~((1 << 14) - 1);
/** creat tells the overlay layers in flags of its own, which begin with this bit of open's. */
const FD_UPPER_LAYER = 1 << 15;
const MFD_CLOEXEC = 1;
const EPOLL_CLOEXEC = 1;
/** `fcntl_commands`. */
const F_DUPFD = 1;
const F_SETFD = 3;
const F_DUPFD_CLOEXEC = 26;
const FD_CLOEXEC = 1;
const CLOSE_RANGE_CLOEXEC = 4;
const MAX_FD = 0x7fffffff;
/** What libs takes a NULL path for. */
const NULL_NAME = "<NA>";

/** Calls that make, change and remove fds other than sockets, and those that move the current directory. */
export const FILE_HANDLERS: Readonly<Record<string, Handler>> = {
  open: openFile,
  openat: openFile,
  openat2: openFile,
  creat: openFile,
  open_by_handle_at: onSuccess((state, call) => {
    const path = textParam(call, Param.path) ?? "";
    addFd(state, resultOf(call), fileEntry(call, state.paths.join("", path)));
  }),
  close: onSuccess((state, call) => {
    const fd = idParam(call, Param.fd);
    if (fd !== undefined) state.closeFd(fd);
  }),
  close_range: onSuccess(closeRange),
  dup: onSuccess(duplicate),
  dup2: onSuccess(duplicate),
  dup3: onSuccess(duplicate),
  fcntl: onSuccess(controlFd),
  pidfd_getfd: getForeignFd,
  pipe: onSuccess(makePipe),
  pipe2: onSuccess(makePipe),
  eventfd: makes("eventfd"),
  eventfd2: makes("eventfd", O_CLOEXEC),
  signalfd: makes("signalfd"),
  signalfd4: makes("signalfd", O_CLOEXEC),
  timerfd_create: makes("timerfd"),
  inotify_init: makes("inotify"),
  inotify_init1: makes("inotify", O_CLOEXEC),
  epoll_create: makes("eventpoll"),
  epoll_create1: makes("eventpoll", EPOLL_CLOEXEC),
  bpf: makes("bpf"),
  userfaultfd: makes("userfaultfd", O_CLOEXEC),
  io_uring_setup: makes("io_uring"),
  memfd_create: onSuccess((state, call) => {
    const closeOnExec = hasFlag(call, MFD_CLOEXEC);
    const name = textParam(call, Param.name) ?? (state.imitates === "libs" ? NULL_NAME : "");
    addFd(state, resultOf(call), createFd({ type: "memfd", name, closeOnExec }));
  }),
  pidfd_open: onSuccess((state, call) => {
    const pid = idParam(call, Param.pid);
    const name = pid === undefined ? "" : `/proc/${pid}`;
    addFd(state, resultOf(call), createFd({ type: "pidfd", name, pid, closeOnExec: true }));
  }),
  chdir: onSuccess((state, call) => changeDirectory(state, pathOf(state, call))),
  getcwd: onSuccess((state, call) => changeDirectory(state, pathOf(state, call))),
  fchdir: onSuccess((state, call) => changeDirectory(state, state.fd(idParam(call, Param.fd) ?? -1)?.name)),
  chroot: onSuccess((state, call) => {
    const path = textParam(call, Param.path);
    if (state.thread !== undefined && path !== undefined)
      state.thread.root = state.absolutePath(path, undefined);
  }),
};

/** Puts an entry where the call put the fd. */
export function addFd(state: CaptureState, fd: number | undefined, entry: FdEntry): void {
  if (fd !== undefined) state.addFd(fd, entry);
}

/** Two fds made by one call, in parameters `fd1` and `fd2`. */
export function addPair(
  state: CaptureState,
  call: SystemCall,
  known: KnownOfFd & { readonly type: FdType },
): void {
  addFd(state, idParam(call, Param.fd1), createFd(known));
  addFd(state, idParam(call, Param.fd2), createFd(known));
}

/** `cloexecFlag` is the bit of the call's flags, in libs' numbers, that asks for close-on-exec. */
function makes(type: FdType, cloexecFlag = 0): Handler {
  return onSuccess((state, call) => {
    const fd = new FdDraft(type);
    fd.closeOnExec = hasFlag(call, cloexecFlag);
    addFd(state, resultOf(call), fd);
  });
}

function makePipe(state: CaptureState, call: SystemCall): void {
  addPair(state, call, {
    type: "pipe",
    ino: bigParam(call, Param.ino) ?? 0n,
    closeOnExec: hasFlag(call, O_CLOEXEC),
  });
}

function hasFlag(call: SystemCall, flag: number): boolean {
  return ((unsignedParam(call, Param.flags) ?? 0) & flag) !== 0;
}

function openFile(state: CaptureState, call: SystemCall): void {
  const fd = resultOf(call);
  if (fd === undefined || fd < 0) return;
  const given = asGiven(call);
  const rawName = textParam(given, Param.name) ?? (state.imitates === "libs" ? NULL_NAME : "");
  const isNameless = rawName === "" && state.imitates === "libs";
  const name = isNameless ? "" : state.paths.join(baseDirectory(state, given, rawName), rawName);
  const entry = fileEntry(call, name, rawName, unsignedParam(given, Param.flags));
  addFd(state, fd, state.imitates === "libs" && lacksInode(call) ? changeFd(entry, { dev: 0 }) : entry);
}

/** libs takes the device of an openat only along with the inode. */
function lacksInode(call: SystemCall): boolean {
  return call.exit.spec?.name.startsWith("openat") === true && bigParam(call, Param.ino) === undefined;
}

/** What the enter event tells wins: the program may have changed its memory before the exit event was made. */
function asGiven(call: SystemCall): SystemCall {
  const { exit, enter } = call;
  if (enter === undefined || !textParam({ exit: enter, enter: undefined }, Param.name)) return call;
  return { exit: enter, enter: exit };
}

function fileEntry(call: SystemCall, name: string, rawName = name, givenFlags = 0): FdEntry {
  const layers = (unsignedParam(call, Param.creat_flags) ?? 0) * FD_UPPER_LAYER;
  const exitFlags = unsignedParam(call, Param.flags) ?? 0;
  const openFlags = givenFlags === 0 ? exitFlags | layers : givenFlags | (exitFlags & FOUND_OUT) | layers;
  const fd = new FdDraft((openFlags & O_DIRECTORY) !== 0 ? "directory" : "file");
  fd.name = name;
  fd.rawName = rawName;
  fd.openFlags = openFlags;
  fd.dev = unsignedParam(call, Param.dev) ?? 0;
  fd.ino = bigParam(call, Param.ino) ?? 0n;
  fd.closeOnExec = (openFlags & O_CLOEXEC) !== 0;
  return fd;
}

function baseDirectory(state: CaptureState, call: SystemCall, path: string): string {
  if (state.thread === undefined || path.startsWith("/")) return "";
  const dirfd = idParam(call, Param.dirfd);
  if (dirfd === undefined || dirfd === AT_FDCWD) return state.cwdOf(state.thread);
  const directory = state.fd(dirfd);
  if (directory?.name === "" && state.imitates === "libs") return "";
  const isKnown = directory !== undefined && (directory.name !== "" || state.imitates === "sysdig");
  return isKnown ? state.paths.baseOf(directory.name) : UNKNOWN_DIRECTORY;
}

function duplicate(state: CaptureState, call: SystemCall): void {
  const source = idParam(call, Param.oldfd) ?? idParam(call, Param.fd);
  const entry = source === undefined ? undefined : state.fd(source);
  addCopy(state, resultOf(call), entry && changeFd(entry, { closeOnExec: hasFlag(call, O_CLOEXEC) }));
}

/** Of the copy of an unknown fd nothing is known, but what had its number before is gone, which other readers overlook. */
function addCopy(state: CaptureState, made: number | undefined, entry: FdEntry | undefined): void {
  if (entry !== undefined) addFd(state, made, entry);
  else if (made !== undefined && state.thread !== undefined && state.imitates === undefined)
    state.threads.deleteFd(state.thread, made);
}

function controlFd(state: CaptureState, call: SystemCall): void {
  const fd = idParam(call, Param.fd) ?? -1;
  const command = unsignedParam(call, Param.cmd);
  const entry = state.fd(fd);
  if (entry === undefined) return;
  if (command === F_DUPFD || command === F_DUPFD_CLOEXEC) {
    addFd(state, resultOf(call), changeFd(entry, { closeOnExec: command === F_DUPFD_CLOEXEC }));
  } else if (command === F_SETFD) {
    // Old captures lack the argument: an fd that may stay open across exec is kept.
    const argument = bigParam(call, Param.arg) ?? 0n;
    state.setFd(fd, changeFd(entry, { closeOnExec: (Number(argument) & FD_CLOEXEC) !== 0 }));
  }
}

/** The fd is a copy of one that the process behind a pidfd holds. */
function getForeignFd(state: CaptureState, call: SystemCall): void {
  const pid = state.fd(idParam(call, Param.pid_fd) ?? -1)?.pid;
  const owner = pid === undefined ? undefined : state.threads.get(pid);
  const entry = owner && state.fd(idParam(call, Param.target_fd) ?? -1, owner);
  addCopy(state, resultOf(call), entry && changeFd(entry, { closeOnExec: true }));
}

function closeRange(state: CaptureState, call: SystemCall): void {
  if (state.thread === undefined) return;
  const first = unsignedParam(call, Param.first) ?? 0;
  const last = Math.min(unsignedParam(call, Param.last) ?? -1, MAX_FD);
  const marks = hasFlag(call, CLOSE_RANGE_CLOEXEC);
  if (marks) return state.threads.markCloseOnExec(state.thread, first, last);
  state.threads.deleteFds(state.thread, first, last);
}

function changeDirectory(state: CaptureState, path: string | undefined): void {
  const leader = state.thread && state.leaderOf(state.thread);
  if (leader === undefined || path === undefined) return;
  if (state.imitates === "libs") leader.cwd = cwdOfLibs(state, leader, path);
  else leader.cwd = asDirectory(state.paths.join(leader.cwd, path));
}

/** libs takes what a thread other than the main one gives for relative to nothing, and an empty path for the root. */
function cwdOfLibs({ thread, paths }: CaptureState, leader: Thread, path: string): string {
  if (path === "") return "/";
  return asDirectory(paths.join(leader === thread ? leader.cwd : "", path));
}

function pathOf({ imitates }: CaptureState, call: SystemCall): string | undefined {
  return textParam(call, Param.path) ?? (imitates === "libs" ? NULL_NAME : undefined);
}
