import { openCapture } from "../../../src/capture/capture.ts";
import { type EventRecord, isStateOnly } from "../../../src/decoder/event.ts";
import { TextSink } from "../../../src/decoder/text-sink.ts";
import type { View } from "../../../src/decoder/view.ts";
import { defaultFields } from "../../../src/filter/default-fields.ts";
import { compileFormat } from "../../../src/filter/format.ts";
import { ScapError } from "../../../src/format/errors.ts";
import { decodeText } from "../../../src/format/text.ts";
import type { CaptureState } from "../../../src/state/capture-state.ts";

/** A way to read a capture: a view, and whether another reader's output is equalled. */
export interface Reading {
  readonly name: string;
  readonly view: View;
  readonly compatible: boolean;
}

export const RECORDED: Reading = { name: "recorded", view: "recorded", compatible: false };
export const CURRENT: Reading = { name: "current", view: "current", compatible: false };
export const SYSDIG: Reading = { name: "sysdig", view: "recorded", compatible: true };
export const LIBS: Reading = { name: "libs", view: "current", compatible: true };

/** What a listing shows of a capture, without the texts. */
export interface Shown {
  /** Where each event's block is in the capture. */
  readonly offsets: readonly number[];
  /** What tells one event from another: time, cpu, thread, direction. */
  readonly keys: readonly number[];
  /** The values of all fields, as one number. */
  readonly digests: readonly number[];
}

/** What an edit must not change of an event: what it is, and whose. */
const CLASSES = /^(?:proc|thread|fd|user|group|container|fs|k8s)\./;
const OF_THE_EVENT = ["evt.type", "evt.args", "evt.info", "evt.latency", "evt.res"];
const WITH_ARGUMENTS = ["proc.aname[2]", "proc.apid[3]", "proc.acmdline[1]", "proc.aexepath[4]"];
const KEY = ["evt.rawtime", "evt.cpu", "thread.tid", "evt.dir"];
/** How long a thread ran, which is found out from events before: those of the slice where that begins. */
const SINCE_THE_BEGINNING = /^thread\.(?:exectime|totexectime|cpu(?:\..*)?)$/;

/** The fields that are compared. */
export function columnsOf(view: View): readonly string[] {
  const { specs } = defaultFields();
  const own = specs
    .filter(
      ({ name, views, isPrintable, isArgumentRequired }) =>
        CLASSES.test(name) &&
        !SINCE_THE_BEGINNING.test(name) &&
        isPrintable &&
        !isArgumentRequired &&
        views.includes(view),
    )
    .map(({ name }) => name);
  const known = new Set(specs.filter(({ views }) => views.includes(view)).map(({ name }) => name));
  const others = WITH_ARGUMENTS.filter((name) => known.has(name.replace(/\[.*/, "")));
  return [...OF_THE_EVENT, ...own, ...others];
}

/** Reads a capture to its end, or to damage that reading cannot get past. */
export async function readShown(
  bytes: Uint8Array,
  reading: Reading,
  columns: readonly string[] = columnsOf(reading.view),
): Promise<Shown> {
  const shown = { offsets: [] as number[], keys: [] as number[], digests: [] as number[] };
  const writeKey = rowWriter(KEY, reading);
  const write = rowWriter(columns, reading);
  await visit(bytes, reading, (event, state) => {
    shown.offsets.push(event.offset);
    shown.keys.push(digestOf(writeKey(event, state)));
    shown.digests.push(digestOf(write(event, state)));
  });
  return shown;
}

/** The values of events, by their places in the listing. */
export async function readTexts(
  bytes: Uint8Array,
  reading: Reading,
  places: ReadonlySet<number>,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const texts = new Map<number, readonly string[]>();
  const write = rowWriter(columnsOf(reading.view), reading);
  let place = 0;
  await visit(bytes, reading, (event, state) => {
    const row = write(event, state);
    if (places.has(place)) texts.set(place, decodeText(row, 0, row.length).split(SEPARATOR));
    place++;
  });
  return texts;
}

async function visit(
  bytes: Uint8Array,
  { view, compatible }: Reading,
  see: (event: EventRecord, state: CaptureState) => void,
): Promise<void> {
  try {
    for await (const batch of openCapture(bytes).batches({ view, compatible }))
      for (let event = batch.next(); event !== undefined; event = batch.next())
        if (!isStateOnly(event)) see(event, batch.state);
  } catch (error) {
    if (!(error instanceof ScapError)) throw error;
  }
}

/** Stands in no text that is escaped. */
const SEPARATOR = "\x1f";

/** Writes a row of values, which are good until the next. */
function rowWriter(columns: readonly string[], { view }: Reading) {
  const format = compileFormat(`*${columns.map((name) => `%${name}`).join(SEPARATOR)}`, { view });
  const sink = new TextSink({ escaping: true });
  return (event: EventRecord, state: CaptureState): Uint8Array => {
    sink.truncate(0);
    format.write(sink, event, state);
    return sink.bytes.subarray(0, sink.length);
  };
}

/** 53 bits of a hash; two of different rows are the same by chance once in a million captures. */
function digestOf(bytes: Uint8Array): number {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    a = Math.imul(a ^ byte, 0x01000193);
    b = Math.imul((b ^ (b >>> 15)) + byte, 0x85ebca6b);
  }
  return (a >>> 0) * 2 ** 21 + (b >>> 11);
}
