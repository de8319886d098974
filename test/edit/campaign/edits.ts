import { openCapture } from "../../../src/capture/capture.ts";
import { compileWanted } from "../../../src/cli/event-filter.ts";
import type { Selection } from "../../../src/edit/capture-cut.ts";
import { type ConvertOptions, convertCapture } from "../../../src/edit/convert/convert.ts";
import { mergeCaptures } from "../../../src/edit/merge/merge-captures.ts";
import { recoverCapture } from "../../../src/edit/recover.ts";
import { KEEP_POLICY } from "../../../src/edit/redact/policy.ts";
import { KeyedPseudonyms } from "../../../src/edit/redact/pseudonyms.ts";
import { redactCapture } from "../../../src/edit/redact/redact-capture.ts";
import { type SliceOptions, sliceCapture } from "../../../src/edit/slice.ts";
import { CaptureSplit, type SplitRule, type Splitter, splitBlocks } from "../../../src/edit/split.ts";
import { containerKey, KeyedSplit, processKey } from "../../../src/edit/split-by-key.ts";
import { compileFilter } from "../../../src/filter/compile-filter.ts";
import { MemoryOutput } from "../../../src/format/capture-output.ts";
import { CaptureWriter } from "../../../src/format/capture-writer.ts";
import { ScapError } from "../../../src/format/errors.ts";
import { WRITE_TARGETS } from "../../../src/format/write-target.ts";
import { currentSchema } from "../../../src/schema/current.ts";
import { indexBytes } from "../../helpers/indexed.ts";
import { type CaptureFacts, type ListedEvent, passing } from "./facts.ts";
import type { Random } from "./random.ts";

/** A capture that was written, and offsets in the original of the events that it should list, in order. */
export interface Edited {
  /** How to do it again. */
  readonly detail: string;
  readonly bytes: Uint8Array;
  readonly wanted: readonly number[];
  /** Whether events are written in another form, so that only the current view must not change. */
  readonly changesEvents?: boolean;
  /** Offsets of the events that it said are written as other ones. */
  readonly changed?: ReadonlySet<number>;
}

/** Something that is done to captures, at random. */
export interface Edit {
  readonly name: string;
  /** How often it is done where others are done 200 times. */
  readonly times: number;
  readonly make: (facts: CaptureFacts, random: Random) => Promise<readonly Edited[]>;
}

export const EDITS: readonly Edit[] = [
  { name: "slice --events", times: 200, make: sliceEvents },
  { name: "slice --from --to", times: 200, make: sliceTime },
  { name: "slice -f", times: 200, make: (facts, random) => sliceFilter(facts, random, {}) },
  {
    name: "slice -f --keep-state",
    times: 200,
    make: (facts, random) => sliceFilter(facts, random, { keepState: true }),
  },
  { name: "slice of a slice", times: 20, make: sliceTwice },
  { name: "slice with an index", times: 20, make: sliceIndexed },
  { name: "head", times: 20, make: (facts, random) => take(facts, { lastNumber: numberIn(facts, random) }) },
  { name: "tail", times: 20, make: (facts, random) => take(facts, { firstNumber: numberIn(facts, random) }) },
  { name: "split --events", times: 5, make: splitEvents },
  { name: "split --every", times: 5, make: splitTime },
  { name: "split --size", times: 5, make: splitSize },
  { name: "split --by process", times: 1, make: (facts) => splitBy(facts, "process") },
  { name: "split --by container", times: 1, make: (facts) => splitBy(facts, "container") },
  { name: "merge of parts", times: 10, make: mergeParts },
  { name: "merge of parts that overlap", times: 10, make: mergeOverlapping },
  { name: "convert", times: 1, make: convertAll },
  { name: "recover", times: 1, make: recover },
  { name: "redact", times: 1, make: redactNothing },
];

async function sliceEvents(facts: CaptureFacts, random: Random): Promise<readonly Edited[]> {
  const [firstNumber, lastNumber] = inOrder(numberIn(facts, random), numberIn(facts, random));
  return take(facts, { firstNumber, lastNumber }, optionsFor(random));
}

async function take(facts: CaptureFacts, selection: Selection, options?: SliceOptions): Promise<Edited[]> {
  const { firstNumber = 1, lastNumber = Number.POSITIVE_INFINITY } = selection;
  const wanted = facts.events.filter(({ number }) => number >= firstNumber && number <= lastNumber);
  const detail = `--events ${firstNumber}-${lastNumber}${textOf(options)}`;
  return [{ detail, bytes: await slice(facts.bytes, selection, options), wanted: offsetsOf(wanted) }];
}

async function sliceTime(facts: CaptureFacts, random: Random): Promise<readonly Edited[]> {
  const timeIn = () => facts.events[random.below(facts.events.length)]?.tsNs ?? 0n;
  const [from, to] = inOrder(timeIn(), timeIn());
  const condition = await compileWanted({
    view: "recorded",
    schema: currentSchema,
    filter: undefined,
    from: isoText(from),
    to: isoText(to),
    warn: () => {},
  });
  const bytes = await slice(facts.bytes, { ...condition, testsEventAlone: true });
  const wanted = facts.events.filter(({ tsNs }) => tsNs >= from && tsNs <= to);
  return [{ detail: `--from ${isoText(from)} --to ${isoText(to)}`, bytes, wanted: offsetsOf(wanted) }];
}

/** With all nine digits of its nanoseconds. */
function isoText(tsNs: bigint): string {
  const seconds = new Date(Number(tsNs / 1_000_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(tsNs % 1_000_000_000n).padStart(9, "0")}Z`;
}

async function sliceFilter(
  facts: CaptureFacts,
  random: Random,
  more: SliceOptions,
): Promise<readonly Edited[]> {
  const options = { ...optionsFor(random), ...more };
  const filter = filterOf(facts, random);
  const firstNumber = random.below(2) === 0 ? 1 : numberIn(facts, random);
  const compile = () => compileFilter(filter, { view: "recorded" });
  const offsets = await passing(facts, compile());
  const wanted = facts.events.filter(({ number, offset }) => number >= firstNumber && offsets.has(offset));
  const { test } = compile();
  const bytes = await slice(facts.bytes, { test, firstNumber }, options);
  const detail = `-f '${filter}' --events ${firstNumber}-${textOf(options)}`;
  return [{ detail, bytes, wanted: offsetsOf(wanted) }];
}

function filterOf({ conditions }: CaptureFacts, random: Random): string {
  const one = () => `${random.below(6) === 0 ? "not " : ""}${conditions[random.below(conditions.length)]}`;
  switch (random.below(4)) {
    case 0:
      return `${one()} and ${one()}`;
    case 1:
      return `${one()} or ${one()}`;
    default:
      return one();
  }
}

async function sliceTwice(facts: CaptureFacts, random: Random): Promise<readonly Edited[]> {
  const [once] = await sliceEvents(facts, random);
  if (once === undefined || once.wanted.length === 0) return [];
  // Numbers of the slice are others: those kept for the state alone count.
  const skipped = random.below(once.wanted.length);
  const numbers: number[] = [];
  for await (const batch of openCapture(once.bytes).batches())
    for (let event = batch.next(); event !== undefined; event = batch.next())
      if ((event.dumpFlags & 1) === 0) numbers.push(event.number);
  const firstNumber = numbers[skipped] ?? 1;
  const bytes = await slice(once.bytes, { firstNumber });
  return [{ detail: `${once.detail}, --events ${firstNumber}-`, bytes, wanted: once.wanted.slice(skipped) }];
}

async function sliceIndexed(facts: CaptureFacts, random: Random): Promise<readonly Edited[]> {
  const { bytes, events } = facts;
  const interval = 1 + random.below(events.length);
  const index = await indexBytes(bytes, interval).catch(() => undefined);
  const [firstNumber, lastNumber] = inOrder(numberIn(facts, random), numberIn(facts, random));
  const output = new MemoryOutput();
  await sliceCapture(openCapture(bytes, { index }), { firstNumber, lastNumber }, output).catch(passDamage);
  const wanted = events.filter(({ number }) => number >= firstNumber && number <= lastNumber);
  const detail = `--events ${firstNumber}-${lastNumber}, an index of every ${interval}`;
  return [{ detail, bytes: output.bytes, wanted: offsetsOf(wanted) }];
}

async function splitEvents(facts: CaptureFacts, random: Random): Promise<readonly Edited[]> {
  return split(facts, { events: partSize(facts.events.length, random) });
}

async function splitTime(facts: CaptureFacts, random: Random): Promise<readonly Edited[]> {
  const times = facts.events.map(({ tsNs }) => tsNs);
  const span = Number((times.at(-1) ?? 0n) - (times[0] ?? 0n));
  return split(facts, { durationNs: BigInt(partSize(Math.max(1, span), random)) });
}

async function splitSize(facts: CaptureFacts, random: Random): Promise<readonly Edited[]> {
  // Each part has lists of its own, which are most of a small capture.
  const { length } = facts.bytes;
  return split(facts, { sizeBytes: Math.ceil(length / 2) + partSize(length, random) });
}

/** Makes between 2 and 20 parts, more or less. */
function partSize(whole: number, random: Random): number {
  return Math.max(1, Math.ceil(whole / (2 + random.below(19))));
}

/** The parts follow one another. */
async function split(facts: CaptureFacts, rule: SplitRule): Promise<readonly Edited[]> {
  const parts = await partsOf(
    facts.bytes,
    new CaptureSplit(rule, { schema: currentSchema, onDamage: () => {} }),
  );
  const edited: Edited[] = [];
  let from = 0;
  for (const [name, bytes] of parts) {
    const wanted = facts.events.slice(from, from + (await countListed(bytes)));
    from += wanted.length;
    edited.push({ detail: `part ${name} of ${textOf(rule)}`, bytes, wanted: offsetsOf(wanted) });
  }
  // What is missing belongs to no part.
  if (from < facts.events.length)
    edited.push({
      detail: `behind the parts of ${textOf(rule)}`,
      bytes: new Uint8Array(0),
      wanted: offsetsOf(facts.events.slice(from)),
    });
  return edited;
}

async function splitBy(
  { bytes, events }: CaptureFacts,
  by: "process" | "container",
): Promise<readonly Edited[]> {
  const keyOf = by === "process" ? processKey : containerKey;
  const parts = await partsOf(bytes, new KeyedSplit(keyOf, { schema: currentSchema, onDamage: () => {} }));
  return [...parts].map(([name, part]) => ({
    detail: `--by ${by} ${name}`,
    bytes: part,
    wanted: offsetsOf(events.filter((event) => event[by] === name)),
  }));
}

async function mergeParts(facts: CaptureFacts, random: Random): Promise<readonly Edited[]> {
  const starts = [...startsIn(facts, 1 + random.below(9), random), Number.POSITIVE_INFINITY];
  const parts: Uint8Array[] = [];
  let firstNumber = 1;
  for (const next of starts) {
    parts.push(await slice(facts.bytes, { firstNumber, lastNumber: next - 1 }));
    firstNumber = next;
  }
  return merged(facts, parts, `parts that begin with ${starts.slice(0, -1)}`, random);
}

/** Parts of the middle, which begin with lists as of there. */
async function mergeOverlapping(facts: CaptureFacts, random: Random): Promise<readonly Edited[]> {
  const [first = 1, second = first, third = second] = startsIn(facts, 3, random);
  const parts = [
    await slice(facts.bytes, { firstNumber: first, lastNumber: third - 1 }),
    await slice(facts.bytes, { firstNumber: second }),
  ];
  const events = facts.events.filter(({ number }) => number >= first);
  return merged({ ...facts, events }, parts, `--events ${first}-${third - 1} and ${second}-`, random);
}

async function merged(
  { events }: CaptureFacts,
  parts: readonly Uint8Array[],
  detail: string,
  random: Random,
): Promise<readonly Edited[]> {
  const isReversed = random.below(2) === 0;
  const output = new MemoryOutput();
  const inputs = (isReversed ? parts.toReversed() : parts)
    .filter(({ length }) => length > 0)
    .map((part) => ({ open: () => openCapture(part), shiftNs: 0n }));
  await mergeCaptures(inputs, output, { isOneHost: true }).catch(passDamage);
  const order = isReversed ? ", the last first" : "";
  return [{ detail: `${detail}${order}`, bytes: output.bytes, wanted: offsetsOf(events) }];
}

/** Numbers of some events that are later than all before them and no later than those behind: time alone tells their place. */
function startsIn({ events }: CaptureFacts, count: number, random: Random): number[] {
  const earliest: bigint[] = [];
  for (let at = events.length - 1; at >= 0; at--) {
    const { tsNs } = events[at] as ListedEvent;
    [earliest[at] = tsNs] = inOrder(tsNs, earliest[at + 1] ?? tsNs);
  }
  let latest = 0n;
  const starts: number[] = [];
  for (const [at, { number, tsNs }] of events.entries()) {
    if (at > 0 && (earliest[at] as bigint) > latest) starts.push(number);
    if (tsNs > latest) latest = tsNs;
  }
  const chosen = Array.from({ length: count }, () => starts[random.below(starts.length)] ?? 1);
  return [...new Set(chosen)].sort((a, b) => a - b);
}

const FORMS: readonly ConvertOptions[] = [
  { target: WRITE_TARGETS.libs },
  { target: WRITE_TARGETS["sysdig-0.29"] },
  { byteOrder: "big" },
  { byteOrder: "little" },
  { stripComments: true },
  { comments: ["a comment"] },
  { upgrade: true },
  { downgrade: true, target: WRITE_TARGETS["sysdig-0.29"] },
];

async function convertAll({ bytes, events }: CaptureFacts): Promise<readonly Edited[]> {
  const edited: Edited[] = [];
  for (const form of FORMS) {
    const output = new MemoryOutput();
    const writer = new CaptureWriter(output);
    const report = await convertCapture(openCapture(bytes).blocks(), writer, form).catch(passDamage);
    const changed = new Set(report?.findings.map(({ offset }) => offset));
    const changesEvents = form.upgrade === true || form.downgrade === true;
    edited.push({
      detail: textOf(form),
      bytes: output.bytes,
      wanted: offsetsOf(events),
      changesEvents,
      changed,
    });
  }
  return edited;
}

async function recover({ bytes, events }: CaptureFacts): Promise<readonly Edited[]> {
  const output = new MemoryOutput();
  const chunks = (async function* () {
    yield bytes;
  })();
  await recoverCapture(chunks, new CaptureWriter(output));
  return [{ detail: "", bytes: output.bytes, wanted: offsetsOf(events) }];
}

async function redactNothing({ bytes, events }: CaptureFacts): Promise<readonly Edited[]> {
  const output = new MemoryOutput();
  const pseudonyms = new KeyedPseudonyms(new Uint8Array(32).fill(7));
  await redactCapture(openCapture(bytes), output, KEEP_POLICY, pseudonyms).catch(passDamage);
  return [{ detail: "everything kept", bytes: output.bytes, wanted: offsetsOf(events) }];
}

async function slice(bytes: Uint8Array, selection: Selection, options?: SliceOptions): Promise<Uint8Array> {
  const output = new MemoryOutput();
  await sliceCapture(openCapture(bytes), selection, output, options).catch(passDamage);
  return output.bytes;
}

async function partsOf(bytes: Uint8Array, splitter: Splitter): Promise<ReadonlyMap<string, Uint8Array>> {
  const outputs = new Map<string, MemoryOutput>();
  const open = async (name: string) => {
    const output = new MemoryOutput();
    outputs.set(name, output);
    return output;
  };
  await splitBlocks(openCapture(bytes).blocks(), splitter, open).catch(passDamage);
  return new Map([...outputs].map(([name, output]) => [name, output.bytes]));
}

async function countListed(bytes: Uint8Array): Promise<number> {
  let count = 0;
  for await (const batch of openCapture(bytes).batches())
    for (let event = batch.next(); event !== undefined; event = batch.next())
      if ((event.dumpFlags & 1) === 0) count++;
  return count;
}

/** What was written before damage counts. */
function passDamage(error: unknown): undefined {
  if (!(error instanceof ScapError)) throw error;
}

/** Captures are written for each kind of reader. */
function optionsFor(random: Random): SliceOptions {
  const target = [undefined, undefined, WRITE_TARGETS.libs, WRITE_TARGETS["sysdig-0.29"]][random.below(4)];
  return target === undefined ? {} : { target };
}

function numberIn({ events }: CaptureFacts, random: Random): number {
  return events[random.below(events.length)]?.number ?? 1;
}

function inOrder<T extends number | bigint>(a: T, b: T): [T, T] {
  return a < b ? [a, b] : [b, a];
}

function offsetsOf(events: readonly ListedEvent[]): readonly number[] {
  return events.map(({ offset }) => offset);
}

function textOf(options: object | undefined): string {
  if (options === undefined) return "";
  const { target, ...others } = options as { target?: { name: string } };
  const named = target === undefined ? others : { ...others, target: target.name };
  if (Object.keys(named).length === 0) return "";
  return ` ${JSON.stringify(named, (_, value) => (typeof value === "bigint" ? String(value) : value))}`;
}
