import type { FdInfo, FdList } from "../../format/fd-list.ts";
import type { NetworkInterface } from "../../format/interface-list.ts";
import type { MachineInfo } from "../../format/machine-info.ts";
import { type BlockOption, OPTION_COMMENT } from "../../format/options.ts";
import { decodeText, encodeText } from "../../format/text.ts";
import type { ThreadInfo } from "../../format/thread-info.ts";
import type { GroupInfo, UserInfo, UserList } from "../../format/user-list.ts";
import type { Redactor } from "./redactor.ts";

export function redactMachine(redactor: Redactor, machine: MachineInfo): MachineInfo {
  return { ...machine, hostname: redactor.text("machine.hostname", "host", machine.hostname) };
}

export function redactInterface(redactor: Redactor, entry: NetworkInterface): NetworkInterface {
  return {
    ...entry,
    name: redactor.text("interface.name", "interface", entry.name),
    address: redactor.address("interface.address", entry.address),
    broadcast: redactor.address("interface.broadcast", entry.broadcast),
  };
}

export function redactUsers(redactor: Redactor, { users, groups }: UserList): UserList {
  return {
    users: users.map((user) => redactUser(redactor, user)),
    groups: groups.map((group) => redactGroup(redactor, group)),
  };
}

function redactUser(redactor: Redactor, user: UserInfo): UserInfo {
  return {
    uid: redactor.uid("user.uid", user.uid),
    gid: redactor.uid("user.gid", user.gid),
    name: redactor.text("user.name", "user", user.name),
    homeDir: redactor.text("user.homeDir", "path", user.homeDir),
    shell: redactor.text("user.shell", "path", user.shell),
  };
}

function redactGroup(redactor: Redactor, group: GroupInfo): GroupInfo {
  return {
    gid: redactor.uid("group.gid", group.gid),
    name: redactor.text("group.name", "user", group.name),
  };
}

export function redactThread(redactor: Redactor, thread: ThreadInfo): ThreadInfo {
  const { comm, exe, exepath, args, cwd, env, cgroups, root, uid, gid, loginuid } = thread;
  return {
    ...thread,
    comm: redactor.text("thread.comm", "process", comm),
    exe: redactor.text("thread.exe", "process", exe),
    exepath: redactor.text("thread.exepath", "process", exepath),
    args: redactor.list("thread.args", "argument", args),
    cwd: redactor.text("thread.cwd", "path", cwd),
    env: redactor.list("thread.env", "environment", env),
    cgroups: redactor.list("thread.cgroups", "container", cgroups),
    root: redactor.text("thread.root", "path", root),
    uid: redactor.uid("thread.uid", uid),
    gid: redactor.uid("thread.gid", gid),
    loginuid: redactor.uid("thread.loginuid", loginuid),
  };
}

export function redactFds(redactor: Redactor, { tid, fds }: FdList): FdList {
  return { tid, fds: fds.map((fd) => redactFd(redactor, fd)) };
}

function redactFd(redactor: Redactor, fd: FdInfo): FdInfo {
  switch (fd.kind) {
    case "ipv4":
    case "ipv6":
      return {
        ...fd,
        sourceAddress: redactor.address("fd.sourceAddress", fd.sourceAddress),
        destinationAddress: redactor.address("fd.destinationAddress", fd.destinationAddress),
      };
    case "ipv4-server":
    case "ipv6-server":
      return { ...fd, address: redactor.address("fd.address", fd.address) };
    case "unknown":
      return { ...fd, raw: redactRawFd(redactor, fd.raw) };
    default:
      return { ...fd, name: redactor.text("fd.name", "path", fd.name) };
  }
}

/** Nothing is known of what is in it. */
function redactRawFd(redactor: Redactor, raw: Uint8Array): Uint8Array {
  if (redactor.policy.actions.path === "keep" || raw.length === 0) return raw;
  redactor.leaveOut();
  return new Uint8Array(0);
}

/** Comments as the policy has it; options of other kinds only where comments are kept too. */
export function redactOptions(redactor: Redactor, options: readonly BlockOption[]): BlockOption[] {
  const action = redactor.policy.actions.comment;
  if (action === "keep" || options.length === 0) return [...options];
  return options.flatMap(({ code, value }) => {
    if (code !== OPTION_COMMENT) return [];
    const text = redactor.text("comment", "comment", decodeText(value));
    return text === "" ? [] : [{ code, value: encodeText(text) }];
  });
}
