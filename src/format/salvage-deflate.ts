import { Inflate } from "fflate";
import { joined } from "./chunk-reader.ts";

/** Compressed bytes kept for a second look; captures are mostly smaller. */
const MAX_KEPT_SIZE = 1024 * 1024;
/** Inflating again from the start must not take long either. */
const MAX_INFLATED_SIZE = 64 * 1024 * 1024;
/** The end of the sound data is found in ever smaller steps, each of which costs copying the window of 32 KiB. */
const LONG_STEP_BYTES = 4096;
const STEPS_BYTES = [LONG_STEP_BYTES, 64, 1];

/** What precedes the damage. */
export interface SoundStart {
  /** Length of the input that inflates without an error. */
  readonly inputBytes: number;
  readonly outputs: readonly Uint8Array[];
}

/**
 * Keeps the start of some deflate data in case that it turns out to be corrupt: an inflater that fails on a piece
 * keeps what it made of the piece before to itself.
 */
export class DeflateSalvage {
  private pieces: Uint8Array[] = [];
  private keptBytes = 0;

  /** Borrows a piece before it is inflated. */
  keep(piece: Uint8Array): void {
    this.keptBytes += piece.length;
    if (this.keptBytes <= MAX_KEPT_SIZE) this.pieces.push(piece);
    else this.pieces = [];
  }

  /** What the kept data inflates to before it turns corrupt, without the first `skipBytes`; undefined if it was not kept. */
  inflate(skipBytes: number): SoundStart | undefined {
    if (this.pieces.length === 0 || skipBytes > MAX_INFLATED_SIZE) return undefined;
    const data = joined(this.pieces, this.keptBytes);
    let found: SoundStart = { inputBytes: 0, outputs: [] };
    for (const stepBytes of STEPS_BYTES) found = inflateSound(data, found.inputBytes, stepBytes, skipBytes);
    return found;
  }
}

/** Inflates up to the error, going on from the `known` sound bytes in steps. */
function inflateSound(data: Uint8Array, known: number, stepBytes: number, skipBytes: number): SoundStart {
  const outputs: Uint8Array[] = [];
  let skip = skipBytes;
  const inflate = new Inflate((output) => {
    if (output.length > skip) outputs.push(output.slice(skip));
    skip = Math.max(0, skip - output.length);
  });
  let at = 0;
  try {
    while (at < data.length) {
      const end = at < known ? Math.min(at + LONG_STEP_BYTES, known) : at + stepBytes;
      inflate.push(data.subarray(at, end));
      at = Math.min(end, data.length);
    }
  } catch {
    // The step after `at` holds the damage.
  }
  return { inputBytes: at, outputs };
}
