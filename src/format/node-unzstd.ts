import * as zlib from "node:zlib";
import type { ChunkReader } from "./chunk-reader.ts";
import type { OnDamage } from "./errors.ts";
import { feedStream } from "./node-feed-stream.ts";
import { unzstd, unzstdAll } from "./unzstd.ts";
import { unzstdFrames, type ZstdDecoder, type ZstdTools } from "./zstd-frames.ts";

const OUTPUT_BYTES = 256 * 1024;

/** The window is what zstd's own tool grants without being asked for more. */
const TOOLS: ZstdTools = { createDecoder, maxWindowBytes: 128 * 1024 * 1024 };

/** Decompresses zstd with Node's own decoder where it has one (from 22.15 on), as anywhere else where not. */
export function unzstdWithZlib(reader: ChunkReader, onDamage: OnDamage): AsyncGenerator<Uint8Array> {
  return hasZstd() ? unzstdFrames(reader, TOOLS, onDamage) : unzstd(reader, onDamage);
}

/** As `unzstdWithZlib`, and goes on behind damage, where a new frame begins. */
export function unzstdAllWithZlib(reader: ChunkReader, onDamage: OnDamage): AsyncGenerator<Uint8Array> {
  return hasZstd()
    ? unzstdFrames(reader, { ...TOOLS, resumes: true }, onDamage)
    : unzstdAll(reader, onDamage);
}

function hasZstd(): boolean {
  return typeof zlib.createZstdDecompress === "function";
}

function createDecoder(): ZstdDecoder {
  const { push, close } = feedStream(zlib.createZstdDecompress({ chunkSize: OUTPUT_BYTES }));
  return { push: (part) => push(part), close };
}
