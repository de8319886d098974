import { Param, type ParamKey } from "../../decoder/param-keys.ts";
import type { CaptureState } from "../capture-state.ts";
import { bigParam, idParam, resultOf, type SystemCall, unsignedParam } from "../system-call.ts";
import { CloneFlag, type Thread } from "../thread.ts";
import type { Handler } from "./table.ts";

const ALL_CAPABILITIES = (1n << 41n) - 1n;
/** `rlimit_resources` value of the number of open files. */
const RLIMIT_NOFILE = 7;

/** What stands for the caller itself where a call takes a pid. */
const SELF = 0;

/** uid and gid changes, capabilities, limits: applied when the call worked. */
export const CREDENTIAL_HANDLERS: Readonly<Record<string, Handler>> = {
  setuid: setId("uid", Param.uid),
  setgid: setId("gid", Param.gid),
  setreuid: setId("uid", Param.euid),
  setregid: setId("gid", Param.egid),
  setresuid: setId("uid", Param.euid),
  setresgid: setId("gid", Param.egid),
  capset: onSuccess(({ thread }, call) => {
    if (thread === undefined) return;
    thread.capInheritable = bigParam(call, Param.cap_inheritable) ?? thread.capInheritable;
    thread.capPermitted = bigParam(call, Param.cap_permitted) ?? thread.capPermitted;
    thread.capEffective = bigParam(call, Param.cap_effective) ?? thread.capEffective;
  }),
  setns: onSuccess((state, call) => enterUserNamespace(state, unsignedParam(call, Param.nstype))),
  unshare: onSuccess((state, call) => enterUserNamespace(state, unsignedParam(call, Param.flags))),
  getrlimit: onSuccess((state, call) => setFileLimit(state.thread, state, call, Param.cur)),
  setrlimit: onSuccess((state, call) => setFileLimit(state.thread, state, call, Param.cur)),
  prlimit: onSuccess((state, call) => setFileLimit(limitedThread(state, call), state, call, Param.newcur)),
};

/** Runs a handler only for calls that worked. */
export function onSuccess(handler: Handler): Handler {
  return (state, call) => {
    const result = resultOf(call);
    if (result !== undefined && result >= 0) handler(state, call);
  };
}

function setId(field: "uid" | "gid", param: ParamKey): Handler {
  return ({ thread }, call) => {
    const id = unsignedParam(call, param);
    // What these calls return when they work is 0 and nothing else.
    if (thread !== undefined && id !== undefined && resultOf(call) === 0) thread[field] = id;
  };
}

function enterUserNamespace({ thread }: CaptureState, flags = 0): void {
  if (thread === undefined || (flags & CloneFlag.NEWUSER) === 0) return;
  thread.capInheritable = ALL_CAPABILITIES;
  thread.capPermitted = ALL_CAPABILITIES;
  thread.capEffective = ALL_CAPABILITIES;
}

/** prlimit may be about another process than the caller's. */
function limitedThread(state: CaptureState, call: SystemCall): Thread | undefined {
  const pid = idParam(call, Param.pid) ?? SELF;
  return pid === SELF ? state.thread : state.threads.get(pid);
}

function setFileLimit(
  thread: Thread | undefined,
  state: CaptureState,
  call: SystemCall,
  param: ParamKey,
): void {
  const limit = idParam(call, param);
  const leader = thread && state.leaderOf(thread);
  if (leader === undefined || limit === undefined || limit < 0 || !isFileLimit(call)) return;
  leader.fdLimit = limit;
}

function isFileLimit(call: SystemCall): boolean {
  return unsignedParam(call, Param.resource) === RLIMIT_NOFILE;
}
