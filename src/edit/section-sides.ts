import type { BlockBatch } from "../format/block-batch.ts";
import { ByteSink } from "../format/byte-sink.ts";
import { blockTypeOf, SECTION_HEADER } from "../format/catalogue.ts";
import { copyBlock } from "../format/write-block.ts";
import { type SideOptions, type SideStates, sidesOfHead } from "./side-states.ts";

/** Begins the states of others anew with each section of a capture; whoever has them applies the events. */
export class SectionSides {
  /** Of the section being read, from its first event on; undefined where it is not known. */
  states: SideStates | undefined;
  private readonly options: SideOptions;
  /** What stands before the section's first event. */
  private readonly head = new ByteSink({ capacity: 64 * 1024 });
  private hasEvents = false;

  constructor(options: SideOptions) {
    this.options = options;
  }

  /** Takes the blocks of a batch, before its events. What lists tell behind the first event, the states would lack. */
  take(batch: BlockBatch): void {
    if (batch.types[0] === SECTION_HEADER) this.startSection();
    for (let index = 0; index < batch.count; index++) {
      const { kind } = blockTypeOf(batch.types[index] as number);
      if (kind === "event") this.seeEvent();
      else if (!this.hasEvents) copyBlock(this.head, batch, index);
      else if (kind !== "unknown") this.states = undefined;
    }
  }

  private startSection(): void {
    this.head.truncate(0);
    this.hasEvents = false;
    this.states = undefined;
  }

  private seeEvent(): void {
    if (!this.hasEvents) this.states = sidesOfHead(this.head.takeAll(), this.options);
    this.hasEvents = true;
  }
}
