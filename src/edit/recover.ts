import { type EventRecord, timestampNs } from "../decoder/event.ts";
import type { CaptureWriter } from "../format/capture-writer.ts";
import type { WriteTarget } from "../format/write-target.ts";
import { currentSchema } from "../schema/current.ts";
import type { Schema } from "../schema/types.ts";
import { salvageBlocks } from "./salvage/salvage-blocks.ts";
import { type EditFinding, SectionAssembler } from "./section-assembler.ts";

/** A finding with what is known of the events that are gone. */
export interface RecoveryFinding extends EditFinding {
  /** Of events that were lost here; a guess by the mean size of events. */
  readonly estimatedEvents: number;
  /** Time of the last event before, if there is one. */
  readonly afterNs?: bigint | undefined;
  /** Time of the first event behind, if there is one. */
  readonly beforeNs?: bigint | undefined;
}

/** What became of a damaged capture. Every byte of the input is kept, lost or left out. */
export interface RecoveryAccount {
  /** Of the uncompressed input. */
  readonly bytesRead: number;
  /** In blocks that were written, as they were or mended. */
  readonly bytesKept: number;
  /** Of no block that could be told, of events that contradict themselves, or of parts of blocks. */
  readonly bytesLost: number;
  /** Sound, but of no use where they stood. */
  readonly bytesLeftOut: number;
  readonly bytesWritten: number;
  readonly blocksWritten: number;
  readonly eventsWritten: number;
  readonly blocksMended: number;
  /** Of those mended, the ones of which some contents are lost: entries of lists, ends of names. */
  readonly blocksPartial: number;
  readonly estimatedEventsLost: number;
  /** The sum of the times between the events before and behind each loss. */
  readonly lostSpanNs: bigint;
  /** In the order of the input; the first 1000. */
  readonly findings: readonly RecoveryFinding[];
  readonly findingCount: number;
}

/** How a capture is recovered. */
export interface RecoverOptions {
  /** Who must be able to read the result; every reader of its kind where nothing is said. */
  readonly target?: WriteTarget | undefined;
  /** What events are read with; the newest where nothing is said. */
  readonly schema?: Schema | undefined;
}

const MAX_FINDINGS = 1000;

/**
 * Writes what can be saved of a capture, which may be damaged in any way and may be missing its beginning. What was
 * not touched is written as it is; the result is a capture that every reader takes, or those of `target`. Closes nothing.
 */
export async function recoverCapture(
  chunks: AsyncIterable<Uint8Array>,
  writer: CaptureWriter,
  { target, schema = currentSchema }: RecoverOptions = {},
): Promise<RecoveryAccount> {
  const account = new Account();
  const assembler = new SectionAssembler({
    sink: writer.sink,
    schema,
    rewrite: { target },
    onFinding: (finding) => account.note(finding),
    onEvent: (event) => account.pass(event),
  });
  for await (const item of salvageBlocks(counted(chunks, account))) {
    if (item.kind === "blocks") assembler.take(item.batch, item.sizeBytes);
    else account.note(item);
    if (writer.isFull) await writer.flush();
  }
  assembler.finish();
  await writer.flush();
  const { blocksWritten, eventsWritten } = assembler;
  return { ...account.finish(), blocksWritten, eventsWritten, bytesWritten: writer.bytesWritten };
}

async function* counted(chunks: AsyncIterable<Uint8Array>, account: Account): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    account.bytesRead += chunk.length;
    yield chunk;
  }
}

/** Keeps account of what is lost, and of the events before and behind. */
class Account {
  bytesRead = 0;
  private readonly findings: RecoveryFinding[] = [];
  private findingCount = 0;
  private readonly bytes = { lost: 0, "left-out": 0, mended: 0, added: 0 };
  private blocksMended = 0;
  private blocksPartial = 0;
  private partialBytes = 0;
  private mendedAt = -1;
  private partialAt = -1;
  private events = 0;
  private eventBytes = 0;
  /** Losses since the last event. */
  private gaps: EditFinding[] = [];
  private gapBytes = 0;
  private lostSpanNs = 0n;
  private last: { readonly high: number; readonly low: number } | undefined;

  note(finding: EditFinding): void {
    this.partialBytes += finding.lostBytes ?? 0;
    if (finding.isPartial && finding.offset !== this.partialAt) {
      this.blocksPartial++;
      this.partialAt = finding.offset;
    }
    // A block that is mended in its frame and in its contents is told of once.
    if (finding.kind === "mended" && finding.offset === this.mendedAt) return;
    this.bytes[finding.kind] += finding.sizeBytes;
    if (finding.kind === "mended") {
      this.blocksMended++;
      this.mendedAt = finding.offset;
    }
    this.findingCount++;
    if (finding.kind === "lost") this.gapBytes += finding.sizeBytes;
    if (this.findings.length + this.gaps.length < MAX_FINDINGS) this.gaps.push(finding);
  }

  pass(event: EventRecord): void {
    if (this.gaps.length > 0 || this.gapBytes > 0) this.closeGap(timestampNs(event));
    this.events++;
    this.eventBytes += event.end - event.lengthsAt + EVENT_OVERHEAD;
    this.last = { high: event.tsHigh, low: event.tsLow };
  }

  finish() {
    this.closeGap(undefined);
    const { lost, "left-out": leftOut } = this.bytes;
    return {
      bytesRead: this.bytesRead,
      bytesKept: this.bytesRead - lost - this.partialBytes - leftOut,
      bytesLost: lost + this.partialBytes,
      bytesLeftOut: leftOut,
      blocksMended: this.blocksMended,
      blocksPartial: this.blocksPartial,
      estimatedEventsLost: this.estimate(lost),
      lostSpanNs: this.lostSpanNs,
      findings: this.findings.map((finding) => ({
        ...finding,
        estimatedEvents: finding.kind === "lost" ? this.estimate(finding.sizeBytes) : 0,
      })),
      findingCount: this.findingCount,
    };
  }

  private closeGap(beforeNs: bigint | undefined): void {
    const afterNs =
      this.last === undefined ? undefined : (BigInt(this.last.high) << 32n) | BigInt(this.last.low);
    for (const finding of this.gaps)
      this.findings.push({ ...finding, estimatedEvents: 0, afterNs, beforeNs });
    if (this.gapBytes > 0 && afterNs !== undefined && beforeNs !== undefined && beforeNs > afterNs)
      this.lostSpanNs += beforeNs - afterNs;
    this.gaps = [];
    this.gapBytes = 0;
  }

  private estimate(bytes: number): number {
    return this.events === 0 ? 0 : Math.round(bytes / (this.eventBytes / this.events));
  }
}

/** Frame, cpu and header of an event, and the mean of its padding. */
const EVENT_OVERHEAD = 12 + 2 + 26 + 2;
