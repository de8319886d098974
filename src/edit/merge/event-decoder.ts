import { createRecord, type EventRecord } from "../../decoder/event.ts";
import { EventWalk, isEventBlock } from "../../decoder/event-walk.ts";
import type { BlockBatch } from "../../format/block-batch.ts";
import { ByteSink } from "../../format/byte-sink.ts";
import type { OnDamage } from "../../format/errors.ts";
import { copyBlock } from "../../format/write-block.ts";
import type { Schema } from "../../schema/types.ts";

/** Takes the events out of the batches of a section one at a time, and keeps the blocks before them. */
export class EventDecoder {
  /** The blocks before the first event. */
  readonly head = new ByteSink();
  /** Position in the batch of the event taken last. */
  blockIndex = -1;
  private readonly walk: EventWalk;
  private readonly record = createRecord();
  private batch: BlockBatch | undefined;

  constructor(schema: Schema, onDamage: OnDamage) {
    this.walk = new EventWalk(schema, onDamage);
  }

  load(batch: BlockBatch): void {
    this.batch = batch;
    this.blockIndex = -1;
  }

  /** The next event that can be decoded; undefined at the end of the batch. Good until the next is asked for. */
  next(): EventRecord | undefined {
    const { batch, walk } = this;
    while (batch !== undefined && ++this.blockIndex < batch.count) {
      if (isEventBlock(batch, this.blockIndex)) {
        const event = walk.decode(batch, this.blockIndex, this.record);
        if (event !== undefined) return event;
      } else if (walk.number === 0) copyBlock(this.head, batch, this.blockIndex);
    }
    return undefined;
  }
}
