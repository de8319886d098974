import { fstatSync } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import type { OnDamage } from "./errors.ts";
import { gunzipWithZlib } from "./node-gunzip.ts";
import { type CaptureSource, type Decompressors, sourceOf } from "./source.ts";
import { unzstd } from "./unzstd.ts";

const READ = Number(process.env.READ ?? 512) * 1024;
const D: Decompressors = { gzip: gunzipWithZlib, zstd: unzstd };
export async function openFile(path: string, o: { onDamage: OnDamage }): Promise<CaptureSource> {
  const s = await stat(path);
  return sourceOf(fileChunks(path), s.size, { decompressors: D, ...o });
}
async function* fileChunks(path: string) {
  const h = await open(path);
  try {
    let pending = readChunk(h);
    for (;;) {
      const chunk = await pending;
      if (chunk.length === 0) return;
      pending = readChunk(h);
      yield chunk;
    }
  } finally {
    await h.close();
  }
}
async function readChunk(h: FileHandle): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(READ);
  const { bytesRead } = await h.read(buffer, 0, READ, null);
  return new Uint8Array(buffer.buffer, 0, bytesRead);
}
