import type { EventRecord } from "../decoder/event.ts";
import type { CaptureState } from "../state/capture-state.ts";
import { resultOf } from "../state/system-call.ts";
import type { Thread } from "../state/thread.ts";

const STARTS_THREAD: ReadonlySet<string> = new Set(["clone", "clone3", "fork", "vfork"]);

/**
 * What an event changes in a way that shows when it is applied twice: a relative path of a chdir, the name an fd had, a
 * thread that it starts, which other readers do not start again.
 * A filter decides on an event with the state at it; a section that begins with it needs the state before.
 */
export class StateBefore {
  private thread: Thread | undefined;
  private leader: Thread | undefined;
  private cwd = "";
  private root = "";
  /** Threads that the event makes known: its own, and the one that it starts. */
  private own: number | undefined;
  private started: number | undefined;

  /** Takes note of the state before the event is applied. */
  note(state: CaptureState, event: EventRecord): void {
    const { tid } = event;
    const thread = state.threads.get(tid);
    this.thread = thread;
    this.leader = thread && state.leaderOf(thread);
    this.cwd = this.leader?.cwd ?? "";
    this.root = thread?.root ?? "";
    this.own = thread === undefined ? tid : undefined;
    const started = startedBy(event);
    this.started = started !== undefined && state.threads.get(started) === undefined ? started : undefined;
  }

  /** Calls `use` while the state, in which the event was applied since, is as it was before. */
  restore(state: CaptureState, use: () => void): void {
    const redo = [this.swapPaths(), swapFd(state), hide(state, this.own), hide(state, this.started)];
    use();
    for (const each of redo) each();
  }

  private swapPaths(): () => void {
    const { thread, leader } = this;
    const cwd = leader?.cwd;
    const root = thread?.root;
    if (leader !== undefined) leader.cwd = this.cwd;
    if (thread !== undefined) thread.root = this.root;
    return () => {
      if (leader !== undefined && cwd !== undefined) leader.cwd = cwd;
      if (thread !== undefined && root !== undefined) thread.root = root;
    };
  }
}

/** The thread that the end of a call started, as its parent tells it. */
function startedBy(exit: EventRecord): number | undefined {
  const { spec } = exit;
  if (spec?.isExit !== true || !STARTS_THREAD.has(spec.name)) return undefined;
  return resultOf({ exit, enter: undefined });
}

/** Takes a thread out of those that are known. */
function hide({ threads }: CaptureState, tid: number | undefined): () => void {
  const thread = tid === undefined ? undefined : threads.get(tid);
  if (tid === undefined || thread === undefined) return () => {};
  threads.byTid.delete(tid);
  return () => threads.byTid.set(tid, thread);
}

function swapFd(state: CaptureState): () => void {
  const { replacedFd, thread } = state;
  const now = replacedFd && state.fd(replacedFd.number);
  if (replacedFd === undefined || thread === undefined || now === undefined) return () => {};
  const { number, before } = replacedFd;
  if (before === undefined) state.threads.deleteFd(thread, number);
  else state.threads.setFd(thread, number, before);
  return () => state.threads.setFd(thread, number, now);
}
