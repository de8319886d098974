import type { Transform } from "node:stream";
import * as zlib from "node:zlib";
import type { CaptureOutput } from "./capture-output.ts";

const CHUNK_BYTES = 256 * 1024;

/** An output whose bytes come to `target` as one gzip member, through Node's zlib. */
export function gzipOutputWithZlib(target: CaptureOutput): CaptureOutput {
  return throughStream(zlib.createGzip({ chunkSize: CHUNK_BYTES }), target);
}

/** Whether this Node can write zstd: from 22.15 on. */
export function canWriteZstd(): boolean {
  return typeof zlib.createZstdCompress === "function";
}

/** An output whose bytes come to `target` as one zstd frame; only where `canWriteZstd`. */
export function zstdOutputWithZlib(target: CaptureOutput): CaptureOutput {
  return throughStream(zlib.createZstdCompress({ chunkSize: CHUNK_BYTES }), target);
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
