import { EventReader } from "../../capture/event-reader.ts";
import type { Jumps } from "../../capture/index/jump.ts";
import type { View } from "../../decoder/view.ts";
import type { EventSummary } from "../../filter/event-summary.ts";
import type { CaptureRun } from "../capture-run.ts";
import { blockOfEvent } from "./block-facts.ts";
import { describeEvent, type EventFacts } from "./event-facts.ts";
import { FieldReaders } from "./field-values.ts";

/** Looks for events by their numbers; keeps account of what was not found. */
export class EventSearch {
  /** Numbers not found so far. */
  readonly missing: Set<number>;
  /** Number of the event seen last. */
  lastNumber = 0;
  private readonly view: View;
  private readonly numbers: readonly number[];
  private readonly end: number;
  /** Number of the last event that an index tells of. */
  private lastIndexed = 0;

  constructor(numbers: readonly number[], view: View) {
    this.missing = new Set(numbers);
    this.view = view;
    this.numbers = numbers;
    this.end = numbers.reduce((last, number) => Math.max(last, number), 0);
  }

  /** The events in the order of the capture, which is read no further than to the last of them. */
  async *find(run: CaptureRun): AsyncGenerator<EventFacts> {
    const { view, missing } = this;
    const reader = new EventReader(run.capture.schema, run.report.note, { view });
    const fields = new FieldReaders(view);
    for await (const batch of run.blocks(this.jumpsOf(reader, fields))) {
      reader.load(batch);
      for (let event = reader.next(); event !== undefined; event = reader.next()) {
        this.lastNumber = event.number;
        run.events = event.number;
        fields.follow(event, reader.state);
        if (missing.delete(event.number))
          yield describeEvent(event, reader.state, blockOfEvent(batch, event.offset), fields);
        if (event.number >= this.end) return;
      }
      this.lastNumber = reader.number;
    }
  }

  /** What need not be read, where an index tells; in the current view, whose numbers are others, nothing. */
  private jumpsOf(reader: EventReader, fields: FieldReaders): Jumps | undefined {
    if (this.view !== "recorded") return undefined;
    return {
      mayPass: (summary) => this.matters(summary),
      onJump(checkpoint) {
        const isRestored = reader.resume(checkpoint);
        if (isRestored) fields.resume(checkpoint, reader.state);
        return isRestored;
      },
    };
  }

  /** Whether events that are looked for are there, or the one before, from which evt.deltatime counts. */
  private matters({ firstNumber, lastNumber }: EventSummary): boolean {
    this.lastIndexed = lastNumber;
    return this.numbers.some((number) => number >= firstNumber && number - 1 <= lastNumber);
  }

  /** What to say of a number that was not found. */
  reasonOf(number: number): string {
    const last = Math.max(this.lastNumber, this.lastIndexed);
    if (last === 0) return `there is no event ${number}: no event could be read`;
    if (number < 1 || number > last)
      return `there is no event ${number}: they are numbered from 1 to ${last}`;
    if (this.view === "recorded") return `event ${number} is damaged`;
    return `event ${number} is the start of a call, which the current view has at its end only`;
  }
}
