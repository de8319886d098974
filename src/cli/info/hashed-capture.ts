import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Capture, type CaptureOptions } from "../../capture/capture.ts";
import type { OnDamage } from "../../format/errors.ts";
import { NODE_DECOMPRESSORS } from "../../format/node-source.ts";
import { type CaptureSource, sourceOf } from "../../format/source.ts";

const READ_BYTES = 512 * 1024;

/** What is taken of the bytes of an input as they come. */
interface Tally {
  readonly hash: Hash;
  bytes: number;
}

/** A capture whose input is hashed on its way in: all of it, also what is behind damage that stops the reading. */
export class HashedCapture extends Capture {
  private readonly tally: Tally;

  constructor(file: string, options: CaptureOptions) {
    const tally: Tally = { hash: createHash("sha256"), bytes: 0 };
    super((note) => openTallied(file, tally, note), options);
    this.tally = tally;
  }

  /** Size of the input as it is stored, right when it has been read. */
  get inputBytes(): number {
    return this.tally.bytes;
  }

  /** SHA-256 of the input as it is stored, in hex. To be asked for once, after the reading. */
  digest(): string {
    return this.tally.hash.digest("hex");
  }
}

async function openTallied(file: string, tally: Tally, onDamage: OnDamage): Promise<CaptureSource> {
  const options = { onDamage, decompressors: NODE_DECOMPRESSORS };
  if (file === "-") return sourceOf(tallied(process.stdin, tally), undefined, options);
  const stats = await stat(file);
  const chunks = createReadStream(file, { highWaterMark: READ_BYTES });
  return sourceOf(tallied(chunks, tally), stats.isFile() ? stats.size : undefined, options);
}

async function* tallied(chunks: AsyncIterable<Uint8Array>, tally: Tally): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let isOpen = true;
  const next = async (): Promise<Uint8Array | undefined> => {
    // Closed until the chunk has come: after an error there is no next one.
    isOpen = false;
    const { done, value } = await iterator.next();
    if (done === true) return undefined;
    isOpen = true;
    tally.hash.update(value);
    tally.bytes += value.length;
    return value;
  };
  try {
    for (let chunk = await next(); chunk !== undefined; chunk = await next()) yield chunk;
  } finally {
    while (isOpen) await next();
  }
}
