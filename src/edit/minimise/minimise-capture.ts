import { concatenate } from "../../format/concatenate.ts";
import { currentSchema } from "../../schema/current.ts";
import type { Schema } from "../../schema/types.ts";
import { type CapturePiece, partsOfBlock, piecesOf } from "./block-parts.ts";
import { minimiseList } from "./minimise-list.ts";

/** Whether a candidate still shows what is looked for. */
export type CaptureShows = (candidate: Uint8Array) => Promise<boolean>;

export interface MinimiseOptions {
  readonly schema?: Schema;
  /** Candidates tried at most; what is left by then is the result. */
  readonly maxTries?: number;
}

/** A capture from which little or nothing can be left out. */
export interface Minimised {
  readonly bytes: Uint8Array;
  readonly blocksBefore: number;
  readonly blocks: number;
  readonly tries: number;
  /** Whether nothing more can be left out; false where `maxTries` came first. */
  readonly isMinimal: boolean;
}

/**
 * Leaves out of a capture (uncompressed) blocks but the first, then entries of lists and values of parameters, as long as it `shows` what it
 * shows as a whole. Throws an Error where the whole capture does not.
 */
export async function minimiseCapture(
  capture: Uint8Array,
  shows: CaptureShows,
  { schema = currentSchema, maxTries = Number.POSITIVE_INFINITY }: MinimiseOptions = {},
): Promise<Minimised> {
  if (!(await shows(capture))) throw new Error("the whole capture does not show it");
  let tries = 0;
  const test = async (pieces: readonly CapturePiece[]): Promise<boolean> => {
    if (tries >= maxTries) return false;
    tries++;
    return shows(joined(pieces));
  };
  const all = piecesOf(capture);
  // Without its section header it would be no capture.
  const head = all.slice(0, 1);
  let pieces: readonly CapturePiece[] = all;
  for (let before = -1; before !== sizeOf(pieces) && tries < maxTries; ) {
    before = sizeOf(pieces);
    const rest = await minimiseList(pieces.slice(1), (left) => test([...head, ...left]));
    pieces = await minimiseParts([...head, ...rest], test, schema);
  }
  return {
    bytes: joined(pieces),
    blocksBefore: all.length,
    blocks: pieces.length,
    tries,
    isMinimal: tries < maxTries,
  };
}

/** Leaves out parts of blocks, of one block after the other. */
async function minimiseParts(
  pieces: readonly CapturePiece[],
  test: (pieces: readonly CapturePiece[]) => Promise<boolean>,
  schema: Schema,
): Promise<readonly CapturePiece[]> {
  const left = [...pieces];
  for (const [at, piece] of pieces.entries()) {
    const { littleEndian } = piece;
    const parts = partsOfBlock(piece.bytes, littleEndian, schema);
    if (parts === undefined) continue;
    const all = Array.from({ length: parts.count }, (_, k) => k);
    const kept = await minimiseList(all, (indexes) =>
      test(left.with(at, { bytes: parts.build(indexes), littleEndian })),
    );
    left[at] = { bytes: parts.build(kept), littleEndian };
  }
  return left;
}

function joined(pieces: readonly CapturePiece[]): Uint8Array {
  return concatenate(pieces.map(({ bytes }) => bytes));
}

function sizeOf(pieces: readonly CapturePiece[]): number {
  return pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
