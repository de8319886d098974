import type { SummaryTest } from "../../filter/event-summary.ts";
import type { BlockBatch } from "../../format/block-batch.ts";
import type { OnDamage } from "../../format/errors.ts";
import { BlockFramer } from "../../format/framing.ts";
import { chunksBetween } from "../../format/random-access.ts";
import type { Checkpoint } from "../checkpoint.ts";
import { type CaptureIndex, IndexError } from "./capture-index.ts";
import type { Interval } from "./index-document.ts";

/** Which parts of a capture are passed over. */
export interface Jumps {
  /** Whether one of the events of a stretch may be wanted; asked of all stretches before the first is read. */
  readonly mayPass: SummaryTest;
  /** Read all between the first and the last stretch that may be wanted. */
  readonly onlyAtEnds?: boolean;
  /**
   * Told of the place at which the blocks given next begin, where those before were passed over. False where the state
   * there cannot be restored.
   */
  readonly onJump: (checkpoint: Checkpoint) => boolean;
}

/** Where the reading of blocks goes, and what it has to tell. */
export interface JumpOptions {
  readonly onDamage: OnDamage;
  /** Told, in words that go on behind the index's name, when the index turns out to be of no use. */
  readonly onRefusal: (reason: string) => void;
  readonly reusesLists: boolean;
  /** Told how far the reading has come, in bytes. */
  readonly onProgress: (position: number) => void;
}

/** The intervals that must be read; undefined where those are all. */
export function wantedIntervals(
  { intervals, isWhole }: CaptureIndex,
  { mayPass, onlyAtEnds = false }: Jumps,
): readonly boolean[] | undefined {
  const wanted = intervals.map(
    ({ summary }, at) => mayPass(summary) || (!isWhole && at === intervals.length - 1),
  );
  // What a reader knows of a capture that has none of what is wanted comes from its beginning.
  if (!wanted.includes(true)) wanted[0] = true;
  const [first, last] = [wanted.indexOf(true), wanted.lastIndexOf(true)];
  const chosen = onlyAtEnds ? wanted.map((_, at) => first >= 0 && at >= first && at <= last) : wanted;
  return chosen.includes(false) ? chosen : undefined;
}

/**
 * The blocks of the intervals that are wanted. Damage in the others is told as the index has it. Where index and capture
 * turn out not to fit, all is read from there on. Damage that reading cannot get past is thrown too, as ScapError.
 */
export async function* blocksOfIntervals(
  index: CaptureIndex,
  wanted: readonly boolean[],
  { onJump }: Jumps,
  options: JumpOptions,
): AsyncGenerator<BlockBatch> {
  const count = index.intervals.length;
  let framer = new BlockFramer(options.onDamage, options);
  for (let at = 0, done = 0; done < count; done = at + 1) {
    at = nextWanted(wanted, done);
    const isJump = at > done;
    if (isJump) {
      const target = await targetAt(index, at, framer, onJump).catch(refusalOf);
      if (typeof target === "string") {
        options.onRefusal(target);
        return yield* blocksTo(index, framer, undefined, options);
      }
      for (let passed = done; passed < at; passed++) index.damageIn(passed).forEach(options.onDamage);
      if (target === undefined) return;
      framer = new BlockFramer(options.onDamage, { ...options, ...target });
    }
    yield* blocksTo(index, framer, index.intervals[at + 1], options);
  }
}

/** The next interval that is wanted, from `at` on; how many there are where none is. */
function nextWanted(wanted: readonly boolean[], at: number): number {
  const next = wanted.indexOf(true, at);
  return next < 0 ? wanted.length : next;
}

/** Where the reading goes on; undefined behind the last interval. Throws an IndexError where it cannot. */
async function targetAt(
  index: CaptureIndex,
  at: number,
  framer: BlockFramer,
  onJump: Jumps["onJump"],
): Promise<Checkpoint | undefined> {
  if (!framer.isBetweenBlocks) throw new IndexError("does not fit the capture");
  if (at === index.intervals.length) return undefined;
  const checkpoint = await index.checkpoint(at);
  if (!onJump(checkpoint)) throw new IndexError("is damaged");
  return checkpoint;
}

function refusalOf(error: unknown): string {
  if (error instanceof IndexError) return error.message;
  throw error;
}

/** The blocks from where the framer is up to an interval; to the end of the capture without one. */
async function* blocksTo(
  { capture }: CaptureIndex,
  framer: BlockFramer,
  next: Interval | undefined,
  { onProgress }: JumpOptions,
): AsyncGenerator<BlockBatch> {
  for await (const chunk of chunksBetween(capture, framer.position, next?.offset)) {
    onProgress(framer.position + chunk.length);
    yield* framer.push(chunk);
    if (framer.stoppedBy !== undefined) break;
  }
  if (next === undefined) yield* framer.finish();
  if (framer.stoppedBy !== undefined) throw framer.stoppedBy;
}
