import { createReadStream } from "node:fs";
import type { Selection } from "../../edit/capture-cut.ts";
import { type Checkpoint, eventsNotInStream, selectionBehind } from "../../edit/capture-index.ts";
import type { BlockBatch } from "../../format/block-batch.ts";
import type { Damage, OnDamage } from "../../format/errors.ts";
import { readBlocks } from "../../format/reader.ts";
import { currentSchema } from "../../schema/current.ts";
import { type CaptureRun, nameOfInput } from "../capture-run.ts";
import { findCheckpoint, INDEX_ENDING } from "./index-file.ts";

/** Where the reading of a capture begins, and what that makes of the numbers of its events. */
export interface Start {
  readonly selection: Selection;
  /** To be added to the number of an event as it is read. */
  readonly eventsBefore: number;
  blocks(): AsyncGenerator<BlockBatch>;
  /** Told of damage as the reading finds it. */
  readonly onDamage: OnDamage;
}

const READ_BYTES = 512 * 1024;

/**
 * Begins to read a capture at a checkpoint of its index where there is one, and no event before it can matter: a filter
 * may ask how far the capture's start is.
 */
export async function startOf(
  run: CaptureRun,
  selection: Selection,
  keepState: boolean,
  say: (text: string) => void,
): Promise<Start> {
  const { note } = run.report;
  const fromTheBeginning = { selection, eventsBefore: 0, blocks: () => run.blocks(), onDamage: note };
  const { firstNumber = 1, test } = selection;
  if (firstNumber === 1 || test !== undefined || keepState || run.file === "-") return fromTheBeginning;
  // An index has the state as the newest table reads it.
  if (run.capture.schema !== currentSchema) return fromTheBeginning;
  const checkpoint = await findCheckpoint(run.file, firstNumber);
  if (checkpoint === "stale")
    say(`${nameOfInput(run.file)}${INDEX_ENDING} is of another capture, or out of date: not used`);
  if (checkpoint === undefined || checkpoint === "stale") return fromTheBeginning;
  const onDamage: OnDamage = (damage) => note(atItsPlace(damage, checkpoint));
  return {
    selection: selectionBehind(checkpoint, selection),
    eventsBefore: eventsNotInStream(checkpoint),
    blocks: () => blocksFrom(checkpoint, run, onDamage),
    onDamage,
  };
}

async function* blocksFrom(
  checkpoint: Checkpoint,
  run: CaptureRun,
  onDamage: OnDamage,
): AsyncGenerator<BlockBatch> {
  for await (const batch of readBlocks(chunksFrom(run.file, checkpoint), onDamage)) {
    run.hasBlocks = true;
    yield batch;
  }
}

async function* chunksFrom(path: string, { state, offset }: Checkpoint): AsyncGenerator<Uint8Array> {
  yield state;
  yield* createReadStream(path, { start: offset, highWaterMark: READ_BYTES });
}

/** Damage with its offset and event in the capture. */
function atItsPlace(damage: Damage, checkpoint: Checkpoint): Damage {
  const { context } = damage;
  const offset = context.offset - checkpoint.state.length + checkpoint.offset;
  const event = context.event?.replace(/\d+$/, (digits) =>
    String(Number(digits) + eventsNotInStream(checkpoint)),
  );
  return { ...damage, context: { ...context, offset, ...(event !== undefined && { event }) } };
}
