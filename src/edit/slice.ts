import type { Capture } from "../capture/capture.ts";
import type { BlockBatch } from "../format/block-batch.ts";
import type { CaptureOutput } from "../format/capture-output.ts";
import { CaptureWriter } from "../format/capture-writer.ts";
import type { OnDamage } from "../format/errors.ts";
import type { WriteTarget } from "../format/write-target.ts";
import { loadSysdigSchema } from "../schema/sysdig-schema.ts";
import { CaptureCut, type Selection } from "./capture-cut.ts";
import type { CutCounts } from "./section-cut.ts";

/** How a slice is written. */
export interface SliceOptions {
  /** Who must be able to read the lists; unless told otherwise as many readers as can. */
  readonly target?: WriteTarget;
  /**
   * Keep each section's own lists and all that changed the state since, marked as kept for the state alone, instead of
   * lists that tell of the state as of the cut.
   */
  readonly keepState?: boolean;
}

/**
 * Writes the selected events of a capture as a capture of its own that knows all names that were known: threads, fds,
 * users, containers. The output is left open. Damage as with the capture's `blocks`. Where no event is selected nothing
 * is written.
 */
export async function sliceCapture(
  capture: Capture,
  selection: Selection,
  output: CaptureOutput,
  { target, keepState = false }: SliceOptions = {},
): Promise<CutCounts> {
  const writer = new CaptureWriter(output);
  const onDamage: OnDamage = (damage) => capture.note(damage);
  const { schema } = capture;
  const sysdigSchema = await loadSysdigSchema();
  const cut = new CaptureCut(writer.sink, selection, { schema, sysdigSchema, target, keepState, onDamage });
  await cutBlocks(capture.blocks(cut.jumps), cut, writer);
  return cut.counts;
}

/** Has blocks cut and what remains written; also what remains of those before damage that ends the reading. */
export async function cutBlocks(
  batches: AsyncIterable<BlockBatch>,
  cut: CaptureCut,
  writer: CaptureWriter,
  onProgress?: (eventNumber: number) => void,
): Promise<void> {
  try {
    for await (const batch of batches) {
      cut.take(batch);
      onProgress?.(cut.eventNumber);
      if (writer.isFull) await writer.flush();
      if (cut.isDone) break;
    }
  } finally {
    await writer.flush();
  }
}
