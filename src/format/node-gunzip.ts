import { crc32, createInflateRaw } from "node:zlib";
import type { ChunkReader } from "./chunk-reader.ts";
import type { OnDamage } from "./errors.ts";
import { type GzipTools, gunzipMembers, type Inflater } from "./gzip-members.ts";
import { feedStream } from "./node-feed-stream.ts";

/** Measured on 457 MB: with 256 KiB an eighth slower, with zlib's own 16 KiB three times. */
const OUTPUT_BYTES = 1024 * 1024;
/** Measured: half as much is a tenth slower, twice as much no faster. */
const TOOLS: GzipTools = { createInflater, crc32, pieceBytes: 64 * 1024 };

/** Decompresses gzip with Node's zlib, some five times as fast as the way that works anywhere. */
export function gunzipWithZlib(reader: ChunkReader, onDamage: OnDamage): AsyncGenerator<Uint8Array> {
  return gunzipMembers(reader, TOOLS, onDamage);
}

/** As `gunzipWithZlib`, and goes on behind damage, where a new member begins or the writer flushed all. */
export function gunzipAllWithZlib(reader: ChunkReader, onDamage: OnDamage): AsyncGenerator<Uint8Array> {
  return gunzipMembers(reader, { ...TOOLS, resumes: "flushes" }, onDamage);
}

function createInflater(): Inflater {
  const stream = feedStream(createInflateRaw({ chunkSize: OUTPUT_BYTES }));
  const push: Inflater["push"] = async (piece) => {
    const { outputs, usedBytes, problem } = await stream.push(piece);
    if (problem !== undefined) return { outputs, usedBytes, state: "corrupt", problem };
    return { outputs, usedBytes, state: usedBytes < piece.length ? "finished" : "unfinished" };
  };
  return { push, close: stream.close };
}
