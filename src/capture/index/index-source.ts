import { accessTo, type RandomAccess } from "../../format/random-access.ts";
import type { CaptureInput } from "../../format/source.ts";
import { CaptureIndex, IndexError } from "./capture-index.ts";

/** Where the index of a capture comes from, opened anew for every reading. */
export class IndexSource {
  private readonly capture: string | CaptureInput;
  private readonly index: string | CaptureInput;
  private readonly tell: ((refusal: string | undefined) => void) | undefined;
  private isTold = false;

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

  /** Tells, once, that the index is used; and whenever it is not, why. */
  onUse(refusal: string | undefined): void {
    if (refusal !== undefined || !this.isTold) this.tell?.(refusal);
    this.isTold = true;
  }
}

async function accessOf(input: string | CaptureInput): Promise<RandomAccess | undefined> {
  if (typeof input !== "string") return accessTo(input);
  if (input === "-") return undefined;
  // Loaded only where files exist.
  const { openFileAccess } = await import("../../format/node-random-access.ts");
  return openFileAccess(input);
}
