import { describe, expect, it } from "vitest";
import { EventReader } from "../../src/capture/event-reader.ts";
import { ByteSink } from "../../src/format/byte-sink.ts";
import type { Damage } from "../../src/format/errors.ts";
import { BlockFramer } from "../../src/format/framing.ts";
import { MAX_NOTES, writeStateSupplement } from "../../src/format/state-supplement.ts";
import { currentSchema } from "../../src/schema/current.ts";
import { createFd } from "../../src/state/fd.ts";
import { applySupplement, supplementOf } from "../../src/state/supplement.ts";
import { createThread } from "../../src/state/thread.ts";
import { captureOf } from "../helpers/events.ts";

function read(bytes: Uint8Array): { reader: EventReader; damages: Damage[] } {
  const damages: Damage[] = [];
  const onDamage = (damage: Damage) => damages.push(damage);
  const reader = new EventReader(currentSchema, onDamage);
  const framer = new BlockFramer(onDamage);
  for (const batch of [...framer.push(bytes), ...framer.finish()]) {
    reader.load(batch);
    while (reader.next() !== undefined);
  }
  return { reader, damages };
}

describe("a state supplement", () => {
  it("tells parents, processes, and what other readers see but is gone", () => {
    const { state } = read(captureOf()).reader;
    for (const tid of [1, 7, 8, 9]) state.threads.add({ ...createThread(tid), pid: tid, ptid: 7 });
    const notes = [
      { tid: 7, fd: 3, type: "file", name: "/kept" },
      { tid: 7, fd: 4, type: "file", name: "/closed" },
      { tid: 7, fd: 4, gone: true },
      { tid: 8, gone: true },
      { tid: 9, pid: 7, ptid: 1 },
      { tid: 1, comm: "of the other view", view: "current" },
    ];
    applySupplement(state, notes);
    const thread = state.threads.get(7);
    expect(thread && [...state.fdsOf(thread).keys()]).toEqual([3]);
    expect(state.threads.get(8)).toBeUndefined();
    expect(state.threads.get(9)).toMatchObject({ pid: 7, ptid: 1 });
    expect(state.threads.childrenOf(1)).toEqual(new Set([9]));
    expect(state.threads.get(1)?.comm).toBe("<NA>");
  });

  it("makes a listed state equal to another", () => {
    const { state } = read(captureOf()).reader;
    const { state: listed } = read(captureOf()).reader;
    for (const tid of [5, 6]) listed.threads.add({ ...createThread(tid), pid: tid, ptid: 1 });
    state.threads.add({ ...createThread(5), pid: 5, ptid: 3, comm: "told" });
    listed.setFd(1, createFd({ type: "pipe" }), listed.threads.get(5));
    const notes = [...supplementOf(state, listed)];
    applySupplement(listed, notes);
    expect([...listed.threads.byTid.keys()]).toEqual([5]);
    expect([...supplementOf(state, listed)]).toEqual([]);
  });
});

describe("a hostile state supplement", () => {
  it("puts no broken numbers into the state", () => {
    const { state } = read(captureOf()).reader;
    state.threads.add({ ...createThread(7), pid: 7, uid: 5 });
    const source = { address: "01020304", port: 1e300 };
    applySupplement(state, [
      { tid: 7, uid: 1.5, comm: "told", vmSizeKb: Number.POSITIVE_INFINITY },
      { tid: 7, fd: 3, type: "ipv4", dev: 0.5, source },
    ]);
    const thread = state.threads.get(7);
    expect(thread).toMatchObject({ uid: 5, vmSizeKb: 0, comm: "told" });
    expect(thread && state.fdsOf(thread).get(3)).toMatchObject({ type: "ipv4", source: undefined });
    expect(thread && state.fdsOf(thread).get(3)?.dev).not.toBe(0.5);
  });

  it("has no more notes than any machine could need, in all of its blocks", () => {
    const sink = new ByteSink();
    writeStateSupplement(sink, Array<string>(MAX_NOTES + 1).fill("{}"));
    const { damages } = read(Uint8Array.from([...captureOf(), ...sink.takeAll()]));
    expect(damages).toMatchObject([{ lost: true }]);
    expect(damages[0]?.detail).toContain("the rest was not read");
  });

  it("is given up where it has only lines without sense", () => {
    const sink = new ByteSink();
    writeStateSupplement(sink, ["\n".repeat(3000)]);
    const { damages } = read(Uint8Array.from([...captureOf(), ...sink.takeAll()]));
    expect(damages.map(({ detail }) => detail).join()).toContain("the rest was not read");
  });
});
