import { ChunkReader } from "../../format/chunk-reader.ts";
import { type Salvaged, Salvager } from "./salvager.ts";
import { windowOf } from "./window.ts";

/** Less would look at damage too narrowly, more would be held for nothing. */
const WINDOW_BYTES = 1024 * 1024;

/**
 * The blocks of a capture, damaged in any way, and what was found between them, in their order. Never throws for what
 * the capture holds. Holds a window of it: some megabytes around damage, up to 128 MiB where a block claims to be long.
 */
export async function* salvageBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Salvaged> {
  const reader = new ChunkReader(chunks);
  const salvager = new Salvager();
  let wanted = WINDOW_BYTES;
  try {
    for (;;) {
      const bytes = await reader.peek(wanted);
      const atEnd = bytes.length < wanted;
      const window = windowOf(bytes, reader.offset, atEnd);
      let take = salvager.take(window);
      yield* take.salvaged;
      while (take.needed === undefined) {
        take = salvager.take(window, take.used);
        yield* take.salvaged;
      }
      if (atEnd) return;
      reader.skip(take.used);
      wanted = Math.max(WINDOW_BYTES, take.needed);
    }
  } finally {
    await reader.close();
  }
}
