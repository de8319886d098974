import type { Capture } from "../capture/capture.ts";
import type { Jumps } from "../capture/index/jump.ts";
import { createRecord } from "../decoder/event.ts";
import { EventWalk, isEventBlock } from "../decoder/event-walk.ts";
import { ScapError } from "../format/errors.ts";
import { isListed, type ListedKinds } from "./is-listed.ts";

const USUAL: ListedKinds = {
  view: "recorded",
  compatible: false,
  showsInternal: false,
  showsStateOnly: false,
};
/** Events that are looked at first where an index tells where they are: sysdig ends captures with hundreds of hidden ones. */
const FIRST_LOOK = 2000;

/**
 * Number of the event with which the last `count` events of a listing begin; 1 where there are not more. The capture is
 * read as far as it can be, without its state, and more than once where it has an index.
 */
export async function firstOfLastListed(capture: Capture, count: number): Promise<number> {
  const total = (await capture.indexedEvents())?.count ?? 0;
  for (let look = count + FIRST_LOOK; ; look *= 8) {
    const from = Math.max(1, total - look);
    const numbers = await lastListed(capture, from, count);
    if (numbers.length === count || from === 1) return numbers[0] ?? 1;
  }
}

/** Numbers of the last events of a listing, `count` at most, from number `from` on. */
async function lastListed(capture: Capture, from: number, count: number): Promise<number[]> {
  const walk = new EventWalk(capture.schema, () => {});
  const record = createRecord();
  const numbers: number[] = [];
  try {
    for await (const batch of capture.blocks(from > 1 ? jumpsTo(from, walk) : undefined)) {
      for (let index = 0; index < batch.count; index++) {
        const event = isEventBlock(batch, index) ? walk.decode(batch, index, record) : undefined;
        if (event !== undefined && event.number >= from && isListed(event, USUAL)) numbers.push(event.number);
      }
      numbers.splice(0, numbers.length - count);
    }
  } catch (error) {
    // What cannot be read is told of by the listing.
    if (!(error instanceof ScapError)) throw error;
  }
  return numbers;
}

function jumpsTo(from: number, walk: EventWalk): Jumps {
  return {
    mayPass: ({ lastNumber }) => lastNumber >= from,
    onJump({ events }) {
      walk.number = events;
      return true;
    },
  };
}
