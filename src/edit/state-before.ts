import type { EventRecord } from "../decoder/event.ts";
import type { CaptureState } from "../state/capture-state.ts";
import type { Thread } from "../state/thread.ts";

/**
 * What an event changes in a way that shows when it is applied twice: a relative path of a chdir, the name an fd had.
 * A filter decides on an event with the state at it; a section that begins with it needs the state before.
 */
export class StateBefore {
  private thread: Thread | undefined;
  private leader: Thread | undefined;
  private cwd = "";
  private root = "";

  /** Takes note of the state before the event is applied. */
  note(state: CaptureState, { tid }: EventRecord): void {
    const thread = state.threads.get(tid);
    this.thread = thread;
    this.leader = thread && state.leaderOf(thread);
    this.cwd = this.leader?.cwd ?? "";
    this.root = thread?.root ?? "";
  }

  /** Calls `use` while the state, in which the event was applied since, is as it was before. */
  restore(state: CaptureState, use: () => void): void {
    const redo = [this.swapPaths(), swapFd(state)];
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

function swapFd(state: CaptureState): () => void {
  const { replacedFd, thread } = state;
  const now = replacedFd && state.fd(replacedFd.number);
  if (replacedFd === undefined || thread === undefined || now === undefined) return () => {};
  const { number, before } = replacedFd;
  if (before === undefined) state.threads.deleteFd(thread, number);
  else state.threads.setFd(thread, number, before);
  return () => state.threads.setFd(thread, number, now);
}
