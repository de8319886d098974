import type { CaptureOutput, OutputCompression } from "./capture-output.ts";

/** How a capture file is written. */
export interface OutputOptions {
  /** As the name ends (`.gz`, `.zst`) where nothing is said. */
  readonly compression?: OutputCompression;
  /** Whether a file that is there already may be replaced. */
  readonly force?: boolean;
  /** Files that are being read, which are never written to. */
  readonly inputs?: readonly string[];
}

/**
 * Opens a capture file to be written, in Node. It appears under its name only when it is closed whole. Rejects with an
 * OutputRefused where it may not or cannot be written so, else with what the file system says.
 */
export async function openOutput(path: string, options: OutputOptions = {}): Promise<CaptureOutput> {
  // Loaded only where files exist, as node-source.ts is.
  const { openFileOutput } = await import("./node-file-output.ts");
  return openFileOutput(path, { ...options, compression: options.compression ?? compressionOfName(path) });
}

/** The compression that a file's name promises. */
export function compressionOfName(path: string): OutputCompression {
  if (/\.gz$/i.test(path)) return "gzip";
  return /\.zstd?$/i.test(path) ? "zstd" : "none";
}
