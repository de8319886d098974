import { ChunkReader } from "../../format/chunk-reader.ts";
import type { Damage, OnDamage } from "../../format/errors.ts";
import { gunzip } from "../../format/gunzip.ts";
import type { Compression, Decompressors } from "../../format/source.ts";
import { unzstd } from "../../format/unzstd.ts";
import { chainOfBlocks } from "./block-chain.ts";
import { CarveBudget } from "./carve-budget.ts";
import { skipToStart } from "./find-start.ts";

/** A capture found inside of something else. */
export interface CarvedCapture {
  /** Where in the input it begins, or the compressed data that it is in. */
  readonly offset: number;
  /** Of the data that begins there. */
  readonly compression: Compression;
  /** Where it begins in what that decompresses to, and so on for every further layer of compression. */
  readonly inner: readonly number[];
  /** Its bytes, uncompressed, as far as they belong together; to be read before the next capture is asked for. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

export interface CarveOptions {
  /** Faster ones than those that run anywhere. */
  readonly decompressors?: Decompressors;
  /** Told of damage to compressed data in which captures were found, and of what was not looked into. */
  readonly onDamage?: OnDamage;
}

/** An archive in a compressed image, and a compressed capture in that. */
const MAX_LAYERS = 4;

/** What holds for one layer of compression. */
interface Layer {
  readonly reader: ChunkReader;
  readonly depth: number;
  readonly budget: CarveBudget;
  readonly decompressors: Decompressors;
  readonly onDamage: OnDamage;
}

/**
 * The captures inside of a disk image, a core dump, an archive or anything else, plain or compressed, in their order;
 * compressed data is looked into whatever it holds. Each goes as far as its blocks follow one another, with up to 64 KiB of
 * damage between them; of one in fragments only the first is found. Memory and time do not depend on what is found.
 */
export async function* carveCaptures(
  chunks: AsyncIterable<Uint8Array>,
  { decompressors = { gzip: gunzip, zstd: unzstd }, onDamage = () => {} }: CarveOptions = {},
): AsyncGenerator<CarvedCapture> {
  const reader = new ChunkReader(chunks);
  try {
    yield* carveLayer({ reader, depth: 0, budget: new CarveBudget(onDamage), decompressors, onDamage });
  } finally {
    await reader.close();
  }
}

async function* carveLayer(layer: Layer): AsyncGenerator<CarvedCapture> {
  const { reader, depth, budget } = layer;
  for (;;) {
    const compression = await skipToStart(reader, budget, depth < MAX_LAYERS);
    if (compression === undefined) return;
    const { offset } = reader;
    if (compression === "none") yield* carveBlocks(reader);
    else yield* carveCompressed(layer, compression);
    // What cannot be read at all is not to be found again.
    if (reader.offset === offset) reader.skip(1);
  }
}

async function* carveBlocks(reader: ChunkReader): AsyncGenerator<CarvedCapture> {
  const chunks = chainOfBlocks(reader);
  yield { offset: reader.offset, compression: "none", inner: [], chunks };
  for await (const _ of chunks);
}

async function* carveCompressed(
  { reader, depth, budget, decompressors, onDamage }: Layer,
  compression: "gzip" | "zstd",
): AsyncGenerator<CarvedCapture> {
  const { offset } = reader;
  const damages: Damage[] = [];
  const data = decompressors[compression](reader, (damage) => damages.push(damage));
  const content = new ChunkReader(budget.limited(data, depth, offset));
  let isOfUse = false;
  try {
    const layer = { reader: content, depth: depth + 1, budget, decompressors, onDamage };
    for await (const found of carveLayer(layer)) {
      isOfUse = true;
      yield { ...found, offset, compression, inner: [found.offset, ...found.inner] };
    }
  } finally {
    await content.close();
  }
  // An image is full of what only looks compressed, and of what is broken and of no interest.
  if (isOfUse) for (const damage of damages) if (damage.lost) onDamage(damage);
}
