import type { Capture } from "../../capture/capture.ts";
import { type EventRecord, isStateOnly } from "../../decoder/event.ts";
import type { BlockBatch } from "../../format/block-batch.ts";
import type { ByteSink } from "../../format/byte-sink.ts";
import type { CaptureOutput } from "../../format/capture-output.ts";
import { CaptureWriter } from "../../format/capture-writer.ts";
import { blockTypeOf, eventHeaderSize } from "../../format/catalogue.ts";
import type { OnDamage } from "../../format/errors.ts";
import { copyBlock } from "../../format/write-block.ts";
import type { WriteTarget } from "../../format/write-target.ts";
import { loadSysdigSchema } from "../../schema/sysdig-schema.ts";
import { composeStateBlocks } from "../state-blocks.ts";
import { EventDecoder } from "./event-decoder.ts";
import { JoinedViews } from "./joined-views.ts";
import { RecentEvents } from "./recent-events.ts";
import { SectionCursor, visitInOrder } from "./section-cursor.ts";
import { groupByMachine, type MergeSection, sectionsOf } from "./sections.ts";

/** A capture to be merged. It is read several times, so `open` opens it anew each time. */
export interface MergeInput {
  readonly open: () => Capture;
  /** Added to the times of its events. */
  readonly shiftNs: bigint;
}

/** How captures are merged. */
export interface MergeOptions {
  /** The captures are of one machine, whatever they say of it. */
  readonly isOneHost?: boolean;
  /** Keep events that more than one capture holds, as often as they do. */
  readonly keepDuplicates?: boolean;
  /** Who must be able to read the lists; unless told otherwise as many readers as can. */
  readonly target?: WriteTarget;
  /** Told of what does not fit into the lists of a joined section. */
  readonly onDamage?: OnDamage;
}

/** What was merged. */
export interface MergeReport {
  /** Sections written: one for each machine and each start of it. */
  readonly sections: number;
  /** Events written, and those left out because another capture holds them too. */
  readonly events: number;
  readonly duplicates: number;
}

/**
 * Writes captures as one, by time. Those of one machine become one section, which begins with all that the lists of any
 * of them tell and leaves out what was recorded twice; other machines get sections of their own. The output is left
 * open. Damage is noted by the captures; what can be read of them is merged.
 */
export async function mergeCaptures(
  inputs: readonly MergeInput[],
  output: CaptureOutput,
  options: MergeOptions = {},
): Promise<MergeReport> {
  const found: MergeSection[] = [];
  // One after the other: there may be more than files can be open.
  for (const [input, { open }] of inputs.entries()) found.push(...(await sectionsOf(open(), input)));
  const groups = groupByMachine(found, options.isOneHost ?? false);
  const writer = new CaptureWriter(output);
  const report = { sections: groups.length, events: 0, duplicates: 0 };
  for (const group of groups) {
    const counts = await mergeGroup(inputs, group, writer, options);
    report.events += counts.events;
    report.duplicates += counts.duplicates;
  }
  await writer.flush();
  return report;
}

async function mergeGroup(
  inputs: readonly MergeInput[],
  group: readonly MergeSection[],
  writer: CaptureWriter,
  options: MergeOptions,
): Promise<{ events: number; duplicates: number }> {
  const { sink } = writer;
  sink.littleEndian = group[0]?.littleEndian ?? true;
  const counts = { events: 0, duplicates: 0 };
  if (group.length > 1) {
    const { target, onDamage = () => {} } = options;
    const { initial, otherInitials: sides } = await joinViews(inputs, group, target);
    sink.raw(composeStateBlocks(initial, { littleEndian: sink.littleEndian, target, sides, onDamage }));
  }
  const recent = new RecentEvents();
  const isRepeated = (cursor: MergeCursor) =>
    cursor.event !== undefined && recent.isRepeated(cursor.event, cursor.id);
  const pause = async () => {
    if (writer.isFull) await writer.flush();
  };
  const visit = (cursor: MergeCursor) => {
    // A section by itself begins as it did.
    if (group.length === 1) sink.raw(cursor.source.head.takeAll());
    else if (!options.keepDuplicates && isRepeated(cursor)) {
      counts.duplicates++;
      return;
    }
    copyEvent(sink, cursor);
    counts.events++;
  };
  await visitInOrder(openCursors(inputs, group), visit, pause);
  return counts;
}

/** The state that the joined section begins with; found by following all events once. */
async function joinViews(
  inputs: readonly MergeInput[],
  group: readonly MergeSection[],
  target: WriteTarget | undefined,
): Promise<JoinedViews> {
  const cursors = openCursors(inputs, group);
  const joined = new JoinedViews({
    schema: cursors[0]?.capture.schema as Capture["schema"],
    sysdigSchema: await loadSysdigSchema(),
    isForSysdig: target?.name === "sysdig-0.29",
  });
  const hasJoined = new Set<MergeCursor>();
  const visit = (cursor: MergeCursor) => {
    const { event, source } = cursor;
    if (!hasJoined.has(cursor) && !(event !== undefined && isFromBefore(event))) {
      hasJoined.add(cursor);
      joined.join(source.head.takeAll());
    }
    if (event !== undefined) joined.apply(event);
  };
  await visitInOrder(cursors, visit, async () => joined.releaseEvents());
  return joined;
}

/** A slice begins with calls that were under way there: these are older than what its lists tell. */
function isFromBefore(event: EventRecord): boolean {
  return isStateOnly(event) && event.spec?.isExit === false;
}

/** A cursor with the capture it is of, and what tells it from the others. */
class MergeCursor extends SectionCursor<EventDecoder> {
  readonly capture: Capture;
  readonly id: number;

  constructor(capture: Capture, id: number, place: { section: number; shiftNs: bigint }) {
    super(capture, new EventDecoder(capture.schema, () => {}), place);
    this.capture = capture;
    this.id = id;
  }
}

function openCursors(inputs: readonly MergeInput[], group: readonly MergeSection[]): MergeCursor[] {
  return group.flatMap(({ input, section }, id) => {
    const { open, shiftNs } = inputs[input] as MergeInput;
    return [new MergeCursor(open(), id, { section, shiftNs })];
  });
}

/** Copies the event's block; a clock that was set right changes its time. */
function copyEvent(sink: ByteSink, { batch, source, event, shiftNs }: MergeCursor): void {
  if (batch === undefined || event === undefined) return;
  const start = sink.length;
  copyBlock(sink, batch, source.blockIndex);
  if (shiftNs === 0n) return;
  const at = start + timeOffset(batch, source.blockIndex, event.lengthsAt);
  sink.patchU32(sink.littleEndian ? at + 4 : at, event.tsHigh);
  sink.patchU32(sink.littleEndian ? at : at + 4, event.tsLow);
}

/** An event begins with its time. */
function timeOffset(batch: BlockBatch, index: number, lengthsAt: number): number {
  const headerSize = eventHeaderSize(blockTypeOf(batch.types[index] as number));
  return lengthsAt - headerSize - (batch.starts[index] as number);
}
