import type { BlockBatch } from "../format/block-batch.ts";
import { blockTypeOf } from "../format/catalogue.ts";
import type { OnDamage } from "../format/errors.ts";
import type { Schema } from "../schema/types.ts";
import { decodeEvent, type EventRecord } from "./event.ts";

/** What an event walk finds in a block: an event, or undefined where it is of another kind or cannot be decoded. */
export interface WalkedBlock {
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
      const isEvent = isEventBlock(batch, index);
      yield { index, isEvent, event: isEvent ? this.decode(batch, index) : undefined };
    }
  }

  /** Decodes the next event block, into `record` where one is given; undefined where it cannot be. */
  decode(batch: BlockBatch, index: number, record?: EventRecord): EventRecord | undefined {
    return decodeEvent(batch, index, ++this.number, this.schema, this.onDamage, record);
  }
}

export function isEventBlock({ types }: BlockBatch, index: number): boolean {
  return blockTypeOf(types[index] as number).kind === "event";
}
