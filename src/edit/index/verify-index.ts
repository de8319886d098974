import type { Capture } from "../../capture/capture.ts";
import { CaptureIndex } from "../../capture/index/capture-index.ts";
import type { CaptureOutput } from "../../format/capture-output.ts";
import type { RandomAccess } from "../../format/random-access.ts";
import { type IndexAccount, indexCapture } from "./index-capture.ts";

/** What comparing an index with its capture found. */
export interface IndexVerdict extends IndexAccount {
  /** Whether indexing the capture gives the same bytes. */
  readonly isRight: boolean;
  /** Offset in the index of the first byte that is another. */
  readonly differsAt: number | undefined;
}

/**
 * Makes the index of a capture once more and compares: so every name and number that the index has is proved to come from
 * the capture. Throws an IndexError where it is no index, or of another capture.
 */
export async function verifyIndex(
  capture: Capture,
  bytes: RandomAccess,
  index: RandomAccess,
  onProgress?: (events: number) => void,
): Promise<IndexVerdict> {
  const { interval } = await CaptureIndex.open(index, bytes);
  const comparison = new Comparison(index);
  const account = await indexCapture(capture, bytes, comparison, {
    interval,
    ...(onProgress !== undefined && { onProgress }),
  });
  const { differsAt = account.sizeBytes === index.sizeBytes ? undefined : account.sizeBytes } = comparison;
  return { ...account, isRight: differsAt === undefined, differsAt };
}

/** Compares what is written to it with what is there. */
class Comparison implements CaptureOutput {
  /** Offset of the first byte that is another. */
  differsAt: number | undefined;
  private readonly expected: RandomAccess;
  private offset = 0;

  constructor(expected: RandomAccess) {
    this.expected = expected;
  }

  async write(bytes: Uint8Array): Promise<void> {
    const there = await this.expected.read(this.offset, bytes.length);
    const at = bytes.findIndex((byte, position) => byte !== there[position]);
    if (at >= 0) this.differsAt ??= this.offset + at;
    this.offset += bytes.length;
  }

  async close(): Promise<void> {}

  async abort(): Promise<void> {}
}
