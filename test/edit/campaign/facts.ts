import { openCapture } from "../../../src/capture/capture.ts";
import { type EventRecord, isStateOnly, timestampNs } from "../../../src/decoder/event.ts";
import { containerKey, type KeyOfEvent, processKey } from "../../../src/edit/split-by-key.ts";
import type { Filter } from "../../../src/filter/compile-filter.ts";
import { ScapError } from "../../../src/format/errors.ts";
import type { CaptureState } from "../../../src/state/capture-state.ts";

/** An event that a listing of the recorded view shows. */
export interface ListedEvent {
  readonly number: number;
  readonly offset: number;
  readonly tsNs: bigint;
  readonly process: string | undefined;
  readonly container: string | undefined;
}

/** What has to be known of a capture to say which of its events an edit keeps. */
export interface CaptureFacts {
  readonly bytes: Uint8Array;
  readonly events: readonly ListedEvent[];
  /** Conditions that some of the events fulfil. */
  readonly conditions: readonly string[];
}

const ALWAYS = [
  "evt.dir=<",
  "evt.dir=>",
  "evt.failed=true",
  "evt.is_io=true",
  "evt.is_wait=true",
  "proc.name contains s",
  "fd.name contains /etc",
  "fd.type in (ipv4, ipv6, unix)",
  "fd.type=file",
  "evt.type in (chdir, fchdir, execve, clone, fork, vfork, clone3, procexit)",
  "evt.type in (close, dup, dup2, dup3)",
  "user.uid=0",
  "proc.aname=bash",
];
/** Kinds of values that conditions are made of, at most so many of each. */
const MAX_VALUES = 60;
/** Words that need no quotes, and numbers. */
const PLAIN = /^[\w./-]{1,60}$/;

export async function readFacts(bytes: Uint8Array): Promise<CaptureFacts> {
  const events: ListedEvent[] = [];
  const values = new Map<string, Set<string>>();
  await visitRecorded(bytes, (event, state) => {
    noteValues(values, event, state);
    if (!isStateOnly(event)) events.push(listed(event, state));
  });
  const conditions = [...values].flatMap(([field, found]) =>
    [...found].filter((value) => PLAIN.test(value)).map((value) => `${field}=${value}`),
  );
  return { bytes, events, conditions: [...ALWAYS, ...conditions] };
}

/** Offsets of the listed events that pass. */
export async function passing({ bytes }: CaptureFacts, { test }: Filter): Promise<ReadonlySet<number>> {
  const offsets = new Set<number>();
  await visitRecorded(bytes, (event, state) => {
    if (test(event, state) && !isStateOnly(event)) offsets.add(event.offset);
  });
  return offsets;
}

async function visitRecorded(
  bytes: Uint8Array,
  see: (event: EventRecord, state: CaptureState) => void,
): Promise<void> {
  try {
    for await (const batch of openCapture(bytes).batches())
      for (let event = batch.next(); event !== undefined; event = batch.next()) see(event, batch.state);
  } catch (error) {
    if (!(error instanceof ScapError)) throw error;
  }
}

function listed(event: EventRecord, state: CaptureState): ListedEvent {
  const { number, offset } = event;
  const keyOf = (key: KeyOfEvent) => key(event, state);
  return {
    number,
    offset,
    tsNs: timestampNs(event),
    process: keyOf(processKey),
    container: keyOf(containerKey),
  };
}

function noteValues(
  values: Map<string, Set<string>>,
  { spec, tid, cpu }: EventRecord,
  state: CaptureState,
): void {
  const note = (field: string, value: string | number | undefined) => {
    const found = values.get(field) ?? new Set();
    values.set(field, found);
    if (value !== undefined && found.size < MAX_VALUES) found.add(String(value));
  };
  note("evt.type", spec?.name);
  note("evt.cpu", cpu);
  note("thread.tid", tid < 0 ? undefined : tid);
  note("proc.name", state.thread?.comm);
  note("proc.pid", state.thread === undefined || state.thread.pid < 0 ? undefined : state.thread.pid);
  note("fd.name", state.thread && state.fd(state.thread.lastFd)?.name);
}
