import { Decompress } from "fzstd";
import type { ChunkReader } from "./chunk-reader.ts";
import { messageOf, type OnDamage } from "./errors.ts";
import { unzstdFrames, type ZstdDecoder, type ZstdTools } from "./zstd-frames.ts";

/** The window every decoder should grant; fzstd moves all of it for each block, so that larger ones are no use. */
const TOOLS: ZstdTools = { createDecoder, maxWindowBytes: 8 * 1024 * 1024 };

/** Decompresses zstd anywhere, browsers included. Checksums are not verified: fzstd does not know them. */
export function unzstd(reader: ChunkReader, onDamage: OnDamage): AsyncGenerator<Uint8Array> {
  return unzstdFrames(reader, TOOLS, onDamage);
}

/** As `unzstd`, and goes on behind damage, where a new frame begins. */
export function unzstdAll(reader: ChunkReader, onDamage: OnDamage): AsyncGenerator<Uint8Array> {
  return unzstdFrames(reader, { ...TOOLS, resumes: true }, onDamage);
}

function createDecoder(): ZstdDecoder {
  let outputs: Uint8Array[] = [];
  const decompress = new Decompress((output) => outputs.push(output));
  const push: ZstdDecoder["push"] = async (part, isLast) => {
    outputs = [];
    try {
      decompress.push(part, isLast);
      return { outputs };
    } catch (error) {
      return { outputs, problem: messageOf(error) };
    }
  };
  return { push, close: () => {} };
}
