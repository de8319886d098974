import { joined } from "./chunk-reader.ts";

/** Where the bytes of a capture go. */
export interface CaptureOutput {
  /** Takes the next bytes, which are borrowed until the promise is fulfilled. */
  write(bytes: Uint8Array): Promise<void>;
  /** Everything was written: what was put together comes to where it belongs. */
  close(): Promise<void>;
  /** Nothing of what was written is of use: nothing is left behind. */
  abort(): Promise<void>;
}

/** Compressions that captures can be written with. */
export const OUTPUT_COMPRESSIONS = ["none", "gzip", "zstd"] as const;

export type OutputCompression = (typeof OUTPUT_COMPRESSIONS)[number];

/** Why nothing was written: what is there may not be replaced, or it cannot be compressed so. Match on `code`. */
export class OutputRefused extends Error {
  override readonly name = "OutputRefused";
  readonly code: "exists" | "is-input" | "no-zstd";

  constructor(code: OutputRefused["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** An output that keeps what it is given. */
export class MemoryOutput implements CaptureOutput {
  private parts: Uint8Array[] = [];
  private sizeBytes = 0;

  async write(bytes: Uint8Array): Promise<void> {
    this.parts.push(bytes.slice());
    this.sizeBytes += bytes.length;
  }

  async close(): Promise<void> {}

  async abort(): Promise<void> {
    this.parts = [];
    this.sizeBytes = 0;
  }

  /** Everything written so far, in one piece. */
  get bytes(): Uint8Array {
    const whole = joined(this.parts, this.sizeBytes);
    this.parts = [whole];
    return whole;
  }
}
