import { compareBytes } from "../../filter/ip-literal.ts";
import type { BlockBatch } from "../../format/block-batch.ts";
import { ByteSink } from "../../format/byte-sink.ts";
import { borrowBlock } from "../../format/write-block.ts";
import { ByteScanner } from "./byte-scanner.ts";
import { ForbiddenValues } from "./forbidden-values.ts";
import { KEY_SIZE } from "./keyed-hash.ts";
import { KEEP_POLICY, type RedactPolicy } from "./policy.ts";
import { KeyedPseudonyms } from "./pseudonyms.ts";
import { type BlockInput, readableBlocks } from "./readable-blocks.ts";
import { BlockRedactor } from "./redact-block.ts";
import { Redactor } from "./redactor.ts";
import { type BlockValues, isSameBlock, SlotReader, type ValueSlot } from "./value-slots.ts";

/** Something that should not be in a redacted capture. */
export interface Leak {
  /** The field it is in, or `bytes` where it was found by its bytes alone. */
  readonly field: string;
  /** Offset in the redacted capture, uncompressed: of the block, or of the bytes. */
  readonly offset: number;
  readonly detail: string;
}

export interface Verification {
  /** The first 1000. */
  readonly leaks: readonly Leak[];
  readonly leakCount: number;
  /** Values of the original that were looked for, in their place and anywhere. */
  readonly valuesCompared: number;
  readonly patternsSought: number;
}

const MAX_LEAKS_KEPT = 1000;

/**
 * Compares a redacted capture with its original, without the key: each value with the one in its place, and all bytes
 * with all values that had to go – as they are, in hexadecimal and in base64. Every byte must belong to a value that was
 * compared.
 */
export async function verifyRedaction(
  original: BlockInput,
  redacted: BlockInput,
  policy: RedactPolicy,
): Promise<Verification> {
  const leaks = new LeakList();
  const forbidden = new ForbiddenValues(policy);
  let valuesCompared = 0;
  const before = new KnownBlocks(original);
  const keeping = new Redactor(KEEP_POLICY, new KeyedPseudonyms(new Uint8Array(KEY_SIZE)));
  const unchanged = new BlockRedactor(keeping, redacted.schema, () => {});
  const reader = new SlotReader(redacted.schema);
  const sink = new ByteSink();
  for await (const batch of readableBlocks(redacted)) {
    for (let index = 0; index < batch.count; index++) {
      const offset = batch.base + (batch.starts[index] as number);
      const after = reader.valuesOf(batch, index);
      const counterpart = after && (await counterpartOf(after, before, forbidden));
      if (after === undefined || counterpart === undefined) {
        leaks.add({ field: "block", offset, detail: "the original has no such block" });
        continue;
      }
      if (!isAllMeaning(batch, index, unchanged, sink))
        leaks.add({ field: "block", offset, detail: "bytes without a meaning" });
      valuesCompared += counterpart.slots.length;
      compareBlocks(counterpart.slots, after.slots, forbidden, (field, detail) =>
        leaks.add({ field, offset, detail }),
      );
    }
  }
  // What follows was lost, not leaked; its values must not be anywhere all the same.
  for (let left = before.next() ?? (await before.nextOfAny()); left !== undefined; ) {
    for (const slot of left.slots) forbidden.add(slot);
    left = before.next() ?? (await before.nextOfAny());
  }
  const patternsSought = await scan(redacted, forbidden, leaks);
  if (forbidden.isIncomplete)
    leaks.add({ field: "bytes", offset: 0, detail: "too many values to look for all of them" });
  return { leaks: leaks.kept, leakCount: leaks.count, valuesCompared, patternsSought };
}

/** The block of the original that one was made from; those in between were left out. */
async function counterpartOf(
  after: BlockValues,
  before: KnownBlocks,
  forbidden: ForbiddenValues,
): Promise<BlockValues | undefined> {
  for (;;) {
    const candidate = before.next() ?? (await before.nextOfAny());
    if (candidate === undefined || isSameBlock(candidate, after)) return candidate;
    for (const slot of candidate.slots) forbidden.add(slot);
  }
}

class LeakList {
  readonly kept: Leak[] = [];
  count = 0;

  add(leak: Leak): void {
    this.count++;
    if (this.kept.length < MAX_LEAKS_KEPT) this.kept.push(leak);
  }
}

/** The values of each block that can be read, in order; without a promise for each. */
class KnownBlocks {
  private readonly reader: SlotReader;
  private readonly batches: AsyncGenerator<BlockBatch>;
  private batch: BlockBatch | undefined;
  private index = 0;

  constructor(input: BlockInput) {
    this.reader = new SlotReader(input.schema);
    this.batches = readableBlocks(input);
  }

  /** Of the next block of the batch at hand; undefined where there is none. */
  next(): BlockValues | undefined {
    while (this.batch !== undefined && this.index < this.batch.count) {
      const values = this.reader.valuesOf(this.batch, this.index++);
      if (values !== undefined) return values;
    }
    return undefined;
  }

  /** Of the next block there is; undefined at the end of the capture. */
  async nextOfAny(): Promise<BlockValues | undefined> {
    for (;;) {
      const values = this.next();
      if (values !== undefined) return values;
      const { done, value } = await this.batches.next();
      if (done === true) return undefined;
      this.batch = value;
      this.index = 0;
    }
  }
}

/** Values of a field are paired in their order; where some were dropped, each is compared with all. */
function compareBlocks(
  before: readonly ValueSlot[],
  after: readonly ValueSlot[],
  forbidden: ForbiddenValues,
  onLeak: (field: string, detail: string) => void,
): void {
  if (before.length === 0 && after.length === 0) return;
  for (const slot of before) forbidden.add(slot);
  const originals = byField(before);
  for (const [field, slots] of byField(after)) {
    const all = originals.get(field) ?? [];
    const isPaired = all.length === slots.length;
    for (const [k, slot] of slots.entries()) {
      const candidates = isPaired ? all.slice(k, k + 1) : all;
      const detail =
        candidates.length === 0 ? "the original has no such value" : forbidden.leakOf(slot, candidates);
      if (detail !== undefined) onLeak(field, detail);
    }
  }
}

function byField(slots: readonly ValueSlot[]): Map<string, ValueSlot[]> {
  const fields = new Map<string, ValueSlot[]>();
  for (const slot of slots) {
    const same = fields.get(slot.field);
    if (same === undefined) fields.set(slot.field, [slot]);
    else same.push(slot);
  }
  return fields;
}

/** Whether a block, read and written again without any change, gives the same bytes. */
function isAllMeaning(batch: BlockBatch, index: number, unchanged: BlockRedactor, sink: ByteSink): boolean {
  sink.truncate(0);
  sink.littleEndian = batch.littleEndian;
  unchanged.write(sink, batch, index);
  return compareBytes(sink.borrow(), borrowBlock(batch, index)) === 0;
}

async function scan(redacted: BlockInput, forbidden: ForbiddenValues, leaks: LeakList): Promise<number> {
  const patterns = forbidden.patterns();
  const scanner = new ByteScanner(patterns);
  const onMatch = ({ label }: { label: string }, offset: number) =>
    leaks.add({ field: "bytes", offset, detail: label });
  for await (const { bytes, starts, bodyEnds, count } of readableBlocks(redacted)) {
    const from = starts[0] ?? 0;
    scanner.push(bytes.subarray(from, (bodyEnds[count - 1] ?? from) + 4), onMatch);
  }
  scanner.finish(onMatch);
  return patterns.length;
}
