import { blockAt } from "../../format/block-batch.ts";
import { crc32 } from "../../format/crc32.ts";
import type { Damage } from "../../format/errors.ts";
import { BlockFramer } from "../../format/framing.ts";
import type { RandomAccess } from "../../format/random-access.ts";
import { parseSectionHeader, type SectionHeader } from "../../format/section-header.ts";
import type { Checkpoint, FieldMemories } from "../checkpoint.ts";
import { fingerprintOf } from "./fingerprint.ts";
import {
  type IndexDirectory,
  type Interval,
  LEAD_BYTES,
  parseMemories,
  readDirectory,
  readPart,
} from "./index-document.ts";

/** Why an index is not used, in words that go on behind its name. */
export class IndexError extends Error {
  override readonly name = "IndexError";
}

/** What an index tells of a capture's events as a whole. */
export interface IndexedEvents {
  readonly count: number;
  /** Times of the earliest and the latest, in nanoseconds since 1970. */
  readonly earliestTsNs: bigint;
  readonly latestTsNs: bigint;
}

/** An index that fits a capture, and the bytes of both. */
export class CaptureIndex {
  readonly capture: RandomAccess;
  private readonly index: RandomAccess;
  private readonly directory: IndexDirectory;

  /** Throws an IndexError where `index` is no index, or not of this capture as it is now. */
  static async open(index: RandomAccess, capture: RandomAccess): Promise<CaptureIndex> {
    const directory = await readDirectory(index);
    if (directory === undefined) throw new IndexError("is no index that this version reads, or damaged");
    const last = directory.intervals.at(-1);
    if (!isSame(directory.capture, await fingerprintOf(capture)) || (last?.offset ?? 0) > capture.sizeBytes)
      throw new IndexError("is of another capture, or out of date");
    return new CaptureIndex(index, capture, directory);
  }

  private constructor(index: RandomAccess, capture: RandomAccess, directory: IndexDirectory) {
    this.index = index;
    this.capture = capture;
    this.directory = directory;
  }

  /** Stretches of the capture, in order; together they are all of it. */
  get intervals(): readonly Interval[] {
    return this.directory.intervals;
  }

  /** Events between two checkpoints, as it was asked for. */
  get interval(): number {
    return Math.max(1, this.directory.interval);
  }

  /** Whether the capture could be read to its end. */
  get isWhole(): boolean {
    return this.directory.isWhole;
  }

  /** How many events the capture has, and from when to when. */
  get events(): IndexedEvents {
    const summaries = this.intervals.map(({ summary }) => summary).filter(({ codes }) => codes.length > 0);
    const times = summaries
      .flatMap(({ earliestTsNs, latestTsNs }) => [earliestTsNs, latestTsNs])
      .sort((a, b) => (a < b ? -1 : 1));
    return {
      count: this.intervals.at(-1)?.summary.lastNumber ?? 0,
      earliestTsNs: times[0] ?? 0n,
      latestTsNs: times.at(-1) ?? 0n,
    };
  }

  /** Damage inside an interval. */
  damageIn(at: number): readonly Damage[] {
    const { damage, intervals } = this.directory;
    const from = intervals[at]?.offset ?? 0;
    const to = intervals[at + 1]?.offset ?? Number.POSITIVE_INFINITY;
    return damage.filter(({ context: { offset } }) => offset >= from && offset < to);
  }

  /** The checkpoint at which an interval begins. Throws an IndexError where index or capture are not what they should be. */
  async checkpoint(at: number): Promise<Checkpoint> {
    const interval = this.intervals[at] as Interval;
    const { offset, lead, littleEndian, startTsNs, summary } = interval;
    const state = interval.state && (await readPart(this.index, interval.state));
    const memories = await this.memoriesOf(interval);
    if (state === undefined || memories === undefined) throw new IndexError("is damaged");
    const isSame = crc32(await this.capture.read(offset, LEAD_BYTES)) === lead;
    const header = isSame ? await this.headerAt(interval.section) : undefined;
    if (header === undefined) throw new IndexError("does not fit the capture");
    return { offset, events: summary.firstNumber - 1, littleEndian, header, startTsNs, state, memories };
  }

  private async memoriesOf({ memories }: Interval): Promise<FieldMemories | undefined> {
    if (memories === undefined) return new Map();
    const bytes = await readPart(this.index, memories);
    return bytes && parseMemories(bytes);
  }

  async close(): Promise<void> {
    await Promise.all([this.index.close(), this.capture.close()]);
  }

  private async headerAt(offset: number): Promise<SectionHeader | undefined> {
    const framer = new BlockFramer(() => {});
    const [batch] = framer.push(await this.capture.read(offset, MAX_HEADER_SIZE));
    if (batch === undefined) return undefined;
    try {
      return { ...parseSectionHeader(blockAt(batch, 0)), offset };
    } catch {
      return undefined;
    }
  }
}

/** Comments of a header are short. */
const MAX_HEADER_SIZE = 1024 * 1024;

function isSame(a: IndexDirectory["capture"], b: IndexDirectory["capture"]): boolean {
  return a.sizeBytes === b.sizeBytes && a.head === b.head && a.tail === b.tail;
}
