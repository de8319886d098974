import { Inflate } from "fflate";
import type { ChunkReader } from "./chunk-reader.ts";
import { crc32 } from "./crc32.ts";
import { messageOf, type OnDamage } from "./errors.ts";
import { type GzipTools, gunzipMembers, type Inflater, type InflateStep } from "./gzip-members.ts";

/** The part of fflate's state that tells where deflate data ended; private, but the only source (fflate 0.8.3). */
interface InflateState {
  /** Input not used up. */
  readonly p: Uint8Array;
  /** f: in the last block, l: inside a block, p: bits used of the first byte of the input. */
  readonly s: { readonly f?: number; readonly l?: object | null; readonly p?: number };
}

const TOOLS: GzipTools = { createInflater, crc32, pieceBytes: 16 * 1024 };

/** Decompresses gzip anywhere, browsers included. */
export function gunzip(reader: ChunkReader, onDamage: OnDamage): AsyncGenerator<Uint8Array> {
  return gunzipMembers(reader, TOOLS, onDamage);
}

/** As `gunzip`, and goes on behind damage, where a new member begins. */
export function gunzipAll(reader: ChunkReader, onDamage: OnDamage): AsyncGenerator<Uint8Array> {
  return gunzipMembers(reader, { ...TOOLS, resumes: "members" }, onDamage);
}

function createInflater(): Inflater {
  let outputs: Uint8Array[] = [];
  const inflate = new Inflate((output) => outputs.push(output));
  const push = async (piece: Uint8Array): Promise<InflateStep> => {
    outputs = [];
    try {
      inflate.push(piece);
    } catch (error) {
      return { outputs, usedBytes: 0, state: "corrupt", problem: messageOf(error) };
    }
    const unusedBytes = unusedAtEnd(inflate);
    if (unusedBytes === undefined) return { outputs, usedBytes: piece.length, state: "unfinished" };
    return { outputs, usedBytes: piece.length - unusedBytes, state: "finished" };
  };
  return { push, close: () => {} };
}

/** Bytes behind the end of the data; undefined while it has not ended. */
function unusedAtEnd(inflate: Inflate): number | undefined {
  // A boundary: fflate does not publish this state.
  const { s, p } = inflate as unknown as InflateState;
  const ended = Boolean(s.f) && !s.l;
  return ended ? p.length - Math.ceil((s.p ?? 0) / 8) : undefined;
}
