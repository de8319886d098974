import type { Writable } from "node:stream";
import { TextSink } from "../decoder/text-sink.ts";

/** Writes of this size are no slower than larger ones, and quick to show. */
const FLUSH_SIZE = 64 * 1024;

/** Results could not be written; `isBrokenPipe` where the reader has simply seen enough. */
export class OutputError extends Error {
  override readonly name = "OutputError";
  readonly isBrokenPipe: boolean;
  /** Of the file; undefined for standard output. */
  readonly path: string | undefined;

  constructor(cause: NodeJS.ErrnoException, path?: string) {
    super(`cannot write: ${cause.message}`, { cause });
    this.path = path;
    this.isBrokenPipe = cause.code === "EPIPE" || cause.code === "ERR_STREAM_DESTROYED";
  }
}

/**
 * Standard output. Lines are composed in `sink`, which escapes what the capture brings, and written when `isFull`
 * says so and at pauses; every write waits until its reader keeps up.
 */
export class Output {
  readonly sink = new TextSink({ capacity: 2 * FLUSH_SIZE, escaping: true });
  private readonly stream: Writable;

  constructor(stream: Writable) {
    this.stream = stream;
    // Told to the write that failed; nobody else may be surprised by it.
    stream.on("error", () => {});
  }

  get isFull(): boolean {
    return this.sink.length >= FLUSH_SIZE;
  }

  /** Writes what is in the sink. */
  async flush(): Promise<void> {
    const { sink } = this;
    if (sink.length === 0) return;
    await this.write(sink.bytes.subarray(0, sink.length));
    sink.truncate(0);
  }

  /** Writes text of our own making, behind what is in the sink. */
  async print(text: string): Promise<void> {
    await this.flush();
    if (text !== "") await this.write(text);
  }

  /** Writes bytes, which are borrowed until the promise is fulfilled. */
  async writeBytes(bytes: Uint8Array): Promise<void> {
    await this.flush();
    await this.write(bytes);
  }

  private write(data: Uint8Array | string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.stream.write(data, (error) => (error ? reject(new OutputError(error)) : resolve()));
    });
  }
}
