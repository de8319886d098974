import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import { type CaptureOutput, type OutputCompression, OutputRefused } from "./capture-output.ts";

const CHUNK_BYTES = 256 * 1024;

/** Whether this Node can write zstd: from 22.15 on. */
export function canWriteZstd(): boolean {
  return typeof zlib.createZstdCompress === "function";
}

/** An output whose bytes come to `target` compressed by Node's zlib; throws an OutputRefused where it cannot. */
export function compressedOutput(target: CaptureOutput, compression: OutputCompression): CaptureOutput {
  switch (compression) {
    case "none":
      return target;
    case "gzip":
      return throughStream(zlib.createGzip({ chunkSize: CHUNK_BYTES }), target);
    case "zstd":
      refuseWithoutZstd();
      return throughStream(zlib.createZstdCompress({ chunkSize: CHUNK_BYTES }), target);
  }
}

/** Throws an OutputRefused where this Node cannot write zstd. */
export function refuseWithoutZstd(): void {
  if (canWriteZstd()) return;
  const advice = "use gzip, or a newer Node";
  throw new OutputRefused(
    "no-zstd",
    `Node ${process.versions.node} cannot write zstd, 22.15 and later can: ${advice}`,
  );
}

function throughStream(stream: Transform, target: CaptureOutput): CaptureOutput {
  const drained = drain(stream, target);
  // Told to the write that waits, or to `close`.
  drained.catch(() => stream.destroy());
  return {
    async write(bytes) {
      const written = new Promise<void>((resolve, reject) => {
        stream.write(bytes, (error) => (error ? reject(error) : resolve()));
      });
      await Promise.race([written, failureOf(drained)]);
    },
    async close() {
      stream.end();
      await drained;
      await target.close();
    },
    async abort() {
      stream.destroy();
      await drained.catch(() => {});
      await target.abort();
    },
  };
}

async function drain(stream: Transform, target: CaptureOutput): Promise<void> {
  for await (const chunk of stream) await target.write(chunk);
}

/** Never fulfilled; rejected when `work` is. */
function failureOf(work: Promise<void>): Promise<never> {
  return new Promise((_, reject) => {
    work.catch(reject);
  });
}
