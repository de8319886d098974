import { gunzipSync } from "node:zlib";
import { openCapture } from "../../src/capture/capture.ts";
import { indexCapture } from "../../src/edit/index/index-capture.ts";
import { MemoryOutput } from "../../src/format/capture-output.ts";
import { accessTo } from "../../src/format/random-access.ts";

/** The index of a capture in memory that is not compressed. */
export async function indexBytes(bytes: Uint8Array, interval: number): Promise<Uint8Array> {
  const access = accessTo(bytes);
  if (access === undefined) throw new Error("bytes can always be read anywhere");
  const output = new MemoryOutput();
  await indexCapture(openCapture(bytes), access, output, { interval });
  return output.bytes;
}

/** A capture as it is before gzip. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}
