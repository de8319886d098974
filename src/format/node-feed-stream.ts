import type { Transform } from "node:stream";

/** What one of zlib's streams made of a piece. */
export interface FedPiece {
  readonly outputs: readonly Uint8Array[];
  readonly usedBytes: number;
  readonly problem?: string;
}

/** One of zlib's streams, fed piece by piece. */
export interface FedStream {
  readonly push: (piece: Uint8Array) => Promise<FedPiece>;
  readonly close: () => void;
}

/**
 * Feeds one of zlib's streams and never ends it: so nothing is left inside it when the input ends, and what it made
 * of earlier pieces cannot be lost to an error in a later one. A new piece may be pushed when the last is done.
 */
export function feedStream(stream: Transform & { readonly bytesWritten: number }): FedStream {
  let outputs: Uint8Array[] = [];
  let fail: (error: Error) => void = () => {};
  stream.on("data", (output: Uint8Array) => outputs.push(output));
  stream.on("error", (error) => fail(error));
  const push = (piece: Uint8Array) =>
    new Promise<FedPiece>((resolve) => {
      const before = stream.bytesWritten;
      const made: Uint8Array[] = [];
      outputs = made;
      fail = ({ message }) => resolve({ outputs: made, usedBytes: 0, problem: message });
      stream.write(piece, () => resolve({ outputs: made, usedBytes: stream.bytesWritten - before }));
    });
  return { push, close: () => stream.destroy() };
}
