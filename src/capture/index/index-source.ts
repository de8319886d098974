import { accessTo, type RandomAccess } from "../../format/random-access.ts";
import type { CaptureInput } from "../../format/source.ts";
import { CaptureIndex, IndexError } from "./capture-index.ts";

/** Where the index of a capture comes from, opened anew for every reading. */
export class IndexSource {
  private readonly capture: string | CaptureInput;
  private readonly index: string | CaptureInput;
  private readonly tell: ((refusal: string | undefined) => void) | undefined;
  private readonly told = new Set<string | undefined>();

  constructor(
    capture: string | CaptureInput,
    index: string | CaptureInput,
    tell?: (refusal: string | undefined) => void,
  ) {
    this.capture = capture;
    this.index = index;
    this.tell = tell;
  }

  /** The index; undefined where there is none that could be used. */
  async open(): Promise<CaptureIndex | undefined> {
    const capture = await accessOf(this.capture);
    const index = capture && (await accessOf(this.index));
    try {
      if (capture !== undefined && index !== undefined) return await CaptureIndex.open(index, capture);
    } catch (error) {
      if (!(error instanceof IndexError)) throw error;
      this.onUse(error.message);
    }
    await Promise.all([index?.close(), capture?.close()]);
    return undefined;
  }

  /** Tells, once, that the index is used, or why it is not. */
  onUse(refusal: string | undefined): void {
    if (!this.told.has(refusal)) this.tell?.(refusal);
    this.told.add(refusal);
  }
}

async function accessOf(input: string | CaptureInput): Promise<RandomAccess | undefined> {
  if (typeof input !== "string") return accessTo(input);
  if (input === "-") return undefined;
  // Loaded only where files exist.
  const { openFileAccess } = await import("../../format/node-random-access.ts");
  return openFileAccess(input);
}
