import { ByteSink } from "./byte-sink.ts";
import type { CaptureOutput } from "./capture-output.ts";

/** Longer pieces are no faster to write. */
const FLUSH_SIZE = 256 * 1024;

/**
 * Writes a capture as a stream. Blocks are composed in `sink`, by `writeEvent`, `copyBlock` and the like; `flush`
 * hands them on whole, so that a writer that dies leaves no more than one block cut short.
 */
export class CaptureWriter {
  readonly sink = new ByteSink({ capacity: 2 * FLUSH_SIZE });
  /** Bytes handed on so far, before compression. */
  bytesWritten = 0;
  private readonly output: CaptureOutput;

  constructor(output: CaptureOutput) {
    this.output = output;
  }

  /** Whether enough is in the sink to be worth a `flush`. Ask between blocks. */
  get isFull(): boolean {
    return this.sink.length >= FLUSH_SIZE;
  }

  /** Hands on what is in the sink, which must be whole blocks. */
  async flush(): Promise<void> {
    const { sink } = this;
    if (sink.length === 0) return;
    await this.output.write(sink.borrow());
    this.bytesWritten += sink.length;
    sink.truncate(0);
  }

  /** Ends the capture: everything is at its place when the promise is fulfilled. */
  async close(): Promise<void> {
    await this.flush();
    await this.output.close();
  }

  /** Gives up: nothing of the capture is left behind. */
  abort(): Promise<void> {
    return this.output.abort();
  }
}
