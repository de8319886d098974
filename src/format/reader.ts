import type { BlockBatch } from "./block-batch.ts";
import type { OnDamage } from "./errors.ts";
import { BlockFramer } from "./framing.ts";

/**
 * The blocks of a capture, in batches as the chunks give them. Damage goes to `onDamage`; damage that reading cannot
 * get past is thrown too, as ScapError, after everything before it was given. With `reusesLists` batches are good only
 * until the next one is asked for.
 */
export async function* readBlocks(
  chunks: AsyncIterable<Uint8Array>,
  onDamage: OnDamage,
  options: { readonly reusesLists?: boolean } = {},
): AsyncGenerator<BlockBatch> {
  const framer = new BlockFramer(onDamage, options);
  for await (const chunk of chunks) {
    yield* framer.push(chunk);
    if (framer.stoppedBy !== undefined) break;
  }
  yield* framer.finish();
  if (framer.stoppedBy !== undefined) throw framer.stoppedBy;
}
