import { sha256 } from "@noble/hashes/sha2.js";
import type { RandomAccess } from "../../format/random-access.ts";
import type { Fingerprint } from "./index-document.ts";

const PROBE_SIZE = 64 * 1024;

/** By what a capture is known again, wherever it was moved to. */
export async function fingerprintOf(capture: RandomAccess): Promise<Fingerprint> {
  const { sizeBytes } = capture;
  return {
    sizeBytes,
    head: hexHash(await capture.read(0, PROBE_SIZE)),
    tail: hexHash(await capture.read(Math.max(0, sizeBytes - PROBE_SIZE), PROBE_SIZE)),
  };
}

function hexHash(bytes: Uint8Array): string {
  return Array.from(sha256(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
