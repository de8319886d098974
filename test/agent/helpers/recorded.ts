import { expect } from "vitest";
import { blockAt } from "../../../src/format/block-batch.ts";
import { type FdInfo, parseFdList } from "../../../src/format/fd-list.ts";
import { parseProcessList } from "../../../src/format/process-list.ts";
import type { ThreadInfo } from "../../../src/format/thread-info.ts";
import { openCapture } from "../../../src/index.ts";

const PROCESS_LIST = 0x215;
const FD_LIST = 0x218;

/** What a recording begins with. */
export interface RecordedState {
  readonly threads: ReadonlyMap<number, ThreadInfo>;
  /** By process, then by number. */
  readonly fds: ReadonlyMap<number, ReadonlyMap<number, FdInfo>>;
}

/** Reads threads and fds as they stand in the file. */
export async function readState(path: string): Promise<RecordedState> {
  const threads = new Map<number, ThreadInfo>();
  const fds = new Map<number, ReadonlyMap<number, FdInfo>>();
  const onDamage = (damage: unknown) => expect.fail(`damage: ${JSON.stringify(damage)}`);
  for await (const batch of openCapture(path).blocks()) {
    for (let index = 0; index < batch.count; index++) {
      const block = blockAt(batch, index);
      if (block.type === PROCESS_LIST)
        for (const thread of parseProcessList(block, onDamage)) threads.set(thread.tid, thread);
      if (block.type !== FD_LIST) continue;
      const list = parseFdList(block, onDamage);
      if (list !== undefined) fds.set(list.tid, new Map(list.fds.map((fd) => [fd.fd, fd])));
    }
  }
  return { threads, fds };
}

export interface RecordedEvent {
  readonly tsNs: bigint;
  readonly tid: number;
  readonly name: string;
  readonly proc: string | undefined;
  /** Parameters as text. */
  readonly params: Readonly<Record<string, string>>;
}

/** Reads all events, and expects that nothing is wrong with the file. */
export async function readEvents(path: string): Promise<RecordedEvent[]> {
  const capture = openCapture(path);
  const events: RecordedEvent[] = [];
  for await (const event of capture.events()) {
    events.push({
      tsNs: event.tsNs,
      tid: event.tid,
      name: event.name,
      proc: event.thread?.comm,
      params: Object.fromEntries(event.params.map(({ name, text }) => [name, text])),
    });
  }
  expect(capture.damage).toEqual([]);
  return events;
}
