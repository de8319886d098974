import { createRecord, decodeEvent, type EventRecord } from "../../decoder/event.ts";
import type { BlockBatch } from "../../format/block-batch.ts";
import { ByteSink } from "../../format/byte-sink.ts";
import { blockTypeOf } from "../../format/catalogue.ts";
import type { OnDamage } from "../../format/errors.ts";
import { copyBlock } from "../../format/write-block.ts";
import type { Schema } from "../../schema/types.ts";

/** Takes the events out of the batches of a section without following its state, and keeps the blocks before them. */
export class EventDecoder {
  /** The blocks before the first event. */
  readonly head = new ByteSink();
  /** Position in the batch of the event taken last. */
  blockIndex = -1;
  private readonly schema: Schema;
  private readonly onDamage: OnDamage;
  private readonly record = createRecord();
  private batch: BlockBatch | undefined;
  private number = 0;

  constructor(schema: Schema, onDamage: OnDamage) {
    this.schema = schema;
    this.onDamage = onDamage;
  }

  load(batch: BlockBatch): void {
    this.batch = batch;
    this.blockIndex = -1;
  }

  /** The next event that can be decoded; undefined at the end of the batch. Good until the next is asked for. */
  next(): EventRecord | undefined {
    const { batch } = this;
    while (batch !== undefined && ++this.blockIndex < batch.count) {
      const index = this.blockIndex;
      if (blockTypeOf(batch.types[index] as number).kind !== "event") {
        if (this.number === 0) copyBlock(this.head, batch, index);
        continue;
      }
      const event = decodeEvent(batch, index, ++this.number, this.schema, this.onDamage, this.record);
      if (event !== undefined) return event;
    }
    return undefined;
  }
}
