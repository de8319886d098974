import { type EventRecord, timestampNs } from "../decoder/event.ts";
import type { BlockBatch } from "../format/block-batch.ts";
import { ByteSink } from "../format/byte-sink.ts";
import type { CaptureOutput } from "../format/capture-output.ts";
import { CaptureCut, type CutOptions } from "./capture-cut.ts";
import type { CutCounts } from "./section-cut.ts";

/** When a part is full: whichever comes first of what is given. */
export interface SplitRule {
  readonly events?: number | undefined;
  /** From the first event of the part to the first of the next. */
  readonly durationNs?: bigint | undefined;
  /** Bytes before compression; a part may be longer by what its first event needs. */
  readonly sizeBytes?: number | undefined;
}

/** One of the captures that another is split into. */
export interface SplitPart {
  /** What tells it from the others, as a part of a file's name. */
  readonly name: string;
  readonly sink: ByteSink;
  /** Whether nothing more will be in it. */
  isDone: boolean;
  /** Bytes taken out of the sink so far. */
  bytesWritten: number;
}

/** Something that splits captures: takes their blocks and keeps up the parts. */
export interface Splitter {
  take(batch: BlockBatch): void;
  /** Parts that are not yet written in full. */
  readonly parts: SplitPart[];
  readonly counts: Readonly<CutCounts>;
  readonly eventNumber: number;
}

const PART_CAPACITY = 64 * 1024;
const FLUSH_SIZE = 256 * 1024;

/** Splits a capture into parts that follow one another; each knows all that was known where it begins. */
export class CaptureSplit implements Splitter {
  readonly parts: SplitPart[] = [];
  private readonly cut: CaptureCut;
  private readonly rule: SplitRule;
  private made = 0;
  private firstNumber = 0;
  private firstTsNs = 0n;

  constructor(rule: SplitRule, options: Omit<CutOptions, "onEvent" | "keepState">) {
    this.rule = rule;
    const onEvent = (event: EventRecord) => this.look(event);
    this.cut = new CaptureCut(new ByteSink({ capacity: 0 }), {}, { ...options, onEvent });
  }

  get counts(): Readonly<CutCounts> {
    return this.cut.counts;
  }

  get eventNumber(): number {
    return this.cut.eventNumber;
  }

  take(batch: BlockBatch): void {
    this.cut.take(batch);
  }

  private look(event: EventRecord): void {
    const part = this.parts.at(-1);
    if (part !== undefined && !this.isFull(part, event)) return;
    if (part !== undefined) part.isDone = true;
    const next = newPart(String(++this.made).padStart(4, "0"));
    this.parts.push(next);
    this.cut.continueIn(next.sink);
    this.firstNumber = event.number;
    this.firstTsNs = timestampNs(event);
  }

  private isFull({ sink, bytesWritten }: SplitPart, event: EventRecord): boolean {
    const { events, durationNs, sizeBytes } = this.rule;
    if (events !== undefined && event.number - this.firstNumber >= events) return true;
    if (durationNs !== undefined && timestampNs(event) - this.firstTsNs >= durationNs) return true;
    return sizeBytes !== undefined && bytesWritten + sink.length >= sizeBytes;
  }
}

/** A part that nothing is in yet. */
export function newPart(name: string): SplitPart {
  return { name, sink: new ByteSink({ capacity: PART_CAPACITY }), isDone: false, bytesWritten: 0 };
}

/**
 * Has blocks split and the parts written, each to an output opened for its name; what is finished is closed. After damage
 * that ends the reading what came before it is written. When writing fails all outputs that are open are given up.
 */
export async function splitBlocks(
  batches: AsyncIterable<BlockBatch>,
  splitter: Splitter,
  openPart: (name: string) => Promise<CaptureOutput>,
  onProgress?: (eventNumber: number) => void,
): Promise<void> {
  const outputs = new Map<SplitPart, CaptureOutput>();
  const write = async (isLast: boolean) => {
    for (const part of [...splitter.parts]) {
      if (!isLast && !part.isDone && part.sink.length < FLUSH_SIZE) continue;
      const output = outputs.get(part) ?? (await openPart(part.name));
      outputs.set(part, output);
      await flushPart(part, output);
      if (!isLast && !part.isDone) continue;
      await output.close();
      outputs.delete(part);
      splitter.parts.splice(splitter.parts.indexOf(part), 1);
    }
  };
  try {
    try {
      for await (const batch of batches) {
        splitter.take(batch);
        onProgress?.(splitter.eventNumber);
        await write(false);
      }
    } finally {
      await write(true);
    }
  } catch (error) {
    for (const output of outputs.values()) await output.abort();
    throw error;
  }
}

async function flushPart(part: SplitPart, output: CaptureOutput): Promise<void> {
  const { sink } = part;
  await output.write(sink.borrow());
  part.bytesWritten += sink.length;
  sink.truncate(0);
}
