/** One value of one event that another reader gives otherwise. */
export interface Difference {
  readonly capture: string;
  readonly number: number;
  readonly field: string;
  readonly event: string;
  readonly theirs: string;
  readonly ours: string;
}

/** A kind of difference, and why it is on purpose. */
export interface DifferenceKind {
  readonly name: string;
  readonly why: string;
  readonly is: (difference: Difference) => boolean;
}

const ABSENT = "<NA>";
/** Calls that have an fd since their parameters tell it, which the table of March 2022 did not know. */
const NEWLY_USING_FD = /^(mmap|mmap2|fchmodat|unlinkat|mkdirat|mknodat|newfstatat)$/;
/** What follows from another name of a socket. */
const SOCKET_FIELDS = /^fd\.(type|typechar|name|cip|cport|sip|sport|l4proto)$/;

/** Where the recorded view differs from sysdig 0.29.3. */
export const SYSDIG_DIFFERENCES: readonly DifferenceKind[] = [
  {
    name: "fd-of-more-calls",
    why: "the newest event table knows the fd of mmap and of calls with a directory fd",
    is: ({ field, event, theirs }) =>
      field.startsWith("fd.") && NEWLY_USING_FD.test(event) && theirs === ABSENT,
  },
  {
    name: "unix-port",
    why: "unix sockets have no port; 0.29.3 prints 0",
    is: ({ field, theirs, ours }) => field === "fd.cport" && theirs === "0" && ours === ABSENT,
  },
  {
    name: "listener-address",
    why: "a listener of the fd list is a server, so it has the server's address",
    is: ({ field, theirs, ours }) =>
      field === "fd.sip" && theirs === ABSENT && /^(0\.0\.0\.0|::)$/.test(ours),
  },
  {
    name: "ids-of-clone",
    why: "the child's own clone event tells its parent; 0.29.3 ignores it and has thread -1 for parent",
    is: ({ field, theirs }) => field === "proc.ppid" && theirs === "-1",
  },
  {
    name: "parent-of-thread",
    why: "the parent of a thread is its process's; 0.29.3 takes the thread's own process, or thread -1, for it",
    is: ({ field }) => field === "proc.pname",
  },
  {
    name: "close-on-exec",
    why: "docs/differences.md, close-on-exec",
    is: among("p2_state", /^(fd\.|evt\.category)/, 6, 7),
  },
  {
    name: "unknown-fd",
    why: "of a call whose start was not recorded 0.29.3 does not know the fd, and takes 0 or that of an earlier call",
    is: among("falco__run_as_user_0_container__8912152", /^(fd\.|evt\.category|evt\.buflen)/, 1519),
  },
  {
    name: "datagram-peer",
    why: "docs/differences.md, datagram-peer",
    is: among("p2_state", SOCKET_FIELDS, 46, 47, 48),
  },
  {
    name: "bound-datagram-socket",
    why: "docs/differences.md, bound-datagram-socket",
    is: ({ field, ours }) => SOCKET_FIELDS.test(field) && /^127\.0\.0\.1\b/.test(ours),
  },
  {
    name: "mapped-connect",
    why: "docs/differences.md, mapped-connect",
    is: among("p2_state", /^fd\.(name|l4proto)$/, 52, 53, 54),
  },
];

/** Where the current view differs from libs HEAD. */
export const LIBS_DIFFERENCES: readonly DifferenceKind[] = [
  {
    name: "process-groups",
    why: "setpgid changes the process group; libs learns of it at the next exec only",
    is: ({ field }) => /^proc\.v?pgid$/.test(field),
  },
  {
    name: "own-names",
    why: "prctl gives a thread another name; libs learns of it at the next exec only",
    is: ({ field, capture }) => capture === "syscalls" && /^proc\.(name|cmdline|pname)$/.test(field),
  },
  {
    name: "failed-open",
    why: "open makes files as openat does; libs forgot it where the call fails",
    is: ({ field, event, theirs, ours }) =>
      field === "fd.typechar" && event === "open" && theirs === "o" && ours === "f",
  },
  {
    name: "unix-socket-path",
    why: "docs/differences.md, unix socket paths",
    is: ({ field, theirs, ours }) => field === "fd.name" && theirs === `${ours}\n`,
  },
  {
    name: "path-base",
    why:
      "libs knows the directory of no failed openat, and neither AT_FDCWD nor directories opened without O_DIRECTORY; " +
      "what a symbolic link leads to is relative to the link",
    is: ({ field, theirs }) => field.startsWith("fs.path.") && theirs.startsWith("<UNKNOWN>"),
  },
  {
    name: "null-path",
    why: "a NULL path is absent; libs takes its own placeholder <NA> for a name",
    is: ({ field, theirs, ours }) =>
      (field.startsWith("fs.path.") && theirs.endsWith("/<NA>") && ours === ABSENT) ||
      (field === "fd.directory" && theirs === "/" && ours === ABSENT),
  },
  {
    name: "root-directory",
    why: "libs appends a slash to every directory, also to /",
    is: ({ field, theirs, ours }) => field === "evt.abspath" && theirs === `/${ours}`,
  },
  {
    name: "device",
    why: "libs takes the device of an open only along with the inode, which old events lack",
    is: ({ field, theirs }) => field === "fd.dev" && theirs === "0",
  },
  {
    name: "listener-address",
    why: "a listener of the fd list is a server, so it has the server's address",
    is: ({ field, theirs, ours }) =>
      field === "fd.sip" && theirs === ABSENT && /^(0\.0\.0\.0|::)$/.test(ours),
  },
  {
    name: "error-name",
    why: "any negative result is an errno; libs names only those of some parameter types",
    is: ({ field, theirs, ours }) =>
      field === "evt.res" && /^-\d+$/.test(theirs) && /^E[A-Z0-9]+$/.test(ours),
  },
  {
    name: "failed-memfd",
    why: "a memfd_create that fails makes no fd; libs adds one with the errno's number",
    is: ({ field, event }) => field.startsWith("fd.") && event === "memfd_create",
  },
  {
    name: "generic-name",
    why: "docs/differences.md: generic events are named by their native number",
    is: ({ field, theirs }) => field === "evt.type" && theirs === "unknown",
  },
  {
    name: "mapped-connect",
    why: "docs/differences.md, mapped-connect",
    is: among("p2_state", /^fd\.(name|l4proto)$/, 33, 34),
  },
  {
    name: "disconnect",
    why: "docs/differences.md, disconnect",
    is: among("syscalls", SOCKET_FIELDS, 1014, 1015, 1016, 1017),
  },
];

/** Differences in some fields of some events of one capture. */
function among(capture: string, fields: RegExp, ...numbers: readonly number[]): DifferenceKind["is"] {
  return (difference) =>
    difference.capture === capture && numbers.includes(difference.number) && fields.test(difference.field);
}
