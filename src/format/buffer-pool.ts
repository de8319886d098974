/** Buffers of one size that are used again once they are given back. */
export class BufferPool {
  private readonly sizeBytes: number;
  private readonly free: Uint8Array<ArrayBuffer>[] = [];

  constructor(sizeBytes: number) {
    this.sizeBytes = sizeBytes;
  }

  /** A buffer with anything in it. */
  take(): Uint8Array<ArrayBuffer> {
    return this.free.pop() ?? new Uint8Array(this.sizeBytes);
  }

  /** Takes back the buffer that the bytes lie in, if it is one of this size: nobody may look at them any more. */
  giveBack({ buffer }: Uint8Array): void {
    if (buffer instanceof ArrayBuffer && buffer.byteLength === this.sizeBytes)
      this.free.push(new Uint8Array(buffer));
  }
}
