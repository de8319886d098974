import type { Capture } from "../../capture/capture.ts";
import type { BlockBatch } from "../../format/block-batch.ts";
import { ScapError } from "../../format/errors.ts";

/** What is read: a capture, or its blocks and the event table to read them with. */
export type BlockInput = Pick<Capture, "schema" | "blocks">;

/**
 * The blocks of a capture up to damage that reading cannot get past, which the capture tells of. Where nothing at all
 * can be read that is thrown.
 */
export async function* readableBlocks(input: BlockInput): AsyncGenerator<BlockBatch> {
  let hasBlocks = false;
  try {
    for await (const batch of input.blocks()) {
      hasBlocks = true;
      yield batch;
    }
  } catch (error) {
    if (!(error instanceof ScapError) || !hasBlocks) throw error;
  }
}
