import { ancestorsOf, commandLine } from "../../filter/fields/lineage.ts";
import type { CaptureState } from "../../state/capture-state.ts";
import { UNSET_ID } from "../../state/thread.ts";

/** What is known of an event's thread; null where something is not. */
export interface ThreadFacts {
  readonly comm: string;
  readonly tid: number;
  readonly pid: number;
  readonly ptid: number;
  readonly exe: string;
  readonly exepath: string;
  readonly cmdline: string;
  readonly cwd: string;
  readonly uid: number | null;
  readonly user: string | null;
  readonly gid: number | null;
  readonly group: string | null;
  /** "" on the host. */
  readonly containerId: string;
  /** Nearest first. */
  readonly ancestors: readonly { readonly pid: number; readonly comm: string }[];
}

/** Describes the thread of the event that the state was brought to last. */
export function describeThread(state: CaptureState): ThreadFacts | null {
  const { thread } = state;
  if (thread === undefined) return null;
  const { comm, tid, pid, ptid, exe, exepath, uid, gid } = thread;
  return {
    ...{ comm, tid, pid, ptid, exe, exepath, cmdline: commandLine(thread), cwd: state.cwdOf(thread) },
    uid: idOrNull(uid),
    user: uid === UNSET_ID ? null : (state.userName(uid) ?? null),
    gid: idOrNull(gid),
    group: gid === UNSET_ID ? null : (state.groupName(gid) ?? null),
    containerId: state.containerIdOf(thread),
    ancestors: ancestorsOf(state, thread).map((ancestor) => ({ pid: ancestor.pid, comm: ancestor.comm })),
  };
}

function idOrNull(id: number): number | null {
  return id === UNSET_ID ? null : id;
}
