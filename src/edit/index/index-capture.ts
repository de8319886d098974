import type { Capture } from "../../capture/capture.ts";
import { fingerprintOf } from "../../capture/index/fingerprint.ts";
import {
  composeDirectory,
  INDEX_MAGIC,
  type Interval,
  LEAD_BYTES,
  memoriesBytes,
  type PackedPart,
  packPart,
} from "../../capture/index/index-document.ts";
import type { CaptureOutput } from "../../format/capture-output.ts";
import { crc32 } from "../../format/crc32.ts";
import { type OnDamage, ScapError } from "../../format/errors.ts";
import type { RandomAccess } from "../../format/random-access.ts";
import { loadSysdigSchema } from "../../schema/sysdig-schema.ts";
import { type FoundInterval, IndexBuilder } from "./index-builder.ts";

/** What was written. */
export interface IndexAccount {
  /** Places from which the capture can be read. */
  readonly checkpoints: number;
  readonly events: number;
  readonly sizeBytes: number;
}

export interface IndexOptions {
  /** Events between two checkpoints. */
  readonly interval: number;
  /** Told how many events were gone through. */
  readonly onProgress?: (events: number) => void;
}

/**
 * Writes an index of a capture, whose bytes are `bytes`; the output is left open. Damage that ends the reading of the
 * capture ends the index too. Throws an Error where the capture is compressed, and a ScapError where it is none.
 */
export async function indexCapture(
  capture: Capture,
  bytes: RandomAccess,
  output: CaptureOutput,
  { interval, onProgress }: IndexOptions,
): Promise<IndexAccount> {
  const { schema } = capture;
  const sysdigSchema = await loadSysdigSchema();
  const onDamage: OnDamage = (damage) => capture.note(damage);
  const builder = new IndexBuilder(interval, { schema, sysdigSchema, onDamage });
  const file = new IndexFile(bytes, output);
  const fingerprint = await fingerprintOf(bytes);
  await file.write(INDEX_MAGIC);
  let end: ScapError | undefined;
  try {
    for await (const batch of capture.blocks()) {
      wantPlain(capture);
      builder.take(batch);
      for (const found of builder.intervals.splice(0)) await file.add(found);
      onProgress?.(builder.events);
    }
  } catch (error) {
    if (!(error instanceof ScapError) || !builder.hasBegun) throw error;
    end = error;
  }
  builder.finish();
  for (const found of builder.intervals.splice(0)) await file.add(found);
  const { intervals, sizeBytes } = file;
  const isWhole = end === undefined;
  wantLittleDamage(capture);
  const directory = { capture: fingerprint, interval, isWhole, damage: capture.damage, intervals };
  await file.write(composeDirectory(directory, sizeBytes));
  return { checkpoints: intervals.length - 1, events: builder.events, sizeBytes: file.sizeBytes };
}

function wantPlain({ compression }: Capture): void {
  if (compression === "none") return;
  throw new Error(
    `an index is of use for captures that are not compressed, this one is (${compression}): convert -z none makes one`,
  );
}

/** Readings that pass over damage tell of it all the same. */
function wantLittleDamage({ damage, damageCount }: Capture): void {
  if (damageCount > damage.length)
    throw new Error(`${damageCount} findings of damage are too many for an index: see recover`);
}

/** An index being written. */
class IndexFile {
  readonly intervals: Interval[] = [];
  sizeBytes = 0;
  private readonly capture: RandomAccess;
  private readonly output: CaptureOutput;

  constructor(capture: RandomAccess, output: CaptureOutput) {
    this.capture = capture;
    this.output = output;
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.output.write(bytes);
    this.sizeBytes += bytes.length;
  }

  async add(found: FoundInterval): Promise<void> {
    const lead = crc32(await this.capture.read(found.offset, LEAD_BYTES));
    const state = found.state && (await this.pack(found.state));
    const memories = found.memories.size > 0 ? await this.pack(memoriesBytes(found.memories)) : undefined;
    this.intervals.push({ ...found, lead, state, memories });
  }

  private async pack(bytes: Uint8Array): Promise<PackedPart> {
    const { part, packed } = packPart(bytes, this.sizeBytes);
    await this.write(packed);
    return part;
  }
}
