import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventReader } from "../../src/capture/event-reader.ts";
import { BlockFramer } from "../../src/format/framing.ts";
import { currentSchema } from "../../src/schema/current.ts";
import type { CaptureState } from "../../src/state/capture-state.ts";
import { createFd } from "../../src/state/fd.ts";
import { reparentChildren } from "../../src/state/reaping.ts";
import { CloneFlag, createThread, type Thread } from "../../src/state/thread.ts";
import { ThreadTable } from "../../src/state/thread-table.ts";
import { captureOf, event, type GivenEvent } from "../helpers/events.ts";

/** A capture's events must not make the state do work, or keep memory, out of proportion to their number. */

function after(events: readonly GivenEvent[]): CaptureState {
  const fail = () => expect.fail("the capture is sound");
  const reader = new EventReader(currentSchema, fail, { view: "current" });
  const framer = new BlockFramer(fail);
  for (const batch of [...framer.push(captureOf(...events)), ...framer.finish()]) {
    reader.load(batch);
    while (reader.next() !== undefined);
  }
  return reader.state;
}

function known(threads: ThreadTable, tid: number, more: Partial<Thread> = {}): Thread {
  const thread = { ...createThread(tid), pid: tid, ptid: 1, ...more };
  threads.add(thread);
  return thread;
}

function keys(threads: ThreadTable, thread: Thread): number[] {
  return [...threads.fdsOf(thread).keys()];
}

const file = createFd({ type: "file", name: "/a" });
const closing = createFd({ type: "file", name: "/b", closeOnExec: true });

/** Gives a thread the fds 0 to `count` - 1. */
function fill(threads: ThreadTable, thread: Thread, count: number): void {
  for (let fd = 0; fd < count; fd++) threads.setFd(thread, fd, file);
}

/** Forks a thread's process; the child changes an fd of its own. Whether that left the parent's alone is told. */
function forkAndOpen(threads: ThreadTable, parent: Thread, tid: number): boolean {
  const child = { ...createThread(tid), pid: tid, ptid: parent.tid };
  threads.forkFds(parent, child);
  threads.add(child);
  threads.setFd(child, 0, closing);
  return threads.fd(parent, 0) === file;
}

describe("the children of a thread", () => {
  const tid = fc.integer({ min: 1, max: 8 });
  const clone = fc.tuple(tid, fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8), tid, fc.boolean()).map((given) => {
    const [caller, res, pid, isThread] = given;
    const ids = { tid: caller, pid, ptid: (caller * 3) % 9, vtid: caller, vpid: pid };
    const flags = isThread ? CloneFlag.THREAD : 0;
    return event("<clone", caller, { res, exe: "a", comm: "a", ...ids, flags, uid: 0, gid: 0 });
  });
  const exec = fc
    .tuple(tid, tid)
    .map(([caller, pid]) =>
      event("<execve", caller, { res: 0, exe: "a", comm: "a", pid, tid: caller, ptid: 1 }),
    );
  const exit = fc
    .tuple(tid, fc.integer({ min: 0, max: 8 }))
    .map(([caller, reaper]) => event(">procexit", caller, { status: 0, reaper_tid: reaper }));

  it("are those that have it as parent, whatever happens", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(clone, exec, exit), { maxLength: 30 }), (events) => {
        const { threads } = after(events);
        const all = [...threads.byTid.values()];
        for (let parent = -1; parent <= 9; parent++) {
          const expected = all.filter(({ ptid }) => ptid === parent).map((thread) => thread.tid);
          expect([...threads.childrenOf(parent)].sort()).toEqual(expected.sort());
        }
      }),
    );
  });

  it("follow a thread that another one replaces", () => {
    const threads = new ThreadTable();
    const old = known(threads, 5, { ptid: 3 });
    known(threads, 5, { ptid: 4 });
    threads.setParent(old, 7);
    expect([3, 4, 7].map((parent) => [...threads.childrenOf(parent)])).toEqual([[], [5], []]);
  });
});

describe("orphans", () => {
  /** Parent of the child of a thread that exits, `generations` below a process that adopts orphans. */
  function adopterAt(generations: number): number | undefined {
    const threads = new ThreadTable();
    for (let k = 0; k <= generations; k++) known(threads, 10 + k, { ptid: 9 + k });
    threads.reapers.add(10);
    const dying = threads.get(10 + generations) as Thread;
    known(threads, 5, { ptid: dying.tid });
    reparentChildren(threads, dying, undefined);
    return threads.get(5)?.ptid;
  }

  it("go to the nearest ancestor that adopts them, which is looked for so far only", () => {
    expect([adopterAt(1), adopterAt(1000), adopterAt(1001)]).toEqual([10, 10, 0]);
  });

  it("have none where the ancestors run in a circle", () => {
    const threads = new ThreadTable();
    known(threads, 2, { ptid: 3 });
    const dying = known(threads, 3, { ptid: 2 });
    known(threads, 4, { ptid: 3 });
    reparentChildren(threads, dying, undefined);
    expect(threads.get(4)?.ptid).toBe(0);
  });
});

describe("fds at an exec", () => {
  it("stay with a thread that is none of its process's main thread", () => {
    const state = after([
      event("<execve", 10, { res: 0, exe: "a", comm: "a", pid: 10, tid: 10, ptid: 1 }),
      event("<clone", 10, { res: 11, exe: "a", comm: "a", pid: 10, tid: 10, flags: CloneFlag.THREAD }),
      event("<open", 11, { fd: 3, name: "/kept", flags: 1 }),
      event("<open", 11, { fd: 4, name: "/closed", flags: 1 | (1 << 12) }),
      event("<execve", 11, { res: 0, exe: "b", comm: "b", pid: 10, tid: 11, ptid: 1 }),
      event("<open", 11, { fd: 5, name: "/new", flags: 1 }),
    ]);
    expect([...state.threads.byTid.keys()]).toEqual([10, 11]);
    expect(keys(state.threads, state.threads.get(11) as Thread)).toEqual([3, 5]);
  });

  it("are not looked at where none is close-on-exec", () => {
    const threads = new ThreadTable();
    const thread = known(threads, 10);
    fill(threads, thread, 10);
    const { fds } = thread;
    if (fds !== undefined) fds[Symbol.iterator] = () => expect.fail("the table is walked");
    threads.keepFdsAfterExec(thread);
    expect(thread.fds).toBe(fds);
  });

  it("are closed as they are marked then, in copies of forked tables too", () => {
    const change = fc.tuple(fc.constantFrom("set", "mark", "delete", "fork"), fc.nat(7), fc.boolean());
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const threads = new ThreadTable();
        let thread = known(threads, 10);
        for (const [what, fd, marked] of changes) {
          if (what === "set") threads.setFd(thread, fd, marked ? closing : file);
          else if (what === "mark") threads.markCloseOnExec(thread, fd, fd + 2);
          else if (what === "delete") threads.deleteFd(thread, fd);
          else thread = forkOf(threads, thread);
        }
        const kept = [...threads.fdsOf(thread)].filter(([, entry]) => !entry.closeOnExec);
        threads.keepFdsAfterExec(thread);
        expect([...threads.fdsOf(thread)]).toEqual(kept);
      }),
    );
  });

  function forkOf(threads: ThreadTable, parent: Thread): Thread {
    const child = { ...createThread(parent.tid + 1), pid: parent.tid + 1 };
    threads.forkFds(parent, child);
    threads.add(child);
    return child;
  }
});

describe("ranges of fds", () => {
  it("are closed and marked whether they are wider or narrower than the table", () => {
    for (const [first, last] of [
      [2, 3],
      [2, 100],
    ] as const) {
      const threads = new ThreadTable();
      const thread = known(threads, 10);
      fill(threads, thread, 5);
      threads.markCloseOnExec(thread, first, last);
      const marked = [...threads.fdsOf(thread)].filter(([, entry]) => entry.closeOnExec);
      const expected = [2, 3, 4].filter((fd) => fd <= last);
      expect(marked.map(([fd]) => fd)).toEqual(expected);
      threads.deleteFds(thread, first, last);
      expect(keys(threads, thread)).toEqual([0, 1, 2, 3, 4].filter((fd) => !expected.includes(fd)));
    }
  });

  it("that are wide are looked for in large tables only so often", () => {
    const threads = new ThreadTable();
    const thread = known(threads, 10);
    fill(threads, thread, 60_000);
    let walked = 0;
    const { fds } = thread;
    const walk = fds?.keys;
    if (fds !== undefined)
      fds.keys = function* () {
        walked++;
        yield* walk?.call(fds) ?? [];
        return undefined;
      };
    for (let k = 0; k < 2000; k++) threads.deleteFds(thread, 100_000, 200_000);
    expect(walked).toBeLessThan(400);
    expect(walked).toBeGreaterThan(100);
  }, 60_000);
});

describe("children of a thread that exits", () => {
  it("are handed back and forth only so often", () => {
    const threads = new ThreadTable();
    const parents = [known(threads, 2), known(threads, 3)];
    for (let tid = 1000; tid < 61_000; tid++) known(threads, tid, { ptid: 2 });
    let moves = 0;
    const setParent = threads.setParent.bind(threads);
    threads.setParent = (thread, ptid) => {
      moves++;
      setParent(thread, ptid);
    };
    for (let k = 0; k < 500; k++) {
      const [from, to] = k % 2 === 0 ? parents : [...parents].reverse();
      reparentChildren(threads, from as Thread, (to as Thread).tid);
    }
    expect(moves).toBeLessThan(5_000_000);
    expect(moves).toBeGreaterThan(4_000_000);
  }, 60_000);
});

describe("copies of forked tables", () => {
  it("are no more than a limit, also when threads exec and their leaders go", () => {
    const threads = new ThreadTable();
    const parent = known(threads, 10);
    fill(threads, parent, 60_000);
    let copies = 0;
    for (let tid = 1000; tid < 1200; tid += 2) {
      if (forkAndOpen(threads, parent, tid)) copies++;
      const second = known(threads, tid + 1, { pid: tid, flags: CloneFlag.FILES });
      threads.keepFdsAfterExec(second);
      threads.remove(tid);
    }
    expect(copies).toBe(Math.floor(4_000_000 / 60_000));
  }, 60_000);

  it("take a limited time where tables are large, also when each goes at once", () => {
    const threads = new ThreadTable();
    const parent = known(threads, 10);
    fill(threads, parent, 60_000);
    let copies = 0;
    for (let k = 0; k < 500; k++) {
      if (forkAndOpen(threads, parent, 1000)) copies++;
      threads.remove(1000);
    }
    expect(copies).toBeGreaterThan(200);
    expect(copies).toBeLessThan(400);
  }, 60_000);

  it("are made of small tables without end, as long as they go again", () => {
    const threads = new ThreadTable();
    const parent = known(threads, 10);
    fill(threads, parent, 1000);
    for (let k = 0; k < 20_000; k++) {
      expect(forkAndOpen(threads, parent, 1000)).toBe(true);
      threads.remove(1000);
    }
  }, 60_000);

  it("are given back once when the last process that shares them has gone", () => {
    const threads = new ThreadTable();
    const parent = known(threads, 10);
    fill(threads, parent, 900);
    for (let k = 0; k < 6000; k++) {
      expect(forkAndOpen(threads, parent, 1000)).toBe(true);
      const child = threads.get(1000) as Thread;
      const grandchild = { ...createThread(1001), pid: 1001 };
      threads.forkFds(child, grandchild);
      threads.add(grandchild);
      threads.remove(1000);
      threads.remove(1001);
    }
  }, 60_000);

  it("are not made for the last process that has a table", () => {
    const threads = new ThreadTable();
    const parent = known(threads, 10);
    fill(threads, parent, 3);
    const { fds } = parent;
    const child = { ...createThread(20), pid: 20 };
    threads.forkFds(parent, child);
    threads.add(child);
    threads.remove(10);
    threads.setFd(child, 1, closing);
    expect(child.fds).toBe(fds);
  });
});
