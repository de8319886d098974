import fc from "fast-check";

/** The bytes in chunks of the given sizes over and over; a size of 0 gives an empty chunk. */
export async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

/** Any way to cut a stream into chunks; some are of one byte only. */
export const chunkSizes: fc.Arbitrary<number[]> = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 400 })), {
    minLength: 1,
    maxLength: 8,
  })
  .filter((sizes) => sizes.some((size) => size > 0));

/** Everything of a stream in one piece. */
export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return new Uint8Array(Buffer.concat(parts));
}
