import { decodeEvent, type EventRecord } from "../decoder/event.ts";
import type { BlockBatch } from "../format/block-batch.ts";
import { blockTypeOf } from "../format/catalogue.ts";
import type { OnDamage } from "../format/errors.ts";
import type { Schema } from "../schema/types.ts";

/** What an event walk finds in a block: an event, or undefined where it is of another kind or cannot be decoded. */
export interface WalkedBlock {
  readonly batch: BlockBatch;
  readonly index: number;
  readonly isEvent: boolean;
  readonly event: EventRecord | undefined;
}

/**
 * Goes through the blocks of a capture in order and decodes its events without following any state: for what looks at
 * events alone. Numbers are those of the recorded view.
 */
export class EventWalk {
  /** Number of the event block gone through last. */
  number = 0;
  private readonly schema: Schema;
  private readonly onDamage: OnDamage;

  constructor(schema: Schema, onDamage: OnDamage) {
    this.schema = schema;
    this.onDamage = onDamage;
  }

  *blocks(batch: BlockBatch): Generator<WalkedBlock> {
    for (let index = 0; index < batch.count; index++) {
      const isEvent = blockTypeOf(batch.types[index] as number).kind === "event";
      const event = isEvent
        ? decodeEvent(batch, index, ++this.number, this.schema, this.onDamage)
        : undefined;
      yield { batch, index, isEvent, event };
    }
  }
}
