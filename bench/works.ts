import { writeSync } from "node:fs";
import { writeEventJson } from "../src/cli/event-json.ts";
import { type LineStyle, writeEventLine } from "../src/cli/event-line.ts";
import { createTimeColumn } from "../src/cli/time-column.ts";
import { decodeEvent, type EventRecord, isStateOnly, readI64 } from "../src/decoder/event.ts";
import { isInternal } from "../src/decoder/event-kind.ts";
import { decodeParams } from "../src/decoder/param-value.ts";
import { TextSink } from "../src/decoder/text-sink.ts";
import {
  BLOCK_TYPES,
  type BlockBatch,
  type CaptureState,
  currentSchema,
  DEFAULT_BUFFER_STYLE,
  openCapture,
  type ScapEvent,
} from "../src/index.ts";

const STDOUT_FD = 1;
const WRITE_BYTES = 64 * 1024;

/** Goes through a capture and returns how many events it saw. */
type Work = (path: string) => Promise<number>;

/** What is measured. */
export const WORKS = { walk, decode, state, print, json, api, apiBatches } as const satisfies Record<
  string,
  Work
>;
export type WorkName = keyof typeof WORKS;

/** Made of all that the works read, so that no compiler leaves the reading out. */
export let witness = 0;

/** Position of the event's header in its block, by type of block; metadata blocks have none. */
const HEADER_AT: ReadonlyMap<number, number> = new Map(
  [...BLOCK_TYPES.values()]
    .filter(({ kind }) => kind === "event")
    .map(({ id, hasFlags }) => [id, hasFlags ? 14 : 10]),
);

/** Frames every block and reads time, thread and code of every event. */
async function walk(path: string): Promise<number> {
  let events = 0;
  for await (const batch of openCapture(path, { reusesBuffers: true }).blocks()) events += walkBatch(batch);
  return events;
}

function walkBatch({ count, types, starts, view, littleEndian }: BlockBatch): number {
  let events = 0;
  let type = 0;
  let headerAt: number | undefined;
  for (let i = 0; i < count; i++) {
    if (types[i] !== type) {
      type = types[i] as number;
      headerAt = HEADER_AT.get(type);
    }
    if (headerAt === undefined) continue;
    const at = (starts[i] as number) + headerAt;
    const time = view.getUint32(at, littleEndian) ^ view.getUint32(at + 4, littleEndian);
    witness ^= time ^ readI64(view, at + 8, littleEndian) ^ view.getUint16(at + 20, littleEndian);
    events++;
  }
  return events;
}

/** Decodes every parameter of every event to its value, without keeping state. */
async function decode(path: string): Promise<number> {
  let events = 0;
  for await (const batch of openCapture(path, { reusesBuffers: true }).blocks()) {
    for (let i = 0; i < batch.count; i++) {
      if (!HEADER_AT.has(batch.types[i] as number)) continue;
      const event = decodeEvent(batch, i, ++events, currentSchema, () => {});
      if (event !== undefined) witness ^= decodeParams(event).length;
    }
  }
  return events;
}

/** Takes every event and keeps the state of the machine. */
function state(path: string): Promise<number> {
  return takeEvents(path, () => {});
}

/** Writes the default line of every event that a listing shows. */
async function print(path: string): Promise<number> {
  const style: LineStyle = { time: createTimeColumn("h"), buffers: DEFAULT_BUFFER_STYLE };
  return printEvents(path, (sink, event, state) => writeEventLine(sink, event, state, style));
}

async function printEvents(
  path: string,
  write: (sink: TextSink, event: EventRecord, state: CaptureState) => void,
): Promise<number> {
  const sink = new TextSink({ capacity: 2 * WRITE_BYTES, escaping: true });
  const events = await takeEvents(path, (event, state) => {
    if (isInternal(event.spec) || isStateOnly(event)) return;
    write(sink, event, state);
    if (sink.length < WRITE_BYTES) return;
    writeSync(STDOUT_FD, sink.bytes, 0, sink.length);
    sink.truncate(0);
  });
  writeSync(STDOUT_FD, sink.bytes, 0, sink.length);
  return events;
}

/** Writes the fields of the default line as JSON, an object a line. */
async function json(path: string): Promise<number> {
  const buffers = { ...DEFAULT_BUFFER_STYLE, cut: false };
  return printEvents(path, (sink, event, state) => writeEventJson(sink, event, state, buffers));
}

async function takeEvents(
  path: string,
  use: (event: EventRecord, state: CaptureState) => void,
): Promise<number> {
  let events = 0;
  for await (const batch of openCapture(path, { reusesBuffers: true }).batches()) {
    for (let event = batch.next(); event !== undefined; event = batch.next()) {
      use(event, batch.state);
      events++;
    }
  }
  return events;
}

/** The way a program would first try: every event awaited, its name and a parameter read. */
async function api(path: string): Promise<number> {
  let events = 0;
  for await (const event of openCapture(path, { reusesBuffers: true }).events()) {
    lookAt(event);
    events++;
  }
  return events;
}

/** The same without a promise for each event. */
async function apiBatches(path: string): Promise<number> {
  let events = 0;
  for await (const batch of openCapture(path, { reusesBuffers: true }).batches()) {
    for (const event of batch) {
      lookAt(event);
      events++;
    }
  }
  return events;
}

function lookAt(event: ScapEvent): void {
  witness ^= event.name.length;
  if (event.param("fd")?.value === 3) witness++;
}
