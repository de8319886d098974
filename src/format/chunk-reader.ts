/**
 * Takes a stream of chunks in pieces of any size, whatever the chunks' bounds.
 * Pieces are borrowed from the chunks; only one that spans several chunks is copied.
 */
export class ChunkReader {
  /** Bytes taken so far. */
  offset = 0;
  private readonly chunks: AsyncIterator<Uint8Array>;
  private current: Uint8Array = new Uint8Array(0);
  private ended = false;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `count` bytes without taking them; fewer only at the end. */
  async peek(count: number): Promise<Uint8Array> {
    if (this.current.length < count && !this.ended) await this.gather(count);
    return this.current.subarray(0, count);
  }

  /** Some of the next bytes, at most `limit`, without taking them; none only at the end. */
  async borrow(limit: number): Promise<Uint8Array> {
    await this.peek(1);
    return this.current.subarray(0, limit);
  }

  /** As `borrow`, but only of what is at hand: none when the next bytes would have to be waited for. */
  borrowNow(limit: number): Uint8Array {
    return this.current.subarray(0, limit);
  }

  /** Takes bytes that were peeked at or borrowed. */
  skip(count: number): void {
    this.current = this.current.subarray(count);
    this.offset += count;
  }

  /** Lets the stream go; it need not have been read to its end. */
  async close(): Promise<void> {
    this.ended = true;
    await this.chunks.return?.();
  }

  private async gather(count: number): Promise<void> {
    const parts = [this.current];
    let length = this.current.length;
    while (length < count && !this.ended) {
      const { done, value } = await this.chunks.next();
      if (done === true) this.ended = true;
      else if (value.length > 0) {
        parts.push(plain(value));
        length += value.length;
      }
    }
    this.current = joined(parts, length);
  }
}

/** Node's Buffer is a Uint8Array, but its `slice` does not copy. */
function plain(bytes: Uint8Array): Uint8Array {
  if (bytes.constructor === Uint8Array) return bytes;
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The parts in one piece of `length` bytes; borrowed where one part is all of them. */
export function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = parts.find((part) => part.length === length);
  if (whole !== undefined) return whole;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
